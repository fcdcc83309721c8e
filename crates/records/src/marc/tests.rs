use super::*;

/// Builds a record in exchange form.
pub(crate) fn build(label: u8, fields: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut directory, mut data) = (Vec::new(), Vec::new());
    for (tag, text) in fields {
        directory.extend(format!("{tag}{:04}{:05}", text.len() + 1, data.len()).bytes());
        data.extend_from_slice(text);
        data.push(FIELD_END);
    }
    directory.push(FIELD_END);
    let base = LEADER + directory.len();
    let leader = format!("{:05}nam {}22{base:05} a 4500", base + data.len() + 1, char::from(label));
    [leader.as_bytes(), &directory, &data, &[RECORD_END]].concat()
}

fn book(control: &str, title: &str) -> Vec<u8> {
    let title = format!("00\x1Fa{title} /\x1Fcsomebody.");
    build(b'a', &[("001", control.as_bytes()), ("245", title.as_bytes()), ("650", b" 0\x1FaSubject")])
}

fn entries(bytes: impl AsRef<[u8]>) -> Vec<Entry> {
    Reader::new(bytes.as_ref()).map(Result::unwrap).collect()
}

fn outline(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let line = |entry| match entry {
        Entry::Record(record) => record.title,
        Entry::Problem(problem) => format!("{} at {}: {}", problem.number, problem.offset, problem.what),
    };
    entries(bytes).into_iter().map(line).collect()
}

fn only(bytes: Vec<u8>) -> Record {
    match entries(bytes).pop() {
        Some(Entry::Record(record)) => *record,
        other => panic!("{other:?}"),
    }
}

#[test]
fn records_one_after_another() {
    let file = [&b"\xEF\xBB\xBF"[3..], &book("1", "A"), b"\r\n", &book("2", "B"), b"\x1D\x1A\0"].concat();
    assert_eq!(outline(&file), ["A", "B"]);
    let mut reader = Reader::new(&file[..]);
    assert_eq!(reader.by_ref().count(), 2);
    assert_eq!(reader.position(), file.len() as u64);
    assert_eq!(outline(b""), Vec::<String>::new());
}

#[test]
fn marc8_and_mislabelled_text() {
    let title = b"00\x1Fa\x88L'\x89\xE2et\xE2e \x1B$1\x21\x30\x21\x1B(B";
    assert_eq!(only(build(b' ', &[("245", title)])).title, "L'été 一");
    let mislabelled = only(build(b'a', &[("245", b"00\x1Fa\xE2Et\xE2e")]));
    assert_eq!(mislabelled.title, "Été");
    assert_eq!(mislabelled.notes, [Note::Mislabelled { read_as: "MARC-8" }]);
    let unmapped = only(build(b' ', &[("245", b"00\x1Fa\xFFx")]));
    assert_eq!(unmapped.notes, [Note::Unmapped { characters: 1 }]);
}

#[test]
fn a_wrong_length_costs_nothing() {
    for length in ["00030", "99999", "0x1y2", "00000"] {
        let mut wrong = book("1", "A");
        wrong[..5].copy_from_slice(length.as_bytes());
        assert_eq!(outline([wrong, book("2", "B")].concat()), ["A", "B"], "{length}");
    }
}

#[test]
fn a_missing_ending_costs_nothing() {
    let mut one = book("1", "A");
    *one.last_mut().unwrap() = b'x';
    let file = [one.clone(), one, book("3", "C")].concat();
    assert_eq!(outline(&file), ["A", "A", "C"]);
}

#[test]
fn an_ending_within_a_text_is_part_of_it() {
    let file = [build(b'a', &[("245", b"00\x1FaA\x1DB")]), book("2", "C")].concat();
    assert_eq!(outline(&file), ["AB", "C"]);
}

#[test]
fn a_record_cut_off_costs_itself() {
    let (one, two) = (book("1", "A"), book("2", "B"));
    for cut in 25..one.len() - 1 {
        let lines = outline([&one[..cut], &two].concat());
        assert_eq!(lines, ["1 at 0: cut off", "B"], "cut at {cut}");
    }
    // What is missing is exactly as long as what follows, so that the length is right.
    let long = book("1", &"x".repeat(200));
    let chance = [&long[..long.len() - two.len()], &two].concat();
    assert_eq!(outline(chance), ["1 at 0: cut off", "B"]);
    assert_eq!(outline([&two[..], &one[..50]].concat())[1], format!("2 at {}: cut off", two.len()));
}

#[test]
fn a_wrong_directory() {
    let whole = book("1", "A");
    // A place that is wrong is found by order; a tag or field too many is not.
    let mut misplaced = whole.clone();
    misplaced[LEADER + 12 + 8] = b'7';
    assert_eq!(outline([misplaced, book("2", "B")].concat()), ["A", "B"]);
    let mut shortened = whole;
    shortened.remove(LEADER + 3);
    assert_eq!(outline([shortened, book("2", "B")].concat()), ["1 at 0: the directory is damaged", "B"]);
}

#[test]
fn junk_between_records() {
    let file = [b"<html>not found</html>".to_vec(), book("1", "A"), b"junk".to_vec(), book("2", "B")].concat();
    let between = 22 + book("1", "A").len();
    assert_eq!(
        outline(&file),
        ["1 at 0: 22 bytes that are no record", "A", &format!("3 at {between}: 4 bytes that are no record"), "B"]
    );
}

#[test]
fn endless_junk_is_one_problem_in_little_memory() {
    let junk = [vec![b'9'; 5 * LONGEST_RECORD], vec![RECORD_END], book("1", "A")].concat();
    let mut reader = Reader::new(&junk[..]);
    let Some(Ok(Entry::Problem(problem))) = reader.next() else { panic!() };
    assert_eq!(problem.what, Fault::TooLong { limit: LONGEST_RECORD });
    assert!(matches!(reader.next(), Some(Ok(Entry::Record(_)))));
    // A record that begins behind the junk is found although no ending lies between.
    let junk = [vec![b'x'; 2 * LONGEST_RECORD], book("1", "A")].concat();
    assert_eq!(outline(&junk).len(), 1);
}

#[test]
fn deleted_records_are_named() {
    let mut deleted = book("17", "A");
    deleted[5] = b'd';
    let Some(Entry::Problem(problem)) = entries(deleted).pop() else { panic!() };
    assert!(matches!(problem.what, Fault::Deleted { record } if record.control.as_deref() == Some("17")));
}

#[test]
fn after_a_failure_it_ends() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let mut reader = Reader::new(Fails);
    assert!(matches!(reader.next(), Some(Err(_))));
    assert!(reader.next().is_none());
}
