//! What happened, as lines: the last of them for people, all of them as one number.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hasher},
};

/// Lines kept for people.
const KEPT: usize = 30;

/// The trace of one run.
#[derive(Default)]
pub(crate) struct Trace {
    hasher: DefaultHasher,
    last: VecDeque<String>,
    /// Prints every line as it comes.
    pub aloud: bool,
}

impl Trace {
    /// Something happened.
    pub(crate) fn line(&mut self, line: String) {
        self.hasher.write(line.as_bytes());
        self.hasher.write_u8(b'\n');
        if self.aloud {
            println!("{line}");
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// Everything that happened, as one number.
    pub(crate) fn hash(&self) -> u64 {
        self.hasher.finish()
    }

    /// The last lines.
    pub(crate) fn last(&self) -> Vec<String> {
        self.last.iter().cloned().collect()
    }
}
