//! MARC 21 as XML.
//!
//! The input is cut into its `record` elements first, whatever prefix they have, and each is then read as XML by itself:
//! one that is not well formed costs itself only, and no entity is ever defined, so none can grow. Elements around the
//! records (a collection, the answer of a harvest) are passed over, of whatever kind.

mod element;

use crate::entry::{Entry, Error, Fault, Problem};
use crate::window::Window;
use encoding_rs::Encoding;
use std::io::{self, Read};

/// The longest record that is read, in bytes.
pub const LONGEST_RECORD: usize = 1 << 20;

/// How far the name of a tag is looked for.
const LONGEST_NAME: usize = 128;

/// How far the end of a tag is looked for.
const LONGEST_TAG: usize = 4096;

/// Reads records: an iterator over them in order. After an I/O error it ends.
pub struct Reader<R> {
    window: Window<R>,
    encoding: &'static Encoding,
    number: u64,
    /// Up to these places of the input no end of a comment, and none of a section of characters, lies ahead. Kept so
    /// that many beginnings without an end do not each cost a search.
    searched: [u64; 2],
    failed: bool,
}

/// What begins with a `<`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    RecordStart,
    RecordEnd,
    /// A comment or section of characters: this many bytes, in which markup means nothing.
    Opaque(usize),
    Other,
}

/// What begins with a record's first tag.
enum Extent {
    /// Up to the end of its last tag.
    Whole(usize),
    /// Up to the first tag of another record, or the end of the input.
    Cut(usize),
    TooLong,
}

impl<R: Read> Reader<R> {
    /// Looks at the declaration of the encoding and prepares to read. The input need not be buffered.
    ///
    /// # Errors
    /// [`Error::Encoding`] if it is one that is not read (UTF-16 among them), [`Error::Io`] if reading fails.
    pub fn new(input: R) -> Result<Self, Error> {
        let mut window = Window::new(input);
        window.at_least(4 * LONGEST_NAME)?;
        let encoding = declared_encoding(window.bytes())?;
        Ok(Reader { window, encoding, number: 0, searched: [0; 2], failed: false })
    }

    /// Bytes of the input that have been dealt with.
    pub fn position(&self) -> u64 {
        self.window.offset()
    }

    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        while self.find_record()? {
            let offset = self.window.offset();
            let extent = self.extent()?;
            let (used, outcome) = match extent {
                Extent::Whole(used) => (used, element::read(&self.window.bytes()[..used], self.encoding)),
                // Not a record of MARC but something of the same name around one, as harvesting has it.
                Extent::Cut(used) if !element::has_fields(&self.window.bytes()[..used]) => {
                    self.window.pass(used);
                    continue;
                }
                Extent::Cut(used) => (used, Err(Fault::CutOff)),
                Extent::TooLong => (1, Err(Fault::TooLong { limit: LONGEST_RECORD })),
            };
            self.window.pass(used);
            self.number += 1;
            let problem = |what| Entry::Problem(Problem { number: self.number, offset, what });
            return Ok(Some(outcome.map_or_else(problem, |record| Entry::Record(Box::new(record)))));
        }
        Ok(None)
    }

    /// Passes to the next first tag of a record. False at the end of the input.
    fn find_record(&mut self) -> io::Result<bool> {
        loop {
            self.window.pass_while(|byte| byte != b'<')?;
            if !self.window.at_least(1)? {
                return Ok(false);
            }
            match self.markup(0)? {
                Markup::RecordStart => return Ok(true),
                Markup::Opaque(bytes) => self.window.pass(bytes),
                Markup::RecordEnd | Markup::Other => self.window.pass(1),
            }
        }
    }

    /// How far the record reaches that begins at the current position.
    fn extent(&mut self) -> io::Result<Extent> {
        if let Some((end, b'>')) = self.tag_end(0)?
            && self.window.bytes()[end - 1] == b'/'
        {
            return Ok(Extent::Whole(end + 1));
        }
        let mut at = 1;
        loop {
            let Some(tag) = self.find_from(at, b"<")? else { return Ok(self.without_end()) };
            match self.markup(tag)? {
                Markup::RecordStart => return Ok(Extent::Cut(tag)),
                Markup::RecordEnd => {
                    return Ok(match self.tag_end(tag)? {
                        Some((end, b'>')) => Extent::Whole(end + 1),
                        Some((end, _)) => Extent::Cut(end),
                        None => Extent::Cut(tag + 1),
                    });
                }
                Markup::Opaque(bytes) => at = tag + bytes,
                Markup::Other => at = tag + 1,
            }
        }
    }

    /// Of a record whose end is neither in the input nor within the limit.
    fn without_end(&self) -> Extent {
        let there = self.window.bytes().len();
        if there >= LONGEST_RECORD { Extent::TooLong } else { Extent::Cut(there) }
    }

    /// What the `<` at this place begins.
    fn markup(&mut self, at: usize) -> io::Result<Markup> {
        self.window.at_least(at + LONGEST_NAME)?;
        let bytes = &self.window.bytes()[at..];
        if bytes.starts_with(b"<!--") {
            return self.opaque(at, 4, b"-->", 0);
        }
        if bytes.starts_with(b"<![CDATA[") {
            return self.opaque(at, 9, b"]]>", 1);
        }
        let (name, is_end) = match bytes.get(1) {
            Some(b'/') => (&bytes[2..], true),
            _ => (&bytes[1..], false),
        };
        let name = name.split(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte)).next().unwrap_or_default();
        let local = name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
        Ok(match (local, is_end) {
            (b"record", false) => Markup::RecordStart,
            (b"record", true) => Markup::RecordEnd,
            _ => Markup::Other,
        })
    }

    /// A comment or section of characters, if it ends. One that does not is no reason to lose what follows.
    fn opaque(&mut self, at: usize, begun: usize, end: &[u8], kind: usize) -> io::Result<Markup> {
        if self.window.offset() + at as u64 >= self.searched[kind] {
            if let Some(from) = self.find_from(at + begun, end)? {
                return Ok(Markup::Opaque(from + end.len() - at));
            }
            self.searched[kind] = self.window.offset() + self.window.bytes().len().min(LONGEST_RECORD) as u64;
        }
        Ok(Markup::Other)
    }

    /// The end of a tag, or the beginning of another that comes before it.
    fn tag_end(&mut self, tag: usize) -> io::Result<Option<(usize, u8)>> {
        self.window.at_least(tag + LONGEST_TAG)?;
        let bytes = self.window.bytes().iter().enumerate().skip(tag + 1).take(LONGEST_TAG);
        Ok(bytes.map(|(at, &byte)| (at, byte)).find(|&(_, byte)| matches!(byte, b'<' | b'>')))
    }

    /// Where these bytes are first found from a place on, within the limit of a record.
    fn find_from(&mut self, from: usize, wanted: &[u8]) -> io::Result<Option<usize>> {
        let mut looked_at = from;
        loop {
            let bytes = self.window.bytes();
            let end = bytes.len().min(LONGEST_RECORD);
            let rest = bytes.get(looked_at..end).unwrap_or_default();
            if let Some(at) = rest.windows(wanted.len()).position(|found| found == wanted) {
                return Ok(Some(looked_at + at));
            }
            // What is looked for may lie across the end of what is there.
            looked_at = looked_at.max(end.saturating_sub(wanted.len() - 1));
            if end == LONGEST_RECORD || !self.window.more()? {
                return Ok(None);
            }
        }
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

/// The encoding that the XML declaration names, if there is one. It has to be one in which markup looks like ASCII.
fn declared_encoding(bytes: &[u8]) -> Result<&'static Encoding, Error> {
    if [&b"\xFE\xFF"[..], b"\xFF\xFE", b"<\0", b"\0<"].iter().any(|begin| bytes.starts_with(begin)) {
        return Err(Error::Encoding("UTF-16".into()));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let first_line = bytes.split(|&byte| byte == b'>').next().unwrap_or_default();
    let declaration = String::from_utf8_lossy(first_line);
    let label = declaration.strip_prefix("<?xml").and_then(|rest| rest.split_once("encoding"));
    let label = label.and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    let Some(label) = label else { return Ok(encoding_rs::UTF_8) };
    let known = Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible());
    known.ok_or_else(|| Error::Encoding(label.chars().take(40).collect()))
}

#[cfg(test)]
mod tests;
