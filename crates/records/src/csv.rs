//! Book lists with one row for each book (RFC 4180, and what spreadsheets make of it).
//!
//! The first row names the columns ([`Reader::new`] says which names are known). Comma, semicolon and tab separate,
//! whichever the first row has most of. Text is UTF-8; rows that are not are read as EUC-KR or Windows-1252, with a
//! note.
//!
//! A stray quotation mark would swallow every row up to the next one. So a row of several lines that has the wrong
//! number of columns, is not closed, or is longer than [`LONGEST_ROW`] or [`MOST_LINES`], is a problem of its first line
//! only, and reading goes on with its second.

mod layout;

use crate::entry::{Entry, Error, Fault, Problem};
use crate::text::Encoding;
use crate::window::Window;
use csv_core::ReadRecordResult;
use layout::Layout;
use std::io::{self, Read};

/// The longest row that is read, in bytes.
pub const LONGEST_ROW: usize = 1 << 20;

/// The most lines one row may have.
pub const MOST_LINES: usize = 1_000;

/// The most columns a row may have.
const MOST_COLUMNS: usize = 1_024;

/// Reads a CSV file: an iterator over its rows in order. After an I/O error it ends.
pub struct Reader<R> {
    window: Window<R>,
    /// Boxed, as its tables are many times as large as the rest.
    parser: Box<csv_core::Reader>,
    delimiter: u8,
    layout: Layout,
    row: Row,
    number: u64,
    failed: bool,
}

/// The columns of one row, one behind the other, and where each ends.
struct Row {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// A row that could be told from what follows it.
struct Extent {
    /// Bytes it takes in the input.
    bytes: usize,
    columns: usize,
}

impl<R: Read> Reader<R> {
    /// Reads the header and prepares to read the rows.
    ///
    /// Known columns, whatever their case, spaces, hyphens and underscores (Korean names too): `title`,
    /// `original_title`, `author(s)`, `isbn`, `isbn10`, `isbn13`, `year`, `publication_year`,
    /// `original_publication_year`, `language`, `language_code`, `publisher`, `price`, `stock`, `qty`, `copies`, `id`,
    /// `book_id`. All others are passed over.
    ///
    /// # Errors
    /// [`Error::Layout`] if there is no title column, [`Error::Io`] if reading fails.
    pub fn new(input: R) -> Result<Self, Error> {
        let window = Window::new(input);
        let parser = Box::new(csv_core::Reader::new());
        let row = Row { bytes: vec![0; 1024], ends: vec![0; MOST_COLUMNS] };
        let mut reader =
            Reader { window, parser, delimiter: b',', layout: Layout::default(), row, number: 0, failed: false };
        reader.pass_empty_lines()?;
        reader.find_delimiter()?;
        let (columns, used) = match reader.next_row()? {
            Some(Ok(extent)) => (extent.columns, extent.bytes),
            Some(Err(_)) | None => (0, 0),
        };
        let (encoding, _) =
            Encoding::of_row(&reader.row.bytes[..reader.row.ends[..columns].last().copied().unwrap_or(0)]);
        let headers = (0..columns).map(|at| encoding.decode(reader.row.column(at), &mut 0));
        reader.layout = Layout::of(headers.collect())?;
        reader.window.pass(used);
        Ok(reader)
    }

    /// Bytes of the input that have been dealt with.
    pub fn position(&self) -> u64 {
        self.window.offset()
    }

    fn find_delimiter(&mut self) -> io::Result<()> {
        let end = self.window.find(b'\n', 0, LONGEST_ROW)?.unwrap_or(self.window.bytes().len());
        let header = &self.window.bytes()[..end];
        let count = |wanted: u8| header.iter().filter(|&&byte| byte == wanted).count();
        self.delimiter = [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',');
        *self.parser = csv_core::ReaderBuilder::new().delimiter(self.delimiter).build();
        Ok(())
    }

    /// Passes empty lines and byte order marks; the latter also stand where files were put one behind the other.
    fn pass_empty_lines(&mut self) -> io::Result<()> {
        loop {
            self.window.pass_while(|byte| matches!(byte, b'\r' | b'\n'))?;
            if !self.window.at_least(3)? || !self.window.bytes().starts_with(b"\xEF\xBB\xBF") {
                return Ok(());
            }
            self.window.pass(3);
        }
    }

    /// Takes the row at the current position apart, without passing it. `None` at the end of the input.
    fn next_row(&mut self) -> io::Result<Option<Result<Extent, Fault>>> {
        self.parser.reset();
        let Reader { window, parser, row, .. } = self;
        let (mut used, mut filled, mut columns, mut lines) = (0, 0, 0, 0);
        let mut ended = false;
        loop {
            let input = &window.bytes()[used..];
            if input.is_empty() && !ended {
                ended = !window.more()?;
                continue;
            }
            let (outcome, read, written, ends) =
                parser.read_record(input, &mut row.bytes[filled..], &mut row.ends[columns..]);
            lines += input[..read].iter().filter(|&&byte| byte == b'\n').count();
            used += read;
            filled += written;
            columns += ends;
            match outcome {
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => return Ok(Some(Ok(Extent { bytes: used, columns }))),
                _ if used > LONGEST_ROW => return Ok(Some(Err(Fault::TooLong { limit: LONGEST_ROW }))),
                _ if lines > MOST_LINES => return Ok(Some(Err(Fault::Quotes))),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => row.bytes.resize(2 * row.bytes.len(), 0),
                ReadRecordResult::OutputEndsFull => {
                    let wanted = self.layout.columns();
                    return Ok(Some(Err(Fault::Columns { found: columns, wanted })));
                }
            }
        }
    }

    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        self.pass_empty_lines()?;
        let offset = self.window.offset();
        let Some(outcome) = self.next_row()? else { return Ok(None) };
        self.number += 1;
        let problem = |what| Ok(Some(Entry::Problem(Problem { number: self.number, offset, what })));
        let extent = match outcome.and_then(|extent| self.checked(extent)) {
            Ok(extent) => extent,
            Err(what) => {
                let entry = problem(what);
                self.pass_line()?;
                return entry;
            }
        };
        let (encoding, note) = Encoding::of_row(&self.window.bytes()[..extent.bytes]);
        let mut record = match self.layout.record(encoding, |at| self.row.column(at)) {
            Ok(record) => record,
            Err(what) => {
                let entry = problem(what);
                self.window.pass(extent.bytes);
                return entry;
            }
        };
        record.notes.extend(note);
        self.window.pass(extent.bytes);
        Ok(Some(Entry::Record(Box::new(record))))
    }

    /// A row with the right number of columns; empty ones too many at its end do no harm. One of several lines must
    /// also be quoted by the rules, or it is several rows that a stray quotation mark made one.
    fn checked(&self, extent: Extent) -> Result<Extent, Fault> {
        let row = self.window.bytes()[..extent.bytes].trim_ascii_end();
        if row.contains(&b'\n') && !is_well_quoted(row, self.delimiter) {
            return Err(Fault::Quotes);
        }
        let wanted = self.layout.columns();
        let too_many = extent.columns > wanted && (wanted..extent.columns).any(|at| !self.row.column(at).is_empty());
        if extent.columns < wanted || too_many {
            return Err(Fault::Columns { found: extent.columns, wanted });
        }
        Ok(extent)
    }

    /// Passes to the next line, however long this one is.
    fn pass_line(&mut self) -> io::Result<()> {
        self.window.pass_while(|byte| !matches!(byte, b'\r' | b'\n')).map(drop)
    }
}

/// Whether every column is either without quotation marks, or quoted from its beginning to its end.
fn is_well_quoted(row: &[u8], delimiter: u8) -> bool {
    enum Place {
        Begin,
        Bare,
        Quoted,
        /// Behind a mark that closes the column, unless another makes the two one mark within it.
        Closed,
    }
    let mut place = Place::Begin;
    for &byte in row {
        place = match place {
            Place::Quoted if byte == b'"' => Place::Closed,
            Place::Quoted => Place::Quoted,
            Place::Begin | Place::Closed if byte == b'"' => Place::Quoted,
            _ if byte == delimiter => Place::Begin,
            Place::Begin | Place::Bare if byte != b'"' => Place::Bare,
            Place::Begin | Place::Bare | Place::Closed => return false,
        };
    }
    !matches!(place, Place::Quoted)
}

impl Row {
    fn column(&self, at: usize) -> &[u8] {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[from..self.ends[at]]
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let entry = self.next_entry().transpose();
        self.failed = matches!(entry, Some(Err(_)));
        entry
    }
}

#[cfg(test)]
mod tests;
