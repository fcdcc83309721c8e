//! Whatever happens to a file: nothing panics, reading ends, and only the damaged record is lost.

use proptest::prelude::*;
use records::{Entry, Format, Reader, Record};
use std::io::{self, Read};

const FORMATS: [Format; 3] = [Format::Csv, Format::Marc, Format::MarcXml];

/// Gives a few bytes at a time.
struct Slowly<'a>(&'a [u8]);

impl Read for Slowly<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(into.len()).min(7);
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// A file in parts: what stands before the records, each record, and what stands behind them.
fn parts(format: Format, titles: &[String]) -> (Vec<u8>, Vec<Vec<u8>>, Vec<u8>) {
    let with = |one: fn(usize, &str) -> Vec<u8>| titles.iter().enumerate().map(|(at, title)| one(at, title)).collect();
    match format {
        Format::Csv => (b"id,title,author\n".to_vec(), with(row), Vec::new()),
        Format::Marc => (Vec::new(), with(exchange), Vec::new()),
        Format::MarcXml => (b"<collection>\n".to_vec(), with(element), b"</collection>\n".to_vec()),
    }
}

fn row(at: usize, title: &str) -> Vec<u8> {
    let author = if at.is_multiple_of(2) { "\"Of, A\"" } else { "B" };
    format!("{at},\"{title}\",{author}\n").into_bytes()
}

fn exchange(at: usize, title: &str) -> Vec<u8> {
    let (mut directory, mut data) = (String::new(), String::new());
    for (tag, text) in [("001", format!("n{at}")), ("245", format!("00\x1Fa{title}")), ("650", " 0\x1FaX".into())] {
        directory += &format!("{tag}{:04}{:05}", text.len() + 1, data.len());
        data += &(text + "\x1E");
    }
    let base = 24 + directory.len() + 1;
    format!("{:05}nam a22{base:05} a 4500{directory}\x1E{data}\x1D", base + data.len() + 1).into_bytes()
}

fn element(at: usize, title: &str) -> Vec<u8> {
    format!(
        "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">n{at}</controlfield>\
         <datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">{title}</subfield></datafield></record>\n"
    )
    .into_bytes()
}

/// The records of a file, having checked that reading it ends where the file does and counts what it finds.
fn read(format: Format, file: &[u8]) -> Vec<Record> {
    let Ok(mut reader) = Reader::new(format, Slowly(file)) else { return Vec::new() };
    let mut records = Vec::new();
    for (before, entry) in (0..).zip(reader.by_ref()) {
        match entry.expect("reading from memory does not fail") {
            Entry::Record(record) => {
                assert!(!record.title.is_empty());
                assert!(record.key().len() <= 500);
                records.push(*record);
            }
            Entry::Problem(problem) => {
                assert_eq!(problem.number, before + 1);
                assert!(problem.offset < file.len() as u64);
            }
        }
    }
    assert_eq!(reader.position(), file.len() as u64, "{format:?}");
    records
}

/// That a file with one part damaged still has all other records. A CSV row's line break is the next row's too.
fn others_survive(format: Format, titles: &[String], at: usize, damage: impl Fn(&mut Vec<u8>)) {
    let (before, mut records, behind) = parts(format, titles);
    let mut wanted = read(format, &[before.clone(), records.concat(), behind.clone()].concat());
    assert_eq!(wanted.len(), titles.len());
    damage(&mut records[at]);
    let breaks_next = format == Format::Csv && records[at].last() != Some(&b'\n');
    if breaks_next && at + 1 < wanted.len() {
        wanted.remove(at + 1);
    }
    wanted.remove(at);
    let found = read(format, &[before, records.concat(), behind].concat());
    let mut rest = found.iter();
    for record in &wanted {
        assert!(rest.any(|found| found == record), "{format:?}: {record:?} is not among {found:?}");
    }
}

fn titles() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[A-Za-zé도서관一][A-Za-z0-9é도서관一 ,.:'-]{0,40}[a-z]", 2..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        for format in FORMATS {
            read(format, &bytes);
        }
    }

    #[test]
    fn random_pieces_of_the_formats(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "\x1D", "\x1E", "\x1F", "00714cam a2200205 a 4500", "245001000000", "00040", "\x1B$1", "\"", "\n", ",", "title",
            "<record>", "</record>", "<x:record ", "<!--", "-->", "<![CDATA[", "]]>", "<datafield tag=\"245\">", "&a;",
            "<subfield code=\"a\">", "</subfield>", "</datafield>", "<leader>", ">", "\u{FEFF}", "é", "\r\n",
        ]), 0..60),
    ) {
        let text = pieces.concat();
        for format in FORMATS {
            read(format, text.as_bytes());
            read(format, format!("title\n{text}").as_bytes());
        }
    }

    #[test]
    fn one_byte_changed(titles in titles(), at in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), to: u8) {
        for format in FORMATS {
            others_survive(format, &titles, at.index(titles.len()), |record| {
                let place = place.index(record.len());
                record[place] = to;
            });
        }
    }

    #[test]
    fn a_piece_missing(titles in titles(), at in any::<prop::sample::Index>(), ends in any::<[prop::sample::Index; 2]>()) {
        for format in FORMATS {
            others_survive(format, &titles, at.index(titles.len()), |record| {
                let mut ends = ends.map(|end| end.index(record.len()));
                ends.sort_unstable();
                record.drain(ends[0]..=ends[1]);
            });
        }
    }
}
