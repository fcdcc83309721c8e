//! The plain record every format is turned into, and what is to be said about it.

use crate::isbn::{Isbn, Repair, Trouble};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};

/// The longest control number or agency that is spelt out in a key, in bytes; of a longer one the hash is used.
const LONGEST_SPELT: usize = 80;

/// The most book numbers of one record that are looked at, so that no record costs more than its length.
const MOST_NUMBERS: usize = 200;

/// Where a record comes from: what MARC gives in 001 and 003.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// The control number (001), unique within its agency.
    pub control: Option<String>,
    /// The agency whose number it is (003). Many files leave it out; whoever knows where a file comes from may set it
    /// before asking for the [`Record::key`].
    pub agency: Option<String>,
}

/// One book, as plain text in NFC without control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The record's number and whose it is.
    pub source: Source,
    /// The id a row carries in a file that has no control numbers (the column `book_id` and its like). It tells rows of
    /// one file apart and counts towards the [`Record::key`], but says nothing outside that file.
    pub row_id: Option<String>,
    /// The title with its other parts, never empty.
    pub title: String,
    /// The first author, or all of them where the source writes them as one text.
    pub author: Option<String>,
    /// Usable book numbers, each once, in the order found.
    pub isbns: Vec<Isbn>,
    /// The year of publication; negative before the common era.
    pub year: Option<i32>,
    /// The language, as a three-letter MARC code where the source's form is known, else as the source has it.
    pub language: Option<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The price as the source writes it.
    pub price: Option<String>,
    /// How many copies the source says there are.
    pub copies: Option<u32>,
    /// Other forms of the title: in the original script (MARC 880), or the original title of a translation.
    pub other_titles: Vec<String>,
    /// Other forms of the author's name, in the original script (MARC 880).
    pub other_authors: Vec<String>,
    /// What was repaired, left out or doubtful.
    pub notes: Vec<Note>,
}

/// Something to be said about a record that was taken all the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Note {
    /// A book number was not right as given and could be repaired with certainty.
    IsbnRepaired {
        /// As the source has it.
        given: String,
        /// What was done.
        repair: Repair,
    },
    /// What stands in the place of a book number cannot be used as one.
    IsbnUnusable {
        /// As the source has it.
        given: String,
        /// Why not.
        trouble: Trouble,
    },
    /// A number the source itself calls cancelled or wrong (020 $z).
    IsbnCancelled {
        /// As the source has it.
        given: String,
    },
    /// What stands in the place of a year is not one.
    YearUnreadable {
        /// As the source has it.
        given: String,
    },
    /// What stands in the place of the number of copies is not one.
    CopiesUnreadable {
        /// As the source has it.
        given: String,
    },
    /// The text is in another encoding than the source says (or than is usual, where it cannot say).
    Mislabelled {
        /// The encoding it was read in.
        read_as: &'static str,
    },
    /// Characters that mean nothing in the record's encoding became U+FFFD.
    Unmapped {
        /// How many.
        characters: usize,
    },
    /// The record's own bookkeeping is wrong, though its fields could be told apart.
    Bookkeeping {
        /// What is wrong.
        what: &'static str,
    },
}

impl Note {
    /// A short fixed name of the kind of note, for counting.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Note::IsbnRepaired { .. } => "isbn-repaired",
            Note::IsbnUnusable { trouble: Trouble::Scientific, .. } => "isbn-scientific",
            Note::IsbnUnusable { .. } => "isbn-unusable",
            Note::IsbnCancelled { .. } => "isbn-cancelled",
            Note::YearUnreadable { .. } => "year-unreadable",
            Note::CopiesUnreadable { .. } => "copies-unreadable",
            Note::Mislabelled { .. } => "mislabelled",
            Note::Unmapped { .. } => "unmapped",
            Note::Bookkeeping { .. } => "bookkeeping",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::IsbnRepaired { given, repair } => write!(f, "ISBN {given}: {repair}"),
            Note::IsbnUnusable { given, trouble } => write!(f, "ISBN {given}: {trouble}"),
            Note::IsbnCancelled { given } => write!(f, "ISBN {given}: cancelled"),
            Note::YearUnreadable { given } => write!(f, "year {given}: not a year"),
            Note::CopiesUnreadable { given } => write!(f, "copies {given}: not a number"),
            Note::Mislabelled { read_as } => write!(f, "mislabelled encoding: read as {read_as}"),
            Note::Unmapped { characters } => write!(f, "{characters} characters could not be read"),
            Note::Bookkeeping { what } => f.write_str(what),
        }
    }
}

impl Record {
    /// The record's identity: reading the same record again gives the same key, in whatever order and file.
    ///
    /// With a control number it is `m.<agency>.<control number>`, so that a corrected record replaces its earlier form.
    /// Without one it is `h.` and a hash of what describes the book, [`Record::row_id`] and unusable book numbers
    /// included, price and number of copies left out: a new price does not make a new book. Never of the ISBN alone,
    /// which different books share where digits were lost.
    ///
    /// The key has only ASCII letters, digits and `-`, `.`, `_`, is at most 500 bytes long, and needs no escaping in
    /// paths and addresses.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.source.control {
            Some(control) => {
                let agency = self.source.agency.as_deref().unwrap_or_default();
                format!("m.{}.{}", spelt(agency), spelt(control))
            }
            None => format!("h.{}", self.content_hash()),
        }
    }

    /// Adds the book number written in `given`, or a note why not.
    pub(crate) fn take_isbn(&mut self, given: &str) {
        if self.isbns.len().max(self.notes.len()) >= MOST_NUMBERS {
            return;
        }
        match Isbn::parse(given) {
            Ok((isbn, repair)) => {
                if let Some(repair) = repair {
                    self.notes.push(Note::IsbnRepaired { given: given.to_owned(), repair });
                }
                if !self.isbns.contains(&isbn) {
                    self.isbns.push(isbn);
                }
            }
            Err(trouble) => self.notes.push(Note::IsbnUnusable { given: given.to_owned(), trouble }),
        }
    }

    /// 32 hexadecimal digits over the content. Every part is preceded by its kind and length, so that no two
    /// different contents are the same bytes.
    fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |kind: &str, text: &str| {
            hash.update(kind.as_bytes());
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        part("title", &self.title);
        let year = self.year.map(|year| year.to_string());
        let named = [
            ("row", self.row_id.as_deref()),
            ("author", self.author.as_deref()),
            ("year", year.as_deref()),
            ("language", self.language.as_deref()),
            ("publisher", self.publisher.as_deref()),
        ];
        named
            .iter()
            .filter_map(|&(kind, text)| text.map(|text| (kind, text)))
            .for_each(|(kind, text)| part(kind, text));
        self.isbns.iter().for_each(|isbn| part("isbn", isbn.as_str()));
        self.other_titles.iter().for_each(|title| part("other title", title));
        self.other_authors.iter().for_each(|author| part("other author", author));
        for note in &self.notes {
            if let Note::IsbnUnusable { given, .. } | Note::IsbnCancelled { given } = note {
                part("given", given);
            }
        }
        hex(&hash.finalize()[..16])
    }
}

/// A text as part of a key: letters, digits and hyphens as they stand, every other byte as `_` and two hexadecimal
/// digits; a very long text as its hash. The marker for the latter cannot come out of the former.
fn spelt(text: &str) -> String {
    if text.len() > LONGEST_SPELT {
        return format!("_h{}", hex(&Sha256::digest(text.as_bytes())[..16]));
    }
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            safe.push(char::from(byte));
        } else {
            safe.push('_');
            safe.push_str(&hex(&[byte]));
        }
    }
    safe
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_control(control: &str, agency: Option<&str>) -> String {
        let source = Source { control: Some(control.into()), agency: agency.map(Into::into) };
        Record { source, title: "T".into(), ..Record::default() }.key()
    }

    #[test]
    fn control_numbers_are_spelt_safely_and_apart() {
        assert_eq!(with_control("01-0203-001", None), "m..01-0203-001");
        assert_eq!(with_control("ocm1", Some("OCoLC")), "m.OCoLC.ocm1");
        assert_eq!(with_control("a/b c_é", None), "m..a_2fb_20c_5f_c3_a9");
        assert_ne!(with_control("b", Some("a")), with_control(".b", Some("a")));
        let long = with_control(&"9".repeat(9_000), None);
        assert!(long.starts_with("m.._h") && long.len() == 37);
    }

    #[test]
    fn without_control_number_the_content_counts() {
        let book = Record { title: "A".into(), author: Some("B".into()), ..Record::default() };
        let same = Record { price: Some("9.99".into()), copies: Some(3), ..book.clone() };
        assert_eq!(book.key(), same.key());
        assert_eq!(book.key().len(), 34);
        let shifted = Record { author: None, publisher: Some("B".into()), ..book.clone() };
        let other_row = Record { row_id: Some("2".into()), ..book.clone() };
        let mut other_number = book.clone();
        other_number.take_isbn("9.78E+12");
        let keys = [&book, &shifted, &other_row, &other_number].map(Record::key);
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[at + 1..].contains(key));
        }
    }

    #[test]
    fn a_number_given_twice_is_kept_once() {
        let mut book = Record::default();
        book.take_isbn("306406152");
        book.take_isbn("9780306406157");
        assert_eq!(book.isbns.len(), 1);
        assert_eq!(book.notes.len(), 1);
        assert_eq!(book.notes[0].to_string(), "ISBN 306406152: one leading zero put back");
    }
}
