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
    fn every_part_of_a_fact_is_in_its_sum() {
        let fact = || Sealed { position: 1, stream: "s", version: 2, prev: 3, name: "n", schema: 4, data: "d", cause: "c" };
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
