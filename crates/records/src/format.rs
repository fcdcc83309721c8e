//! Telling the formats apart, and one reader for all.

use crate::entry::{Entry, Error};
use crate::{csv, marc, marcxml};
use std::io::{self, Read};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A list of books, one row for each.
    Csv,
    /// MARC 21 as ISO 2709.
    Marc,
    /// MARC 21 as XML.
    MarcXml,
}

impl Format {
    /// Tells the format by the first bytes of the input (some hundred are enough), and where these leave it open, by
    /// the end of the file's name, which may be empty. `None` if it is none of them.
    #[must_use]
    pub fn detect(first_bytes: &[u8], file_name: &str) -> Option<Format> {
        let bytes = first_bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first_bytes).trim_ascii_start();
        if bytes.starts_with(b"<") {
            return Some(Format::MarcXml);
        }
        if marc::is_leader(bytes) {
            return Some(Format::Marc);
        }
        let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "mrc" | "marc" | "iso" | "iso2709" => return Some(Format::Marc),
            "xml" | "marcxml" => return Some(Format::MarcXml),
            "csv" | "tsv" => return Some(Format::Csv),
            _ => {}
        }
        // A first line of text with several columns. A byte of zero would be UTF-16, or no text at all.
        let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let columns = line.iter().any(|byte| b",;\t".contains(byte));
        (columns && !bytes.iter().any(|&byte| byte < b'\t')).then_some(Format::Csv)
    }
}

/// A reader of whichever format: an iterator over the records in order. After an I/O error it ends.
pub enum Reader<R> {
    /// Reads CSV.
    Csv(csv::Reader<R>),
    /// Reads ISO 2709.
    Marc(marc::Reader<R>),
    /// Reads MARCXML.
    MarcXml(marcxml::Reader<R>),
}

impl<R: Read> Reader<R> {
    /// Begins to read. The input need not be buffered.
    ///
    /// # Errors
    /// Those of [`csv::Reader::new`]; the other formats have nothing to look at before their first record.
    pub fn new(format: Format, input: R) -> Result<Self, Error> {
        Ok(match format {
            Format::Csv => Reader::Csv(csv::Reader::new(input)?),
            Format::Marc => Reader::Marc(marc::Reader::new(input)),
            Format::MarcXml => Reader::MarcXml(marcxml::Reader::new(input)?),
        })
    }

    /// Bytes of the input that have been dealt with, for showing progress.
    pub fn position(&self) -> u64 {
        match self {
            Reader::Csv(reader) => reader.position(),
            Reader::Marc(reader) => reader.position(),
            Reader::MarcXml(reader) => reader.position(),
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Reader::Csv(reader) => reader.next(),
            Reader::Marc(reader) => reader.next(),
            Reader::MarcXml(reader) => reader.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn formats_are_told_by_content_before_name() {
        let leader = b"00714cam a2200205 a 4500";
        assert_eq!(Format::detect(leader, "books.csv"), Some(Format::Marc));
        assert_eq!(Format::detect(b"\xEF\xBB\xBF <?xml", "x"), Some(Format::MarcXml));
        assert_eq!(Format::detect(b"title,author\n", ""), Some(Format::Csv));
        assert_eq!(Format::detect(b"title\nA\n", "a.CSV"), Some(Format::Csv));
        assert_eq!(Format::detect(b"damaged", "a.mrc"), Some(Format::Marc));
        assert_eq!(Format::detect(b"PK\x03\x04,;", "a.zip"), None);
        assert_eq!(Format::detect(b"", ""), None);
    }
}
