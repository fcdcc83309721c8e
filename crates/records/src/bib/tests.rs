use super::*;

fn field(tag: &[u8; 3], subfields: &[(u8, &str)]) -> Field {
    let subfields = subfields.iter().map(|&(code, text)| (code, text.to_owned())).collect();
    Field { tag: *tag, second_indicator: b' ', subfields }
}

fn bib(fields: Vec<Field>) -> Bib {
    Bib { status: b'n', kind: b'a', fields, ..Bib::default() }
}

#[test]
fn a_whole_record() {
    let mut fields = vec![
        field(b"020", &[(b'a', "0306406152 (pbk.)"), (b'z', "0306406153")]),
        field(b"041", &[(b'a', "korchi")]),
        field(b"700", &[(b'a', "Second, Some,")]),
        field(b"100", &[(b'a', "First, Any,"), (b'd', "1950-")]),
        field(b"245", &[(b'a', "Main :"), (b'b', "rest of it."), (b'n', "Part 2,"), (b'p', "Named /"), (b'c', "by.")]),
        field(b"264", &[(b'b', "Printer,")]),
        field(b"264", &[(b'b', "House ;"), (b'c', "[c1998]")]),
        field(b"880", &[(b'6', "245-01/$1"), (b'a', "도서관 /")]),
        field(b"880", &[(b'6', "100-02/$1"), (b'a', "저자,")]),
    ];
    fields[6].second_indicator = b'1';
    let controls = vec![(*b"001", "n1".to_owned()), (*b"003", "Org".to_owned()), (*b"008", "x".repeat(40))];
    let record = Bib { controls, ..bib(fields) }.into_record().unwrap();
    assert_eq!(record.key(), "m.Org.n1");
    assert_eq!(record.title, "Main : rest of it. Part 2, Named");
    assert_eq!(record.author.as_deref(), Some("First, Any"));
    assert_eq!(record.isbns[0].as_str(), "9780306406157");
    assert_eq!(record.notes, [Note::IsbnCancelled { given: "0306406153".into() }]);
    assert_eq!(record.year, Some(1998));
    assert_eq!(record.language.as_deref(), Some("kor"));
    assert_eq!(record.publisher.as_deref(), Some("House"));
    assert_eq!(record.other_titles, ["도서관"]);
    assert_eq!(record.other_authors, ["저자"]);
}

#[test]
fn fixed_field_first() {
    let fixed = format!("{:7}{:4}{:24}{:3}{:2}", "", "1969", "", "fre", "");
    let controls = vec![(*b"008", fixed)];
    let fields = vec![field(b"245", &[(b'a', "T")]), field(b"260", &[(b'c', "1970")])];
    let record = Bib { controls, ..bib(fields) }.into_record().unwrap();
    assert_eq!((record.year, record.language.as_deref()), (Some(1969), Some("fre")));
    assert_eq!(record.source, Source::default());
}

#[test]
fn what_is_no_book() {
    assert_eq!(bib(vec![]).into_record(), Err(Fault::NoTitle));
    assert_eq!(Bib { kind: b'z', ..bib(vec![]) }.into_record(), Err(Fault::NotABook('z')));
    let deleted = Bib { status: b'd', controls: vec![(*b"001", "7".to_owned())], ..bib(vec![]) };
    let source = Source { control: Some("7".into()), agency: None };
    assert_eq!(deleted.into_record(), Err(Fault::Deleted { record: source }));
}

#[test]
fn a_title_only_in_the_original_script_is_the_title() {
    let record = bib(vec![field(b"880", &[(b'6', "245-00/$1"), (b'a', "圖書館")])]).into_record().unwrap();
    assert_eq!((record.title.as_str(), record.other_titles.len()), ("圖書館", 0));
}

#[test]
fn punctuation() {
    for (given, wanted) in [
        ("A title /", "A title"),
        ("A title :", "A title"),
        ("Saint Patrice.", "Saint Patrice"),
        ("The U.S.A.", "The U.S.A."),
        ("Smith, J.", "Smith, J."),
        ("Félice, Philippe de.", "Félice, Philippe de"),
        ("King, Martin Luther, Jr.", "King, Martin Luther, Jr."),
        ("Blue Note, Inc.", "Blue Note, Inc."),
        ("And then...", "And then..."),
        ("In 1999.", "In 1999"),
        ("Who? =", "Who?"),
    ] {
        assert_eq!(without_punctuation(given).as_deref(), Some(wanted));
    }
    assert_eq!(without_punctuation(" / "), None);
}
