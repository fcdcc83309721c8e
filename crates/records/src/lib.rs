//! Reads the world's book records (CSV, MARC 21, MARCXML) as dirty as they are.
//!
//! A reader is an iterator over the records of an input in their order, each an [`Entry`]: a [`Record`], or a
//! [`Problem`] with its place. A damaged record costs that record only. Memory is bounded by the longest record each
//! format allows; nothing here opens files, asks the time or keeps anything.
//!
//! ```
//! use records::{Entry, Format, Reader};
//!
//! let file = b"title,isbn\nSignals,306406152\n";
//! let format = Format::detect(file, "books.csv").unwrap();
//! for entry in Reader::new(format, &file[..]).unwrap() {
//!     match entry.unwrap() {
//!         Entry::Record(book) => assert_eq!(book.isbns[0].as_str(), "9780306406157"),
//!         Entry::Problem(problem) => panic!("{problem}"),
//!     }
//! }
//! ```

mod bib;
pub mod csv;
mod entry;
mod format;
mod language;
pub mod marc;
mod marc8;
pub mod marcxml;
mod record;
mod text;
mod window;

pub use entry::{Entry, Error, Fault, Problem};
pub use format::{Format, Reader};
pub use record::{Note, Record, Source};
pub use words::isbn;
