//! MARC 21 in its exchange form (ISO 2709).
//!
//! A record says how long it is, and ends with a byte found nowhere else (1D). Where the two disagree, the ending is
//! believed, unless the beginning of another record shows that the ending itself is missing; so a record with a wrong
//! length, or cut off, costs that record only. Fields are found by the directory; where that is wrong but the fields
//! are as many as it names, by their order.

mod directory;

use crate::bib::{self, Bib, Field};
use crate::entry::{Entry, Fault, Problem};
use crate::record::{Note, Record};
use crate::text::Encoding;
use crate::window::Window;
use std::io::{self, Read};

/// The longest record the format allows, in bytes.
pub const LONGEST_RECORD: usize = 99_999;

const LEADER: usize = 24;
const RECORD_END: u8 = 0x1D;
const FIELD_END: u8 = 0x1E;
const SUBFIELD: u8 = 0x1F;

/// Reads records: an iterator over them in order. After an I/O error it ends.
pub struct Reader<R> {
    window: Window<R>,
    number: u64,
    /// Up to this place of the input no ending of a record lies ahead. Kept so that what looks like many records
    /// without endings is not searched for one again and again.
    searched: u64,
    failed: bool,
}

/// The bytes from the current position that belong together.
struct Extent {
    bytes: usize,
    /// Whether they end as a record must.
    complete: bool,
    /// Whether they are too many to be a record.
    too_long: bool,
}

impl<R: Read> Reader<R> {
    /// Begins to read. The input need not be buffered.
    pub fn new(input: R) -> Self {
        Reader { window: Window::new(input), number: 0, searched: 0, failed: false }
    }

    /// Bytes of the input that have been dealt with.
    pub fn position(&self) -> u64 {
        self.window.offset()
    }

    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        // Line breaks, padding and further endings between records are common and mean nothing.
        self.window.pass_while(|byte| matches!(byte, 0 | b'\t' | b'\n' | b'\r' | b' ' | 0x1A | RECORD_END))?;
        if !self.window.at_least(1)? {
            return Ok(None);
        }
        self.number += 1;
        let offset = self.window.offset();
        let mut extent = self.extent()?;
        let mut outcome = read(&self.window.bytes()[..extent.bytes], &extent);
        if extent.complete && matches!(outcome, Err(Fault::Structure(_))) {
            // The rest of a record and a whole one behind it can by chance be as long as the former says it is.
            extent = self.shortened(extent);
            outcome = read(&self.window.bytes()[..extent.bytes], &extent);
        }
        self.window.pass(extent.bytes);
        if extent.too_long && outcome.is_err() {
            // Nothing in reach looks like a record: up to the next ending it is all one.
            self.pass_lost()?;
        }
        let problem = |what| Entry::Problem(Problem { number: self.number, offset, what });
        Ok(Some(outcome.map_or_else(problem, |record| Entry::Record(Box::new(record)))))
    }

    /// How far what begins here reaches.
    fn extent(&mut self) -> io::Result<Extent> {
        let offset = self.window.offset();
        let from = usize::try_from(self.searched.saturating_sub(offset)).unwrap_or(usize::MAX);
        let ending = self.window.find(RECORD_END, from, LONGEST_RECORD)?;
        let reach = ending.map_or(self.window.bytes().len().min(LONGEST_RECORD), |at| at + 1);
        self.searched = self.searched.max(offset + ending.unwrap_or(reach) as u64);
        let too_long = ending.is_none() && reach == LONGEST_RECORD;
        let whole = Extent { bytes: reach, complete: ending.is_some(), too_long };
        let Some(declared) = declared_length(self.window.bytes()) else { return Ok(self.shortened(whole)) };
        if ending.is_some() && declared == reach {
            return Ok(whole);
        }
        if declared < reach && is_leader(&self.window.bytes()[declared..]) {
            return Ok(Extent { bytes: declared, complete: false, too_long: false });
        }
        // The ending may also stand within a text, if the record goes on to where it says.
        if ending.is_some() && declared > reach && self.window.at_least(declared)? {
            let bytes = self.window.bytes();
            if bytes[declared - 1] == RECORD_END && !is_leader(bytes[reach..].trim_ascii_start()) {
                return Ok(Extent { bytes: declared, ..whole });
            }
        }
        Ok(self.shortened(whole))
    }

    /// The extent up to another record within it, if there is one.
    fn shortened(&self, whole: Extent) -> Extent {
        let bytes = &self.window.bytes()[..whole.bytes];
        let reaches_end = |at: usize| declared_length(&bytes[at..]) == Some(bytes.len() - at);
        let begins = |&at: &usize| is_leader(&bytes[at..]) && (!whole.complete || reaches_end(at));
        match (1..bytes.len().saturating_sub(LEADER)).find(begins) {
            Some(at) => Extent { bytes: at, complete: false, too_long: false },
            None => whole,
        }
    }

    /// Passes what cannot be told apart, up to the next ending.
    fn pass_lost(&mut self) -> io::Result<()> {
        self.window.pass_while(|byte| byte != RECORD_END).map(drop)
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

/// Whether these bytes begin with what can only be a record's leader: its length and the place of its data as digits,
/// the second greater than a leader and within the first, and between them letters (a directory is all digits).
pub(crate) fn is_leader(bytes: &[u8]) -> bool {
    let Some(length) = declared_length(bytes) else { return false };
    let base = bytes.get(12..17).and_then(number).unwrap_or(0);
    let kind = bytes
        .get(5..7)
        .is_some_and(|kind| kind.iter().all(|byte| (b' '..0x7F).contains(byte) && !byte.is_ascii_digit()));
    bytes.len() >= LEADER && kind && base > LEADER && base < length
}

fn declared_length(bytes: &[u8]) -> Option<usize> {
    bytes.get(..5).and_then(number).filter(|&length| length > LEADER)
}

/// A number of digits only.
fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + usize::from(digit - b'0')))
}

fn read(bytes: &[u8], extent: &Extent) -> Result<Record, Fault> {
    if extent.too_long {
        return Err(Fault::TooLong { limit: LONGEST_RECORD });
    }
    if !bytes[0].is_ascii_digit() && !is_leader(bytes) && (bytes.len() < LEADER || !extent.complete) {
        return Err(Fault::NoRecord(bytes.len()));
    }
    let mut bib = match fields(bytes) {
        Err(Fault::Structure(_)) if !extent.complete => return Err(Fault::CutOff),
        other => other?,
    };
    if !extent.complete {
        bib.notes.push(Note::Bookkeeping { what: "the end of the record is not marked" });
    } else if declared_length(bytes) != Some(bytes.len()) {
        bib.notes.push(Note::Bookkeeping { what: "the length of the record is another than it says" });
    }
    bib.into_record()
}

/// The wanted fields of one record.
fn fields(bytes: &[u8]) -> Result<Bib, Fault> {
    let record = bytes.strip_suffix(&[RECORD_END]).unwrap_or(bytes);
    let leader = record.get(..LEADER).ok_or(Fault::Structure("shorter than a leader"))?;
    let (found, note) = directory::fields(record)?;
    let labelled = if leader[9] == b'a' { Encoding::Utf8 } else { Encoding::Marc8 };
    let (encoding, mislabelled) = Encoding::of_marc(&record[LEADER..], labelled);
    let mut bib = Bib { status: leader[5], kind: leader[6], ..Bib::default() };
    bib.notes.extend(note.into_iter().chain(mislabelled));
    let mut unmapped = 0;
    for (tag, bytes) in found {
        if bib::is_wanted(&tag) {
            match tag.starts_with(b"00") {
                true => bib.put_control(tag, &String::from_utf8_lossy(bytes)),
                false => bib.fields.push(field(tag, bytes, encoding, &mut unmapped)),
            }
        }
    }
    if unmapped > 0 {
        bib.notes.push(Note::Unmapped { characters: unmapped });
    }
    Ok(bib)
}

/// A field of two indicators and subfields. What stands before the first subfield is passed over.
fn field(tag: [u8; 3], bytes: &[u8], encoding: Encoding, unmapped: &mut usize) -> Field {
    let mut parts = bytes.split(|&byte| byte == SUBFIELD);
    let second_indicator = parts.next().and_then(|indicators| indicators.get(1)).copied().unwrap_or(b' ');
    let subfields = parts.filter_map(|part| {
        let (&code, text) = part.split_first()?;
        Some((code, encoding.decode(text, unmapped)))
    });
    Field { tag, second_indicator, subfields: subfields.collect() }
}

#[cfg(test)]
pub(crate) mod tests;
