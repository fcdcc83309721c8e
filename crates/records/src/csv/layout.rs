//! Which column is what, and a row as a record.

use crate::entry::{Error, Fault};
use crate::language;
use crate::record::{Note, Record};
use crate::text::Encoding;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Title,
    OriginalTitle,
    Author,
    Isbn,
    Year,
    Language,
    Publisher,
    Price,
    Copies,
    Id,
}

/// The names of columns, without case, spaces, hyphens and underscores. Where several columns of a file are the same
/// thing, the name further ahead is the better one.
const NAMES: [(Column, &[&str]); 10] = [
    (Column::Title, &["title", "booktitle", "name", "제목", "서명", "도서명", "책제목"]),
    (Column::OriginalTitle, &["originaltitle", "원제", "원서명"]),
    (Column::Author, &["authors", "author", "writer", "저자", "저자명", "지은이"]),
    (Column::Isbn, &["isbn13", "isbn", "isbn10", "ean"]),
    (
        Column::Year,
        &[
            "originalpublicationyear",
            "publicationyear",
            "year",
            "pubyear",
            "yearofpublication",
            "publicationdate",
            "발행연도",
            "발행년도",
            "출판연도",
            "출판년도",
            "발행년",
            "출판일",
        ],
    ),
    (Column::Language, &["languagecode", "language", "lang", "언어"]),
    (Column::Publisher, &["publisher", "출판사", "발행처", "발행자"]),
    (Column::Price, &["price", "listprice", "가격", "정가", "판매가"]),
    (Column::Copies, &["copies", "stock", "qty", "quantity", "재고", "수량", "권수", "부수"]),
    (Column::Id, &["bookid", "id", "번호", "등록번호"]),
];

/// The known columns of a file: what, and at which place, the best names first.
#[derive(Debug, Default)]
pub(super) struct Layout {
    known: Vec<(Column, usize)>,
    columns: usize,
}

impl Layout {
    /// # Errors
    /// With the headers, if none is a title.
    pub(super) fn of(headers: Vec<String>) -> Result<Layout, Error> {
        let plain = |header: &String| -> String {
            header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let plain: Vec<String> = headers.iter().map(plain).collect();
        let places = |name: &'static str| {
            plain.iter().enumerate().filter(move |(_, header)| header.as_str() == name).map(|(at, _)| at)
        };
        let known: Vec<_> = NAMES
            .iter()
            .flat_map(|&(column, names)| names.iter().flat_map(move |name| places(name)).map(move |at| (column, at)))
            .collect();
        if !known.iter().any(|(column, _)| *column == Column::Title) {
            let short = |header: String| header.chars().take(100).collect();
            return Err(Error::Layout { headers: headers.into_iter().take(100).map(short).collect() });
        }
        Ok(Layout { known, columns: headers.len() })
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// The record of one row, whose columns are got by their place.
    ///
    /// # Errors
    /// If there is no title in it.
    pub(super) fn record<'a>(&self, encoding: Encoding, column: impl Fn(usize) -> &'a [u8]) -> Result<Record, Fault> {
        let mut unmapped = 0;
        let mut record = Record::default();
        for &(what, at) in &self.known {
            let text = encoding.decode(column(at), &mut unmapped);
            if !text.is_empty() {
                put(&mut record, what, text);
            }
        }
        if record.title.is_empty() && !record.other_titles.is_empty() {
            record.title = record.other_titles.remove(0);
        }
        record.other_titles.retain(|other| *other != record.title);
        if unmapped > 0 {
            record.notes.push(Note::Unmapped { characters: unmapped });
        }
        if record.title.is_empty() { Err(Fault::NoTitle) } else { Ok(record) }
    }
}

/// Puts the text of one column where it belongs, unless a better column has filled the place.
fn put(record: &mut Record, what: Column, text: String) {
    match what {
        Column::Title if record.title.is_empty() => record.title = text,
        // Two title columns in one file: the second is another form of it.
        Column::Title | Column::OriginalTitle => record.other_titles.push(text),
        Column::Author => _ = record.author.get_or_insert(text),
        Column::Isbn => {
            let numbers = text.split([';', '|', '/', ',']).map(str::trim).filter(|number| !number.is_empty());
            // A decimal comma is no separator: what is one number must be judged as one.
            match text.contains(['e', 'E']) {
                true => record.take_isbn(&text),
                false => numbers.for_each(|number| record.take_isbn(number)),
            }
        }
        Column::Year if record.year.is_none() => match year(&text) {
            Some(year) => record.year = Some(year),
            None => record.notes.push(Note::YearUnreadable { given: text }),
        },
        Column::Language if record.language.is_none() => record.language = language::code(&text),
        Column::Publisher => _ = record.publisher.get_or_insert(text),
        Column::Price => _ = record.price.get_or_insert(text),
        Column::Copies if record.copies.is_none() => match text.strip_suffix(".0").unwrap_or(&text).parse() {
            Ok(copies) => record.copies = Some(copies),
            Err(_) => record.notes.push(Note::CopiesUnreadable { given: text }),
        },
        Column::Id => _ = record.row_id.get_or_insert(text),
        Column::Year | Column::Language | Column::Copies => {}
    }
}

/// A year as spreadsheets write it (`1998`, `1998.0`, `-750.0`), or the year of a date that begins with it
/// (`1998-05-01`). There is no year 0.
fn year(text: &str) -> Option<i32> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let begins = || whole.get(..4).filter(|_| !whole.as_bytes().get(4).is_some_and(u8::is_ascii_digit));
    let year = whole.parse().ok().or_else(|| begins()?.parse().ok())?;
    (-9_999..=9_999).contains(&year).then_some(year).filter(|year| *year != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years() {
        for (text, wanted) in [
            ("2008", Some(2008)),
            ("2008.0", Some(2008)),
            ("-750.0", Some(-750)),
            ("1999-05-01", Some(1999)),
            ("1999년", Some(1999)),
            ("0", None),
            ("20081", None),
            ("soon", None),
            ("199é", None),
        ] {
            assert_eq!(year(text), wanted, "{text}");
        }
    }

    #[test]
    fn an_unknown_layout_names_what_it_has() {
        let error = Layout::of(vec!["foo".into(), "bar".into()]).unwrap_err();
        assert_eq!(error.to_string(), "no title column among: foo, bar");
    }
}
