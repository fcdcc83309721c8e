//! Counts, titles and book numbers of MARC files, held against a second reader that shares no code with the first.
//!
//! The second reader knows ISO 2709 and nothing else: records end with 0x1D, the directory says where fields are. It is
//! run over a file made here, and over any real one: `MARC_FILE=records.mrc cargo test -p records --test independent`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use records::{Entry, Format, Reader};

/// What the second reader sees of a record: how its title begins, and the digits of its valid book numbers.
#[derive(Debug, PartialEq)]
struct Seen {
    title: String,
    isbns: Vec<String>,
}

fn fields<'a>(record: &'a [u8], tag: &[u8]) -> Vec<&'a [u8]> {
    let number = |from: usize, to: usize| std::str::from_utf8(&record[from..to]).unwrap().parse::<usize>().unwrap();
    let base = number(12, 17);
    let entries = record[24..base - 1].chunks(12).filter(|entry| &entry[..3] == tag);
    entries
        .map(|entry| {
            let part =
                |from: usize, to: usize| std::str::from_utf8(&entry[from..to]).unwrap().parse::<usize>().unwrap();
            let (length, start) = (part(3, 7), part(7, 12));
            &record[base + start..base + start + length]
        })
        .collect()
}

fn subfield(field: &[u8], code: u8) -> Option<&[u8]> {
    field.split(|byte| *byte == 0x1f).skip(1).find(|part| part.first() == Some(&code)).map(|part| {
        let end = part.iter().position(|byte| *byte == 0x1e).unwrap_or(part.len());
        &part[1..end]
    })
}

/// Letters and digits only: the first reader tidies punctuation, this one does not know how.
fn bare(text: &[u8]) -> String {
    text.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| *byte as char).collect()
}

/// Digits of a book number whose check digit is right, as thirteen.
fn thirteen(text: &[u8]) -> Option<String> {
    let plain: Vec<u8> = text.iter().copied().filter(|byte| byte.is_ascii_digit() || *byte == b'X').collect();
    let worth = |byte: u8| if byte == b'X' { 10 } else { u32::from(byte - b'0') };
    match plain.len() {
        13 => {
            let sum: u32 =
                plain.iter().enumerate().map(|(n, byte)| worth(*byte) * if n % 2 == 0 { 1 } else { 3 }).sum();
            sum.is_multiple_of(10).then(|| String::from_utf8(plain).unwrap())
        }
        10 => {
            let sum: u32 = plain.iter().enumerate().map(|(n, byte)| worth(*byte) * (10 - n as u32)).sum();
            let body: String = format!("978{}", std::str::from_utf8(&plain[..9]).unwrap());
            let weighted = body.bytes().enumerate().map(|(n, byte)| worth(byte) * if n % 2 == 0 { 1 } else { 3 });
            let check = (10 - weighted.sum::<u32>() % 10) % 10;
            sum.is_multiple_of(11).then(|| format!("{body}{check}"))
        }
        _ => None,
    }
}

fn second(file: &[u8]) -> Vec<Seen> {
    let records = file.split_inclusive(|byte| *byte == 0x1d).filter(|record| record.len() > 24);
    records
        .map(|record| {
            let title =
                fields(record, b"245").first().and_then(|field| subfield(field, b'a')).map(bare).unwrap_or_default();
            let numbers = fields(record, b"020").into_iter().filter_map(|field| thirteen(subfield(field, b'a')?));
            Seen { title, isbns: numbers.collect() }
        })
        .collect()
}

fn first(file: &[u8]) -> Vec<Seen> {
    let entries = Reader::new(Format::Marc, file).unwrap().map(Result::unwrap);
    entries
        .map(|entry| match entry {
            Entry::Record(record) => Seen {
                title: bare(record.title.as_bytes()),
                isbns: record.isbns.iter().map(|isbn| isbn.as_str().to_owned()).collect(),
            },
            Entry::Problem(problem) => panic!("{problem}"),
        })
        .collect()
}

fn made(number: usize) -> Vec<u8> {
    let fields = [
        ("001", format!("n{number}")),
        (
            "020",
            format!("  \u{1f}a{}", ["0306406152 (pbk.)", "9780306406157", "0-306-40615-3", "080442957X"][number % 4]),
        ),
        ("245", format!("10\u{1f}aTitle number {number} :\u{1f}bwith more /\u{1f}cby somebody.")),
    ];
    let (mut directory, mut data) = (String::new(), String::new());
    for (tag, text) in fields {
        directory.push_str(&format!("{tag}{:04}{:05}", text.len() + 1, data.len()));
        data.push_str(&text);
        data.push('\u{1e}');
    }
    let base = 24 + directory.len() + 1;
    format!("{:05}nam a22{base:05} a 4500{directory}\u{1e}{data}\u{1d}", base + data.len() + 1).into_bytes()
}

#[test]
fn reg_t18_two_readers_see_the_same() {
    let file: Vec<u8> = (0..500).flat_map(made).collect();
    let file = std::env::var("MARC_FILE").map_or(file, |path| std::fs::read(path).unwrap());
    let (ours, theirs) = (first(&file), second(&file));
    assert_eq!(ours.len(), theirs.len(), "the number of records");
    for (number, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        // In real files a title may be in MARC-8, of which the second reader knows nothing.
        let begins = ours.title.starts_with(&theirs.title);
        assert!(begins || std::env::var("MARC_FILE").is_ok(), "record {number}: {} / {}", ours.title, theirs.title);
        assert_eq!(ours.isbns, theirs.isbns, "record {number}: its book numbers");
    }
}
