use super::*;
use crate::record::{Note, Record};

const HEAD: &str = "<?xml version=\"1.0\"?><collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n";

fn record(title: &str) -> String {
    format!(
        "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">n1</controlfield>\
         <datafield tag=\"020\" ind1=\" \" ind2=\" \"><subfield code=\"a\">0306406152</subfield></datafield>\
         <datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">{title}</subfield></datafield></record>\n"
    )
}

fn entries(text: impl AsRef<[u8]>) -> Vec<Entry> {
    Reader::new(text.as_ref()).unwrap().map(Result::unwrap).collect()
}

fn only(text: impl AsRef<[u8]>) -> Record {
    match entries(text).pop() {
        Some(Entry::Record(record)) => *record,
        other => panic!("{other:?}"),
    }
}

fn outline(text: &str) -> Vec<String> {
    let line = |entry| match entry {
        Entry::Record(record) => record.title,
        Entry::Problem(problem) => format!("{} {}", problem.number, problem.what),
    };
    entries(text).into_iter().map(line).collect()
}

#[test]
fn prefixes_references_sections_and_comments() {
    let book = only(record("A &amp; B &#x20AC; <![CDATA[</record>]]> C<!-- </record> --> & D /"));
    assert_eq!(book.title, "A & B € </record> C & D");
    assert_eq!(book.key(), "m..n1");
    assert_eq!(book.isbns[0].as_str(), "9780306406157");
    let prefixed = record("T").replace('<', "<marc:").replace("<marc:/", "</marc:");
    assert_eq!(only(prefixed).title, "T");
}

#[test]
fn a_bomb_does_not_go_off() {
    let text = format!("<!DOCTYPE x [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;\">]>{}", "x".repeat(99), record("A &b; C"));
    let book = only(text);
    assert_eq!(book.title, "A \u{FFFD} C");
    assert_eq!(book.notes, [Note::Unmapped { characters: 1 }]);
}

#[test]
fn damaged_records_cost_themselves() {
    let text = format!("{HEAD}{}{}{}", record("A"), record("<b>B"), record("C"));
    let lines = outline(&text);
    assert_eq!((lines[0].as_str(), lines[2].as_str(), lines.len()), ("A", "C", 3));
    assert!(lines[1].starts_with("2 XML: "), "{}", lines[1]);
    let unended = format!("{HEAD}{}{}", record("A").replace("</record>", ""), record("C"));
    assert_eq!(outline(&unended), ["1 cut off", "C"]);
    let open_comment = format!("{HEAD}{}{}", record("A <!-- "), record("C"));
    assert_eq!(outline(&open_comment).last().unwrap(), "C");
    let long = format!("{HEAD}{}{}", record(&"x".repeat(LONGEST_RECORD)), record("C"));
    assert_eq!(outline(&long), ["1 longer than 1048576 bytes", "C"]);
}

#[test]
fn a_file_cut_off_keeps_what_came_before() {
    let text = format!("{HEAD}{}{}", record("A"), record("B"));
    let second = HEAD.len() + record("A").len();
    let cut = entries(&text[..text.len() - 20]);
    assert!(matches!(&cut[0], Entry::Record(record) if record.title == "A"));
    let Entry::Problem(problem) = &cut[1] else { panic!("{cut:?}") };
    assert_eq!(*problem, Problem { number: 2, offset: second as u64, what: Fault::CutOff });
}

#[test]
fn elements_of_the_same_name_around_records() {
    let harvested = format!("<OAI-PMH><ListRecords><record><header/><metadata>{}</metadata></record>", record("A"));
    assert_eq!(
        outline(&format!("{harvested}<record><header status=\"deleted\"/></record></ListRecords>")),
        ["A", "2 no MARC fields in it"]
    );
    assert_eq!(outline("<records/><record/>"), ["1 no MARC fields in it"]);
}

#[test]
fn other_encodings() {
    let text = format!("<?xml version='1.0' encoding='EUC-KR'?>{}", record("도서관"));
    let (bytes, _, _) = encoding_rs::EUC_KR.encode(&text);
    assert_eq!(only(bytes).title, "도서관");
    assert!(matches!(Reader::new(&b"\xFF\xFE<\0"[..]), Err(Error::Encoding(_))));
    assert!(matches!(Reader::new(&b"<?xml encoding=\"klingon\"?>"[..]), Err(Error::Encoding(_))));
}
