use super::*;

fn text(bytes: &[u8]) -> String {
    let decoded = decode(bytes);
    assert_eq!(decoded.unmapped, 0, "{}", decoded.text);
    decoded.text
}

#[test]
fn the_table_is_whole_and_sorted() {
    assert_eq!(TABLE.len() % ROW, 0);
    assert_eq!(TABLE.len() / ROW, 16_232);
    let codes: Vec<_> = TABLE.chunks_exact(ROW).map(|row| &row[..3]).collect();
    assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair[0] != pair[1]));
    for row in TABLE.chunks_exact(ROW) {
        assert!(look_up([row[0], row[1], row[2]]).is_some());
    }
}

#[test]
fn extended_latin_composes() {
    assert_eq!(text(b"\xE2Etudes fran\xF0caises"), "Études françaises");
    assert_eq!(text(b"\xA1\xE2odz \xB5 \xC7 \xC8"), "Łódz æ ß €");
    // Two diacritics on one letter, as in Vietnamese.
    assert_eq!(text(b"Vi\xF2\xE3et"), "Việt");
    assert_eq!(text(b"\xEBi\xECa"), "i\u{FE20}a\u{FE21}");
    // The signs around what sorting leaves out are no text.
    assert_eq!(text(b"\x88The \x89end"), "The end");
}

#[test]
fn other_alphabets() {
    // Cyrillic through either half, Extended Cyrillic, Hebrew, Greek, Arabic.
    assert_eq!(text(b"\x1B(NnAPA\x1B(B!"), "Напа!");
    assert_eq!(text(b"\x1B)N\xEE\xC1 a"), "На a");
    assert_eq!(text(b"\x1B(Q\x40\x1Bs"), "ґ");
    assert_eq!(text(b"\x1B(2\x60\x61\x1B(B"), "אב");
    assert_eq!(text(b"\x1B(S\x61\x62\x1B(B"), "αβ");
    assert_eq!(text(b"\x1B(3\x47\x48\x1B(B"), "اب");
    assert_eq!(text(b"\x1B(4\x24\x1B(B"), "ٹ");
    assert_eq!(text(b"H\x1Bb2\x1BsO, m\x1Bp2\x1Bs, \x1Bga\x1Bs"), "H₂O, m², α");
    // Extended Latin put where ASCII was, by its name of two bytes.
    assert_eq!(text(b"\x1B(!E\x31\x1B(B"), "ł");
}

#[test]
fn east_asian() {
    // 21 30 21 is the first ideograph of the set; the space between characters is one byte.
    assert_eq!(text(b"\x1B$1\x21\x30\x21 \x21\x30\x21\x1B(B."), "一 一.");
    // The same through G1, with the high bits on, leaves ASCII at hand.
    assert_eq!(text(b"\x1B$)1a\xA1\xB0\xA1b"), "a一b");
    assert_eq!(text(b"\x1B$1\x6F\x55\x57\x1Bs"), "\u{C5D1}");
}

#[test]
fn what_is_not_there_is_marked() {
    let decoded = decode(b"a\xFFb\x1B$1\x21\x30");
    assert_eq!(decoded.text, "a\u{FFFD}b\u{FFFD}\u{FFFD}");
    assert_eq!(decoded.unmapped, 3);
    let hanging = decode(b"a\xE2");
    assert_eq!((hanging.text.as_str(), hanging.unmapped), ("a \u{301}", 0));
}
