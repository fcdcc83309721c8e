//! How texts become the words they are found by, and book numbers what they mean.
//!
//! Pure: no input or output, nothing but the Unicode tables. The business and the edge both use it, so that what is
//! indexed and what is asked for are cut by the same rules.

pub mod isbn;

mod folding;

pub use folding::{LONGEST_WORD, MOST_WORDS, fold, query_tokens, tokens};
