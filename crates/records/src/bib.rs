//! From the fields of MARC 21, however they were written, to a [`Record`].

use crate::entry::Fault;
use crate::language;
use crate::record::{Note, Record, Source};
use crate::text::tidy;

/// The fields that are read; all others are passed over before their text is.
const WANTED: [&[u8; 3]; 17] = [
    b"001", b"003", b"008", b"020", b"041", b"100", b"110", b"111", b"130", b"240", b"245", b"260", b"264", b"700",
    b"710", b"711", b"880",
];

/// Words that descriptions often end in and that have a full stop of their own.
const ABBREVIATED: [&str; 20] = [
    "al", "bros", "cie", "co", "corp", "dept", "dr", "ed", "esq", "etc", "inc", "jr", "ltd", "mr", "mrs", "no", "sr",
    "st", "univ", "vol",
];

/// Whether a field is used at all.
pub(crate) fn is_wanted(tag: &[u8]) -> bool {
    WANTED.iter().any(|wanted| *wanted == tag)
}

/// The wanted fields of one record, their text tidied.
#[derive(Debug, Default)]
pub(crate) struct Bib {
    /// Leader/05, `d` for deleted.
    pub(crate) status: u8,
    /// Leader/06, what the record describes.
    pub(crate) kind: u8,
    pub(crate) controls: Vec<([u8; 3], String)>,
    pub(crate) fields: Vec<Field>,
    pub(crate) notes: Vec<Note>,
}

/// A field with subfields.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) tag: [u8; 3],
    pub(crate) second_indicator: u8,
    pub(crate) subfields: Vec<(u8, String)>,
}

impl Field {
    fn all(&self, code: u8) -> impl Iterator<Item = &str> {
        self.subfields
            .iter()
            .filter(move |(found, text)| *found == code && !text.is_empty())
            .map(|(_, text)| text.as_str())
    }

    /// The texts of these subfields in the order they stand, with spaces between.
    fn joined(&self, codes: &[u8]) -> String {
        let texts = self.subfields.iter().filter(|(code, text)| codes.contains(code) && !text.is_empty());
        texts.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn title(&self) -> Option<String> {
        without_punctuation(&self.joined(b"abnp"))
    }

    fn name(&self) -> Option<String> {
        without_punctuation(&self.joined(b"ab"))
    }

    /// Of an 880, the field it is the original script of.
    fn linked(&self) -> Option<&[u8]> {
        self.all(b'6').next().and_then(|link| link.as_bytes().get(..3))
    }
}

impl Bib {
    /// The record these fields make.
    ///
    /// # Errors
    /// If it is marked as deleted, describes no book or has no title.
    pub(crate) fn into_record(mut self) -> Result<Record, Fault> {
        let source = Source { control: self.control(b"001"), agency: self.control(b"003") };
        if self.status == b'd' {
            return Err(Fault::Deleted { record: source });
        }
        // Authorities, holdings, classification and community information.
        if b"zuvxywq".contains(&self.kind) {
            return Err(Fault::NotABook(char::from(self.kind)));
        }
        let mut other_titles: Vec<_> = self.linked(&[b"245"]).filter_map(Field::title).collect();
        let title =
            self.first(&[b"245"], Field::title).or_else(|| (!other_titles.is_empty()).then(|| other_titles.remove(0)));
        let title = title.or_else(|| self.first(&[b"130", b"240"], Field::title)).ok_or(Fault::NoTitle)?;
        let mut record = Record {
            source,
            title,
            author: self.first(&[b"100", b"110", b"111", b"700", b"710", b"711"], Field::name),
            year: self.year(),
            language: self.language(),
            publisher: self.publisher(),
            other_titles,
            other_authors: self
                .linked(&[b"100", b"110", b"111", b"700", b"710", b"711"])
                .filter_map(Field::name)
                .collect(),
            notes: std::mem::take(&mut self.notes),
            ..Record::default()
        };
        for field in self.tagged(b"020") {
            field.all(b'a').for_each(|given| record.take_isbn(given));
            record.notes.extend(field.all(b'z').map(|given| Note::IsbnCancelled { given: given.to_owned() }));
        }
        Ok(record)
    }

    /// Puts a control field. The places of 008 count, so only the others are tidied.
    pub(crate) fn put_control(&mut self, tag: [u8; 3], text: &str) {
        self.controls.push((tag, if tag == *b"008" { text.to_owned() } else { tidy(text) }));
    }

    fn control(&self, tag: &[u8; 3]) -> Option<String> {
        self.controls.iter().find(|(found, text)| found == tag && !text.is_empty()).map(|(_, text)| text.clone())
    }

    fn tagged(&self, tag: &[u8; 3]) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.tag == *tag)
    }

    fn linked(&self, tags: &[&[u8; 3]]) -> impl Iterator<Item = &Field> {
        self.tagged(b"880").filter(move |field| tags.iter().any(|tag| field.linked() == Some(tag.as_slice())))
    }

    /// What is first found in the fields of the first tag, else in those of the next.
    fn first(&self, tags: &[&[u8; 3]], what: impl Fn(&Field) -> Option<String>) -> Option<String> {
        tags.iter().find_map(|tag| self.tagged(tag).find_map(&what))
    }

    /// Characters of 008, by their places.
    fn fixed(&self, from: usize, to: usize) -> Option<&str> {
        let (_, fixed) = self.controls.iter().find(|(tag, _)| tag == b"008")?;
        fixed.get(from..to)
    }

    fn year(&self) -> Option<i32> {
        let fixed = self.fixed(7, 11).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
        let year = fixed.and_then(|year| year.parse().ok()).filter(|year| (1..=2999).contains(year));
        year.or_else(|| {
            let printed = self.fields.iter().filter(|field| matches!(&field.tag, b"260" | b"264"));
            printed.flat_map(|field| field.all(b'c')).find_map(printed_year)
        })
    }

    fn language(&self) -> Option<String> {
        let fixed = self.fixed(35, 38).filter(|code| code.bytes().all(|byte| byte.is_ascii_alphabetic()));
        fixed.and_then(language::code).or_else(|| {
            // Older records run several codes together: "engfre".
            let mut codes = self.tagged(b"041").flat_map(|field| field.all(b'a'));
            codes.find_map(|codes| language::code(codes.get(..3)?))
        })
    }

    fn publisher(&self) -> Option<String> {
        let name = |field: &Field| field.all(b'b').find_map(without_punctuation);
        // In 264 the second indicator says whose name it is; 1 is the publisher's.
        let publication = self.tagged(b"264").filter(|field| field.second_indicator == b'1').find_map(name);
        publication.or_else(|| self.first(&[b"260", b"264"], name))
    }
}

/// The first four digits in a row: `c1999`, `[1998?]`, `昭和 50 [1975]`.
fn printed_year(text: &str) -> Option<i32> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    runs.find(|run| run.len() == 4).and_then(|year| year.parse().ok()).filter(|year| (1..=2999).contains(year))
}

/// A text without the punctuation that only leads over to the next part of the description. A full stop goes too,
/// unless it belongs to the last word: an initial, a common abbreviation, an ellipsis.
fn without_punctuation(text: &str) -> Option<String> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '/' | ':' | ';' | ',' | '='));
    let short = match text.strip_suffix('.') {
        Some(before) => {
            let word = before.rsplit([' ', '-', '(', '[']).next().unwrap_or_default();
            let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
            let abbreviated = word.contains('.') || initial || ABBREVIATED.contains(&word.to_lowercase().as_str());
            if abbreviated { text } else { before }
        }
        None => text,
    };
    let short = short.trim();
    (!short.is_empty()).then(|| short.to_owned())
}

#[cfg(test)]
mod tests;
