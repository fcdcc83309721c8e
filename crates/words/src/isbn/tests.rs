use super::*;
use proptest::prelude::*;

fn digits(text: &str) -> String {
    Isbn::parse(text).map(|(isbn, _)| isbn.to_string()).unwrap()
}

#[test]
fn written_forms_of_one_number() {
    for text in [
        "0306406152",
        "0-306-40615-2",
        "0 306 40615 2 :",
        "0306406152 (pbk.) : $14.95",
        "0306406152pbk.",
        "(0306406152pbk.) :",
        "ISBN 0-306-40615-2",
        "ISBN-13: 978-0-306-40615-7",
        "ISBN-10 0306406152",
        "9780306406157",
        "978\u{2011}0\u{2011}306\u{2011}40615\u{2011}7",
    ] {
        assert_eq!(digits(text), "9780306406157", "{text}");
    }
}

#[test]
fn ten_becomes_thirteen_and_back() {
    let (isbn, _) = Isbn::parse("080442957x (v. 1)").unwrap();
    assert_eq!(isbn.as_str(), "9780804429573");
    assert_eq!(isbn.to_isbn10().as_deref(), Some("080442957X"));
    let (no_ten, _) = Isbn::parse("9791090636071").unwrap();
    assert_eq!(no_ten.to_isbn10(), None);
}

#[test]
fn lost_zeros_are_put_back_and_said() {
    assert_eq!(Isbn::parse("306406152").unwrap().1, Some(Repair::LeadingZeros(1)));
    assert_eq!(Isbn::parse("306406152").unwrap().0.as_str(), "9780306406157");
    // 0-00-000011-7 lost so much that its rest could be anything.
    assert_eq!(Isbn::parse("117"), Err(Trouble::TooShort(3)));
    assert_eq!(Isbn::parse("306406153"), Err(Trouble::TooShort(9)));
}

#[test]
fn troubles_are_told_apart() {
    assert_eq!(Isbn::parse("9.78043902348e+12"), Err(Trouble::Scientific));
    assert_eq!(Isbn::parse("9,78043902348E+12"), Err(Trouble::Scientific));
    assert_eq!(Isbn::parse(""), Err(Trouble::NoDigits));
    assert_eq!(Isbn::parse("n/a"), Err(Trouble::NoDigits));
    assert_eq!(Isbn::parse("0306406153"), Err(Trouble::WrongCheckDigit));
    assert_eq!(Isbn::parse("9780306406158"), Err(Trouble::WrongCheckDigit));
    assert_eq!(Isbn::parse("0000000000"), Err(Trouble::WrongCheckDigit));
    assert_eq!(Isbn::parse("4006381333931"), Err(Trouble::NotABook));
    assert_eq!(Isbn::parse("97803064061"), Err(Trouble::WrongLength(11)));
    assert_eq!(Isbn::parse("97803064061570001"), Err(Trouble::WrongLength(17)));
    assert_eq!(Isbn::parse("978030640615X"), Err(Trouble::WrongLength(12)));
}

proptest! {
    #[test]
    fn any_text_is_answered(text in ".*") {
        if let Ok((isbn, _)) = Isbn::parse(&text) {
            prop_assert_eq!(isbn.as_str().len(), 13);
            prop_assert_eq!(Isbn::parse(isbn.as_str()), Ok((isbn, None)));
        }
    }

    #[test]
    fn any_nine_digits_with_their_check_are_right(nine in "[1-9][0-9]{8}") {
        let check = char::from(check_of_ten(nine.as_bytes()));
        let ten = format!("{nine}{check}");
        let (isbn, repair) = Isbn::parse(&ten).unwrap();
        prop_assert!(repair.is_none());
        prop_assert_eq!(isbn.to_isbn10(), Some(ten));
    }

    #[test]
    fn one_wrong_digit_is_never_taken(nine in "[1-9][0-9]{8}", at in 0usize..9, by in 1u8..10) {
        let mut bytes = nine.clone().into_bytes();
        let check = check_of_ten(&bytes);
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        let text = format!("{}{}", String::from_utf8(bytes).unwrap(), char::from(check));
        prop_assert_eq!(Isbn::parse(&text), Err(Trouble::WrongCheckDigit));
    }
}
