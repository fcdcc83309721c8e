//! Which encoding bytes are in, whatever their label says, and plain text from them.

use crate::marc8;
use crate::record::Note;
use encoding_rs::EUC_KR;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// An encoding that MARC records and CSV rows are found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Marc8,
    /// With its extension by Microsoft, as Korean spreadsheets write it.
    EucKr,
    Windows1252,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Marc8 => "MARC-8",
            Encoding::EucKr => "EUC-KR",
            Encoding::Windows1252 => "Windows-1252",
        }
    }

    /// The encoding of a whole MARC record, and a note if it is not the one its leader names. Decided for the record
    /// and not for each field, as one field alone may be right in several.
    pub(crate) fn of_marc(record: &[u8], labelled: Encoding) -> (Encoding, Option<Note>) {
        let is = if has_escape(record) {
            Encoding::Marc8
        } else if record.is_ascii() {
            return (Encoding::Utf8, None);
        } else if std::str::from_utf8(record).is_ok() {
            // Diacritics before ASCII letters are never valid UTF-8, so this is not chance.
            Encoding::Utf8
        } else if labelled == Encoding::Utf8 && mostly_utf8(record) {
            Encoding::Utf8
        } else if looks_korean(record) {
            Encoding::EucKr
        } else {
            Encoding::Marc8
        };
        (is, (is != labelled).then(|| Note::Mislabelled { read_as: is.name() }))
    }

    /// The encoding of a row of a CSV file, which has no label: UTF-8, or what spreadsheets write instead.
    pub(crate) fn of_row(row: &[u8]) -> (Encoding, Option<Note>) {
        let is = if std::str::from_utf8(row).is_ok() || mostly_utf8(row) {
            return (Encoding::Utf8, None);
        } else if looks_korean(row) {
            Encoding::EucKr
        } else {
            Encoding::Windows1252
        };
        (is, Some(Note::Mislabelled { read_as: is.name() }))
    }

    /// The text of these bytes, tidied, adding to `unmapped` the characters that could not be read.
    pub(crate) fn decode(self, bytes: &[u8], unmapped: &mut usize) -> String {
        match self {
            Encoding::Utf8 => {
                let text = String::from_utf8_lossy(bytes);
                if let std::borrow::Cow::Owned(repaired) = &text {
                    *unmapped += repaired.matches(char::REPLACEMENT_CHARACTER).count();
                }
                tidy(&text)
            }
            Encoding::Marc8 => {
                let decoded = marc8::decode(bytes);
                *unmapped += decoded.unmapped;
                tidy(&decoded.text)
            }
            Encoding::EucKr => tidy(&EUC_KR.decode_without_bom_handling(bytes).0),
            Encoding::Windows1252 => tidy(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }
}

/// A text in NFC, without control characters, with single spaces and none at its ends.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidied.is_empty() {
            tidied.push(' ');
        }
        // Of an invisible word nothing is left, nor its space.
        let before = tidied.len();
        tidied.extend(word.chars().filter(|c| !c.is_control() && *c != '\u{FEFF}'));
        if tidied.len() == before {
            tidied.truncate(tidied.trim_end().len());
        }
    }
    if is_nfc(&tidied) { tidied } else { tidied.nfc().collect() }
}

/// Whether there is an escape sequence of MARC-8, which no other of the encodings has.
fn has_escape(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair[0] == 0x1B && b"$(,)-sgbp".contains(&pair[1]))
}

/// UTF-8 with some damage: more characters of several bytes are right than wrong.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > wrong
}

/// Korean in EUC-KR: no byte is wrong, most of what is not ASCII is Hangul, and syllables stand side by side. Diacritics
/// before letters, as in MARC-8, give none of this.
fn looks_korean(bytes: &[u8]) -> bool {
    if !bytes.windows(4).any(|four| four.iter().all(|byte| *byte >= 0x80)) {
        return false;
    }
    let Some(text) = EUC_KR.decode_without_bom_handling_and_without_replacement(bytes) else { return false };
    let others = text.chars().filter(|c| !c.is_ascii()).count();
    let hangul = text.chars().filter(|c| ('가'..='힣').contains(c)).count();
    hangul >= 2 && 2 * hangul > others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], labelled: Encoding) -> (String, Option<&'static str>) {
        let (encoding, note) = Encoding::of_marc(bytes, labelled);
        let read_as = note.map(|note| match note {
            Note::Mislabelled { read_as } => read_as,
            other => panic!("{other}"),
        });
        (encoding.decode(bytes, &mut 0), read_as)
    }

    #[test]
    fn labels_are_believed_when_they_can_be() {
        assert_eq!(read("été 도서관".as_bytes(), Encoding::Utf8), ("été 도서관".into(), None));
        assert_eq!(read(b"\xE2et\xE2e", Encoding::Marc8), ("été".into(), None));
        assert_eq!(read(b"plain", Encoding::Marc8), ("plain".into(), None));
        assert_eq!(read(b"\xB0\xE5al\xE5i", Encoding::Marc8), ("ʻālī".into(), None));
    }

    #[test]
    fn and_not_when_they_cannot() {
        assert_eq!(read(b"\xE2et\xE2e", Encoding::Utf8), ("été".into(), Some("MARC-8")));
        assert_eq!(read("été".as_bytes(), Encoding::Marc8), ("été".into(), Some("UTF-8")));
        assert_eq!(read(b"\xB5\xB5\xBC\xAD\xB0\xFC", Encoding::Marc8), ("도서관".into(), Some("EUC-KR")));
        assert_eq!(read(b"\x1B$1\x21\x30\x21\x1B(B", Encoding::Utf8), ("一".into(), Some("MARC-8")));
    }

    #[test]
    fn a_damaged_byte_spoils_no_text() {
        let mut unmapped = 0;
        let bytes = b"d\xC3\xA9j\xC3\xA0 vu\xFF";
        let (encoding, note) = Encoding::of_marc(bytes, Encoding::Utf8);
        assert_eq!((encoding.decode(bytes, &mut unmapped).as_str(), note, unmapped), ("déjà vu\u{FFFD}", None, 1));
    }

    #[test]
    fn rows_of_spreadsheets() {
        let row = b"\xB5\xB5\xBC\xAD\xB0\xFC,1999";
        assert_eq!(Encoding::of_row(row).0.decode(row, &mut 0), "도서관,1999");
        let row = b"Caf\xE9,1999";
        assert_eq!(Encoding::of_row(row).0.decode(row, &mut 0), "Café,1999");
    }

    #[test]
    fn tidy_text() {
        assert_eq!(tidy("  a\t\u{98}b\n\u{0} e\u{301} "), "a b é");
    }
}
