use super::*;
use crate::record::{Note, Record};

fn entries(text: impl AsRef<[u8]>) -> Vec<Entry> {
    Reader::new(text.as_ref()).unwrap().map(Result::unwrap).collect()
}

fn records(text: impl AsRef<[u8]>) -> Vec<Record> {
    let taken = |entry| match entry {
        Entry::Record(record) => *record,
        Entry::Problem(problem) => panic!("{problem}"),
    };
    entries(text).into_iter().map(taken).collect()
}

/// The titles, and the problems as text.
fn outline(text: &str) -> Vec<String> {
    let line = |entry| match entry {
        Entry::Record(record) => record.title,
        Entry::Problem(problem) => problem.to_string(),
    };
    entries(text).into_iter().map(line).collect()
}

#[test]
fn every_known_column() {
    let header = "\u{FEFF}Book_ID,ISBN,isbn13,Authors,Original Publication-Year,original_title,title,language_code,Publisher,price,stock";
    let row = "7,306406152,9.7803064061e+12,\"A, B\",-12.0,Ur,\"Line\r\nand \"\"quote\"\"\",en-US,House,₩9000,3";
    let [book] = records(format!("{header}\r\n{row}\r\n")).try_into().unwrap();
    assert_eq!(book.row_id.as_deref(), Some("7"));
    assert_eq!(book.title, "Line and \"quote\"");
    assert_eq!(book.other_titles, ["Ur"]);
    assert_eq!(book.author.as_deref(), Some("A, B"));
    assert_eq!(book.isbns[0].as_str(), "9780306406157");
    assert_eq!(book.notes.iter().map(Note::kind).collect::<Vec<_>>(), ["isbn-scientific", "isbn-repaired"]);
    assert_eq!((book.year, book.copies), (Some(-12), Some(3)));
    assert_eq!(book.language.as_deref(), Some("eng"));
    assert_eq!(book.publisher.as_deref(), Some("House"));
    assert_eq!(book.price.as_deref(), Some("₩9000"));
}

#[test]
fn other_separators_and_names() {
    assert_eq!(records("제목;저자\n어린 왕자;생텍쥐페리\n")[0].author.as_deref(), Some("생텍쥐페리"));
    assert_eq!(records("name\tauthor\nA\tB, C")[0].author.as_deref(), Some("B, C"));
}

#[test]
fn rows_of_two_spreadsheets() {
    let books = records(b"title,author\n\xB5\xB5\xBC\xAD\xB0\xFC,\xB1\xE8\nCaf\xE9,X\n");
    assert_eq!((books[0].title.as_str(), books[1].title.as_str()), ("도서관", "Café"));
    assert_eq!(books[0].notes, [Note::Mislabelled { read_as: "EUC-KR" }]);
}

#[test]
fn damaged_rows_cost_themselves() {
    let text = "title,author\nA,1\nB\nC,2,\nD,3,x\n\n,4\nE,5\n";
    let wanted = [
        "A",
        "record 2 at byte 17: 1 columns where the header has 2",
        "C",
        "record 4 at byte 24: 3 columns where the header has 2",
        "record 5 at byte 31: no title",
        "E",
    ];
    assert_eq!(outline(text), wanted);
}

#[test]
fn a_stray_quotation_mark_costs_its_line() {
    assert_eq!(outline("title,author\nA,\"1\nB,2\nC,3\n")[1..], ["B", "C"]);
    assert_eq!(outline("title,author\nA,\"1\nB,2\nC,\"3\"\n")[1..], ["B", "C"]);
    assert_eq!(outline("title,author\r\nA,\"1\r\nB,\"2\"\r\nC,3\r\n")[1..], ["B", "C"]);
    assert_eq!(outline("title,author\r\nA,\"1\r\n\"\"2\"\r\nC,3\r\n"), ["A", "C"]);
    let long = format!("title,author\nA,\"1\n{}", "B,2\n".repeat(2 * MOST_LINES));
    assert_eq!(outline(&long).len(), 1 + 2 * MOST_LINES);
    let wide = format!("title,author\nA,\"{}\nB,2\n", "x".repeat(LONGEST_ROW + 9));
    assert_eq!(outline(&wide), ["record 1 at byte 13: longer than 1048576 bytes", "B"]);
}

#[test]
fn rows_keep_their_identity() {
    let text = "id,title,isbn13,price\n1,A,9.78E+12,1\n2,A,9.78E+12,1\n1,A,9.78E+12,2\n";
    let keys: Vec<_> = records(text).iter().map(Record::key).collect();
    assert_eq!(keys[0], keys[2]);
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn no_title_column() {
    let refused = |text: &'static str| matches!(Reader::new(text.as_bytes()), Err(Error::Layout { .. }));
    assert!(refused("a,b\n1,2\n") && refused("") && refused("\"unclosed"));
}

#[test]
fn lines_that_end_in_a_carriage_return_only() {
    assert_eq!(outline("title,author\rA,1\rB\rC,3\r")[2], "C");
}
