//! What reading yields: records, and problems with the place where they are.

use crate::record::{Record, Source};
use std::io;

/// The outcome of one record of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A book.
    Record(Box<Record>),
    /// A record that could not be taken. Reading goes on behind it.
    Problem(Problem),
}

/// A record that could not be taken, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record {number} at byte {offset}: {what}")]
pub struct Problem {
    /// Its number among all records of the input, good and bad, from 1. The header of a CSV file is not counted.
    pub number: u64,
    /// The byte of the input, from 0, at which it begins.
    pub offset: u64,
    /// What is wrong with it.
    pub what: Fault,
}

/// Why a record could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The source itself has marked the record as deleted (MARC leader/05 `d`). Nothing is damaged.
    #[error("marked as deleted")]
    Deleted {
        /// The number of the deleted record, so that it can be looked up.
        record: Source,
    },
    /// The record describes no book: a name or subject authority, a holding.
    #[error("not a book: MARC record type '{0}'")]
    NotABook(char),
    /// The record has no title in any of the places for it.
    #[error("no title")]
    NoTitle,
    /// The record is longer than its format allows, or than anything sensible.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The input ends, or the next record begins, in the middle of this one.
    #[error("cut off")]
    CutOff,
    /// Bytes between records that belong to none.
    #[error("{0} bytes that are no record")]
    NoRecord(usize),
    /// The MARC leader or directory does not fit the data.
    #[error("{0}")]
    Structure(&'static str),
    /// A row of a CSV file with another number of columns than its header.
    #[error("{found} columns where the header has {wanted}")]
    Columns {
        /// Columns of the row.
        found: usize,
        /// Columns of the header.
        wanted: usize,
    },
    /// A quotation mark of a CSV file that is not closed, or closed in the middle of a column.
    #[error("stray quotation mark")]
    Quotes,
    /// The XML is not well formed.
    #[error("XML: {0}")]
    Xml(String),
}

/// Why an input cannot be read at all, or not any further.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading the input failed.
    #[error("reading failed: {0}")]
    Io(#[from] io::Error),
    /// A CSV file without a title column.
    #[error("no title column among: {}", .headers.join(", "))]
    Layout {
        /// The headers found, in their order, each at most 100 characters of it, and at most 100.
        headers: Vec<String>,
    },
    /// An XML file in an encoding that is not read.
    #[error("encoding {0} is not read")]
    Encoding(String),
}
