//! How a cause is written, and the sums that facts and documents are checked by.

use crc32fast::Hasher;
use kernel::{Actor, Cause, Day, Millis, Role};

type Written<'a> = (&'a str, &'a str, &'a str, Role, &'a str, Millis, Day);
type Read = (String, String, String, Role, String, Millis, Day);

/// A cause as a JSON array without field names: every fact carries one, and the names would be half of it.
pub(crate) fn write_cause(cause: &Cause, to: &mut String) -> Result<(), String> {
    let Cause { command, correlation, causation, actor: Actor { role, id }, at, today } = cause;
    let written: Written<'_> = (command, correlation, causation, *role, id, *at, *today);
    let text = serde_json::to_string(&written).map_err(|e| e.to_string())?;
    to.clear();
    to.push_str(&text);
    Ok(())
}

/// The cause that [`write_cause`] wrote.
pub(crate) fn read_cause(text: &str) -> Result<Cause, String> {
    let read: Read = serde_json::from_str(text).map_err(|e| format!("the cause cannot be read: {e}"))?;
    let (command, correlation, causation, role, id, at, today) = read;
    Ok(Cause { command, correlation, causation, actor: Actor { role, id }, at, today })
}

/// Everything of a fact that is stored.
pub(crate) struct Sealed<'a> {
    pub(crate) position: u64,
    pub(crate) stream: &'a str,
    pub(crate) version: u64,
    pub(crate) prev: u64,
    pub(crate) name: &'a str,
    pub(crate) schema: u16,
    pub(crate) data: &'a str,
    pub(crate) cause: &'a str,
}

impl Sealed<'_> {
    /// The sum over all of it; lengths are part of it, so that nothing can move from one column to the next.
    pub(crate) fn sum(&self) -> u32 {
        let mut hasher = Hasher::new();
        let mut head = [0_u8; 42];
        head[..8].copy_from_slice(&self.position.to_le_bytes());
        head[8..16].copy_from_slice(&self.version.to_le_bytes());
        head[16..24].copy_from_slice(&self.prev.to_le_bytes());
        head[24..26].copy_from_slice(&self.schema.to_le_bytes());
        let texts = [self.stream, self.name, self.data, self.cause];
        for (n, text) in texts.iter().enumerate() {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            head[26 + 4 * n..30 + 4 * n].copy_from_slice(&length.to_le_bytes());
        }
        hasher.update(&head);
        texts.iter().for_each(|text| hasher.update(text.as_bytes()));
        hasher.finalize()
    }
}

/// Where a stream ends, in 14 bytes: version, position of the last fact, and a sum.
///
/// The length is always the same, so SQLite overwrites the old one in its place. Otherwise outdated ones would stay in
/// the free parts of the page, with fitting sums, where a damaged pointer could find them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) version: u64,
    pub(crate) last: u64,
}

impl Head {
    /// `None` when a stream or a log is longer than any can be.
    pub(crate) fn write(self, stream: i64) -> Option<[u8; 14]> {
        let version = u32::try_from(self.version).ok()?;
        let mut bytes = [0; 14];
        bytes[..4].copy_from_slice(&version.to_le_bytes());
        let last = self.last.to_le_bytes();
        if last[6..] != [0, 0] {
            return None;
        }
        bytes[4..10].copy_from_slice(&last[..6]);
        let sum = head_sum(stream, &bytes[..10]);
        bytes[10..].copy_from_slice(&sum.to_le_bytes());
        Some(bytes)
    }

    /// `None` when the sum does not fit.
    pub(crate) fn read(stream: i64, bytes: &[u8]) -> Option<Self> {
        let (parts, sum) = bytes.split_at_checked(10)?;
        if sum != head_sum(stream, parts).to_le_bytes() {
            return None;
        }
        let number = |part: &[u8]| part.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        Some(Self { version: number(&parts[..4]), last: number(&parts[4..]) })
    }
}

fn head_sum(stream: i64, parts: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(&stream.to_le_bytes());
    hasher.update(parts);
    hasher.finalize()
}

/// The sum over a document.
pub(crate) fn doc_sum(shelf: &str, key: &str, body: &str, version: u64, indexed: Option<&str>) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(&version.to_le_bytes());
    for text in [shelf, key, body, indexed.unwrap_or_default()] {
        hasher.update(&text.len().to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize()
}

/// A stable hash of 64 bits (FNV-1a) over words and their borders. It is stored, so it must never change.
pub(crate) fn hash_words<'a>(words: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_comes_back_as_it_was() {
        let cause = Cause {
            command: "policy/loans/7/0".into(),
            correlation: "\"\\\u{0}한".into(),
            causation: "loans/7".into(),
            actor: Actor { role: Role::Service, id: String::new() },
            at: u64::MAX,
            today: Day::new(2024, 2, 29).unwrap(),
        };
        let mut text = String::new();
        write_cause(&cause, &mut text).unwrap();
        assert_eq!(read_cause(&text).unwrap(), cause);
        assert!(read_cause("[1]").is_err());
    }

    #[test]
    fn a_head_comes_back_as_it_was_or_not_at_all() {
        let head = Head { version: 4_000_000_000, last: 200_000_000_000_000 };
        let bytes = head.write(7).unwrap();
        assert_eq!(Head::read(7, &bytes), Some(head));
        assert_eq!(Head::read(8, &bytes), None);
        assert_eq!(Head::read(7, &bytes[1..]), None);
        assert_eq!(Head::read(7, &[]), None);
        assert_eq!(Head { last: u64::MAX, ..head }.write(7), None);
        for at in 0..bytes.len() {
            let mut flipped = bytes;
            flipped[at] ^= 4;
            assert_eq!(Head::read(7, &flipped), None);
        }
    }

    #[test]
    fn every_part_of_a_fact_is_in_its_sum() {
        let fact =
            || Sealed { position: 1, stream: "s", version: 2, prev: 3, name: "n", schema: 4, data: "d", cause: "c" };
        let others = [
            Sealed { position: 2, ..fact() },
            Sealed { stream: "t", ..fact() },
            Sealed { version: 3, ..fact() },
            Sealed { prev: 4, ..fact() },
            Sealed { name: "m", ..fact() },
            Sealed { schema: 5, ..fact() },
            Sealed { data: "e", ..fact() },
            Sealed { cause: "d", ..fact() },
            Sealed { stream: "sn", name: "", ..fact() },
        ];
        others.iter().for_each(|other| assert_ne!(other.sum(), fact().sum()));
    }
}
