//! A sliding window over the input: as much of it as the record at hand needs, and where that is in the input.

use std::io::{self, Read};

/// Bytes asked of the input at a time.
const CHUNK: usize = 64 * 1024;

/// The bytes from the current position on that have been read but not passed. Its memory is bounded by what the reader
/// asks for before it passes on, plus one chunk.
pub(crate) struct Window<R> {
    input: R,
    buffer: Vec<u8>,
    /// The current position within the buffer.
    at: usize,
    /// The position of the buffer's first byte in the input.
    base: u64,
    ended: bool,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(input: R) -> Self {
        Window { input, buffer: Vec::new(), at: 0, base: 0, ended: false }
    }

    /// The current position in the input, in bytes from 0.
    pub(crate) fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// What has been read from the current position on.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    /// Moves the current position on, at most to the end of what has been read.
    pub(crate) fn pass(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }

    /// Reads one more chunk. False at the end of the input.
    pub(crate) fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        // Moving the rest to the front for each chunk costs no more than reading it, as records are short.
        self.buffer.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        let filled = self.buffer.len();
        self.buffer.resize(filled + CHUNK, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        // Whatever happened, nothing that was not read may look like input.
        self.buffer.truncate(filled + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(!self.ended)
    }

    /// Reads until at least `count` bytes are there. False if the input ends before.
    pub(crate) fn at_least(&mut self, count: usize) -> io::Result<bool> {
        while self.bytes().len() < count {
            if !self.more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Passes bytes while they fulfil the condition. Returns how many.
    pub(crate) fn pass_while(&mut self, mut condition: impl FnMut(u8) -> bool) -> io::Result<u64> {
        let from = self.offset();
        loop {
            match self.bytes().iter().position(|&byte| !condition(byte)) {
                Some(count) => {
                    self.pass(count);
                    return Ok(self.offset() - from);
                }
                None => self.pass(self.bytes().len()),
            }
            if !self.more()? {
                return Ok(self.offset() - from);
            }
        }
    }

    /// Where a byte is first found at or behind a place, both counted from the current position, looking no further than
    /// `limit` bytes from there.
    pub(crate) fn find(&mut self, wanted: u8, from: usize, limit: usize) -> io::Result<Option<usize>> {
        let mut looked_at = from.min(limit);
        loop {
            let end = self.bytes().len().min(limit).max(looked_at);
            let rest = self.bytes().get(looked_at..end).unwrap_or_default();
            if let Some(at) = rest.iter().position(|&byte| byte == wanted) {
                return Ok(Some(looked_at + at));
            }
            looked_at = end;
            if looked_at == limit || !self.more()? {
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, interrupted before each.
    struct Drops<'a>(&'a [u8], bool);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let Some((&first, rest)) = self.0.split_first() else { return Ok(0) };
            into[0] = first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn slow_input_is_the_same_input() {
        let mut window = Window::new(Drops(b"  ab;cd", false));
        assert_eq!(window.pass_while(|byte| byte == b' ').unwrap(), 2);
        assert_eq!(window.find(b';', 0, 2).unwrap(), None);
        assert_eq!(window.find(b';', 1, 9).unwrap(), Some(2));
        assert_eq!(window.find(b';', 3, 9).unwrap(), None);
        window.pass(3);
        assert_eq!(window.offset(), 5);
        assert!(window.at_least(2).unwrap());
        assert!(!window.at_least(3).unwrap());
        assert_eq!(window.bytes(), b"cd");
    }
}
