//! MARC-8: the character sets of MARC 21 before Unicode, with their escape sequences.
//!
//! Two sets are at hand at any time, G0 for the bytes 21–7E and G1 for A1–FE; escape sequences put others in their
//! place. Every text begins with ASCII and Extended Latin. Diacritics stand before their letter, in Unicode behind it.

use unicode_normalization::UnicodeNormalization;

/// All sets but ASCII, as rows of six bytes sorted by their first three. A row is the character's code (for sets of one
/// byte: the set's final byte, 0, the code with its high bit off) and its code point; the highest bit of the latter
/// marks a diacritic. `tables/README.md` says where they come from.
static TABLE: &[u8] = include_bytes!("../tables/marc8.bin");

const ROW: usize = 6;
const DIACRITIC: u32 = 0x80_0000;
const ESCAPE: u8 = 0x1B;
const ASCII: u8 = b'B';
const EXTENDED_LATIN: u8 = b'E';
const EAST_ASIAN: u8 = b'1';

/// A text read from MARC-8, in NFC.
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// Characters that are in no set and became U+FFFD.
    pub(crate) unmapped: usize,
}

/// Reads one subfield. Sets return to the usual ones for the next.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    if bytes.iter().all(|byte| (0x20..0x7F).contains(byte)) {
        return Decoded { text: String::from_utf8_lossy(bytes).into_owned(), unmapped: 0 };
    }
    let mut reading =
        Reading { rest: bytes, g0: ASCII, g1: EXTENDED_LATIN, marks: Vec::new(), text: String::new(), unmapped: 0 };
    while !reading.rest.is_empty() {
        if !reading.escape() {
            reading.character();
        }
    }
    // Diacritics with no letter behind them: better on a space than lost or on the letter before.
    if !reading.marks.is_empty() {
        reading.put(' ');
    }
    Decoded { text: reading.text.nfc().collect(), unmapped: reading.unmapped }
}

struct Reading<'a> {
    rest: &'a [u8],
    g0: u8,
    g1: u8,
    /// Diacritics waiting for their letter.
    marks: Vec<char>,
    text: String,
    unmapped: usize,
}

impl Reading<'_> {
    /// Takes an escape sequence, if there is one.
    fn escape(&mut self) -> bool {
        // The longest forms first: with an intermediate byte before the final one (Extended Latin is "!E").
        let (used, into_g1, set) = match *self.rest {
            [ESCAPE, b'(' | b',', b'!', set, ..] => (4, false, set),
            [ESCAPE, b')' | b'-', b'!', set, ..] => (4, true, set),
            [ESCAPE, b'$', b')' | b'-', set, ..] => (4, true, set),
            [ESCAPE, b'$', b'(' | b',', set, ..] => (4, false, set),
            [ESCAPE, b'$', set, ..] => (3, false, set),
            [ESCAPE, b'(' | b',', set, ..] => (3, false, set),
            [ESCAPE, b')' | b'-', set, ..] => (3, true, set),
            [ESCAPE, b's', ..] => (2, false, ASCII),
            [ESCAPE, set @ (b'g' | b'b' | b'p'), ..] => (2, false, set),
            _ => return false,
        };
        if into_g1 {
            self.g1 = set;
        } else {
            self.g0 = set;
        }
        self.rest = &self.rest[used..];
        true
    }

    fn character(&mut self) {
        let byte = self.rest[0];
        let set = if byte < 0x80 { self.g0 } else { self.g1 };
        let wide = set == EAST_ASIAN && matches!(byte & 0x7F, 0x21..=0x7E);
        let code = match (wide, self.rest) {
            (true, &[one, two, three, ..]) if [one, two, three].iter().all(|b| b & 0x80 == byte & 0x80) => {
                [one & 0x7F, two & 0x7F, three & 0x7F]
            }
            (true, _) => {
                // Cut off within a character, or another set without escape: only this byte is lost.
                self.rest = &self.rest[1..];
                return self.put_unmapped();
            }
            (false, _) => [set, 0, byte & 0x7F],
        };
        self.rest = &self.rest[if wide { 3 } else { 1 }..];
        match byte {
            // Control characters mean nothing in a text; 88 and 89 only enclose what sorting leaves out.
            0x00..=0x1F | 0x7F..=0x8C | 0x8F..=0x9F => {}
            0x8D => self.put('\u{200D}'),
            0x8E => self.put('\u{200C}'),
            0x20 | 0xA0 => self.put(' '),
            _ if code[0] == ASCII => self.put(char::from(code[2])),
            _ => match look_up(code) {
                Some((c, true)) => self.marks.push(c),
                Some((c, false)) => self.put(c),
                None => self.put_unmapped(),
            },
        }
    }

    fn put(&mut self, c: char) {
        self.text.push(c);
        self.text.extend(self.marks.drain(..));
    }

    fn put_unmapped(&mut self) {
        self.unmapped += 1;
        self.put(char::REPLACEMENT_CHARACTER);
    }
}

/// The character of a code and whether it is a diacritic.
fn look_up(code: [u8; 3]) -> Option<(char, bool)> {
    let rows = TABLE.len() / ROW;
    let (mut low, mut high) = (0, rows);
    while low < high {
        let middle = low + (high - low) / 2;
        let row = TABLE.get(middle * ROW..(middle + 1) * ROW)?;
        match row[..3].cmp(&code) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let value = u32::from_be_bytes([0, row[3], row[4], row[5]]);
                return Some((char::from_u32(value & !DIACRITIC)?, value & DIACRITIC != 0));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
