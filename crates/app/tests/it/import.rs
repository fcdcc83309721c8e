//! `madang import`: books from files, into a folder or a running server.

use crate::support::{Done, Library, Topology, run};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

const CSV: &str = "book_id,authors,original_publication_year,title,isbn13,language_code\n\
    1,Knut Hamsun,1890,Hunger,9780306406157,nor\n\
    2,\"Saint-Exupéry, Antoine\",1943.0,\"Le Petit Prince, illustrated\",,fre\n\
    3,김철수,2020,도서관의 역사,9791156750000,kor\n";

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?><collection xmlns="http://www.loc.gov/MARC21/slim">
<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">x1</controlfield><controlfield tag="003">TEST</controlfield>
<datafield tag="100" ind1="1" ind2=" "><subfield code="a">Hamsun, Knut</subfield></datafield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Sult</subfield></datafield></record>
<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">x2</controlfield><controlfield tag="003">TEST</controlfield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Pan</subfield></datafield></record></collection>"#;

/// A record of ISO 2709: leader, directory, fields.
fn marc(control: &str, title: &str) -> Vec<u8> {
    let fields = [
        ("001", format!("{control}\u{1e}")),
        ("003", "TEST\u{1e}".to_owned()),
        ("245", format!("10\u{1f}a{title}\u{1e}")),
    ];
    let (mut directory, mut data) = (String::new(), String::new());
    for (tag, field) in fields {
        directory.push_str(&format!("{tag}{:04}{:05}", field.len(), data.len()));
        data.push_str(&field);
    }
    directory.push('\u{1e}');
    data.push('\u{1d}');
    let base = 24 + directory.len();
    format!("{:05}nam a22{base:05} a 4500{directory}{data}", base + data.len()).into_bytes()
}

fn import(file: &Path, more: &[&OsStr]) -> Done {
    run(["import".as_ref(), file.as_os_str()].into_iter().chain(more.iter().copied()))
}

fn titles(library: &Library) -> Vec<String> {
    let mut titles: Vec<_> = library.all("/books").iter().map(|b| b["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

/// A library whose server has ended, for its folder.
fn folder() -> Library {
    let mut library = Library::start(Topology::One);
    library.process_mut(0).terminate();
    library
}

fn into_folder(library: &Library, file: &Path) -> Done {
    import(file, &["--data".as_ref(), library.data(0).as_os_str()])
}

/// Books with their copies, as they can be seen.
fn taken_twice(name: &str, bytes: &[u8], expected: &[&str]) {
    let mut library = folder();
    let file = library.file(name, bytes);
    let count = expected.len();
    let first = into_folder(&library, &file).printed();
    assert!(first.contains(&format!("{count} records: {count} taken, 0 unchanged, 0 not taken")), "{first}");
    let again = into_folder(&library, &file).printed();
    assert!(again.contains(&format!("{count} records: 0 taken, {count} unchanged, 0 not taken")), "{again}");
    library.restart(0);
    assert_eq!(titles(&library), expected);
    let before = (library.all("/books"), library.all("/stocks"));
    assert!(before.1.iter().all(|stock| stock["acquired"] == 1), "{before:?}");
    // The same into the running server, at its gateway and through its door.
    let gateway = format!("http://{}", library.process(0).gateway.0);
    let door = format!("http://{}", library.process(0).doors[0].0);
    let token = library.token("librarian", "desk");
    for flags in [&["--server", &door][..], &["--server", &gateway, "--token", &token]] {
        let flags: Vec<&OsStr> = flags.iter().map(OsStr::new).collect();
        import(&file, &flags).printed();
        assert_eq!((library.all("/books"), library.all("/stocks")), before);
    }
}

#[test]
fn csv_taken_twice_changes_nothing() {
    taken_twice("books.csv", CSV.as_bytes(), &["Hunger", "Le Petit Prince, illustrated", "도서관의 역사"]);
}

#[test]
fn marc_taken_twice_changes_nothing() {
    let bytes = [marc("a1", "Hunger"), marc("a2", "도서관의 역사")].concat();
    taken_twice("books.mrc", &bytes, &["Hunger", "도서관의 역사"]);
}

#[test]
fn marcxml_taken_twice_changes_nothing() {
    taken_twice("books.xml", XML.as_bytes(), &["Pan", "Sult"]);
}

#[test]
fn what_a_csv_row_says_is_kept() {
    let mut library = folder();
    let file = library.file("books.csv", CSV);
    into_folder(&library, &file).printed();
    library.restart(0);
    let found = library.get("/books?isbn=9780306406157").send().is(200)["items"][0].clone();
    for (field, value) in [("title", "Hunger"), ("author", "Knut Hamsun"), ("language", "nor")] {
        assert!(found[field].as_str().is_some_and(|told| told.contains(value)), "{field}: {found}");
    }
    assert_eq!(found["year"], 1890);
    let prince = library.get("/books?q=petit").send().is(200)["items"][0].clone();
    assert_eq!((&prince["year"], &prince["stock"]), (&1943.into(), &1.into()));
}

#[test]
fn a_damaged_record_costs_only_itself() {
    let mut library = folder();
    let mut second = marc("a2", "Damaged");
    second.truncate(40);
    let at = marc("a1", "First").len();
    let bytes = [marc("a1", "First"), second, marc("a3", "Third")].concat();
    let report = into_folder(&library, &library.file("books.mrc", bytes)).printed();
    assert!(report.contains("3 records: 2 taken, 0 unchanged, 1 not taken"), "{report}");
    // Which one, from 1, and where it begins.
    assert!(report.contains("record 2") && report.contains(&at.to_string()), "{report}");
    library.restart(0);
    assert_eq!(titles(&library), ["First", "Third"]);
}

#[test]
fn a_csv_row_without_a_title_costs_only_itself() {
    let mut library = folder();
    let file = library.file("books.csv", "title,author\nHunger,Hamsun\n,Nobody\nPan,Hamsun\n");
    let report = into_folder(&library, &file).printed();
    assert!(report.contains("3 records: 2 taken, 0 unchanged, 1 not taken") && report.contains("record 2"), "{report}");
    library.restart(0);
    assert_eq!(titles(&library), ["Hunger", "Pan"]);
}

#[test]
fn a_file_with_nothing_in_it_to_take_is_status_1() {
    let library = folder();
    let into = |name: &str, bytes: &[u8]| into_folder(&library, &library.file(name, bytes));
    let layout = into("books.csv", b"colour,weight\nred,5\n");
    assert_eq!(layout.code, 1);
    // An unknown layout lists what was found.
    assert!(layout.stderr.contains("colour") && layout.stderr.contains("weight"), "{}", layout.stderr);
    assert_eq!(into("books.xml", b"<html><body>no records</body></html>").code, 1);
    assert_eq!(into("books.bin", &[0, 1, 2, 3, 0, 0]).code, 1);
    assert_eq!(into_folder(&library, &PathBuf::from("/nowhere/books.csv")).code, 1);
    let damaged = into("damaged.mrc", b"00045nam a2200000 a 4500nonsense and nothing.");
    assert_eq!(damaged.code, 1, "{}{}", damaged.stdout, damaged.stderr);
}

#[test]
fn a_server_that_refuses_or_is_away_ends_it() {
    let library = Library::start(Topology::One);
    let file = library.file("books.csv", CSV);
    let gateway = format!("http://{}", library.process(0).gateway.0);
    let to = |flags: &[&str]| {
        let flags: Vec<&OsStr> = flags.iter().map(OsStr::new).collect();
        import(&file, &flags)
    };
    assert_eq!(to(&["--server", &gateway]).code, 1);
    assert_eq!(to(&["--server", &gateway, "--token", &library.token("patron", "kim")]).code, 1);
    assert_eq!(to(&["--server", "http://127.0.0.1:1"]).code, 1);
    assert!(library.all("/books").is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("books.csv"), folder.path().join("new").join("data"));
    std::fs::write(&file, CSV).unwrap();
    let report = import(&file, &["--data".as_ref(), data.as_os_str()]).printed();
    assert!(report.contains("3 records: 3 taken"), "{report}");
    let again = import(&file, &["--data".as_ref(), data.as_os_str()]).printed();
    assert!(again.contains("3 records: 0 taken, 3 unchanged"), "{again}");
}
