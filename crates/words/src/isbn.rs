//! Book numbers: parsing, check digits, and the repairs that are certain.
//!
//! Pure: no input or output, no allocation beyond the number itself, so that anything may depend on it.

use std::fmt;
use std::str::FromStr;

/// The fewest digits that are still padded to an ISBN-10. A spreadsheet that takes a book number for a quantity drops
/// its leading zeros; at most three were ever seen lost, and the shorter the number the likelier a chance hit of the
/// check digit.
const FEWEST_DIGITS: usize = 7;

/// A book number with a right check digit, held as the 13 digits of its ISBN-13.
///
/// ```
/// let (isbn, repair) = words::isbn::Isbn::parse("0-306-40615-2 (pbk.)").unwrap();
/// assert_eq!(isbn.as_str(), "9780306406157");
/// assert!(repair.is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isbn([u8; 13]);

/// What had to be done to a book number before it was right. Only certain repairs are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repair {
    /// This many leading zeros of an ISBN-10 had been lost; with them the check digit is right.
    LeadingZeros(usize),
}

/// Why a text is not a usable book number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Trouble {
    /// There is no digit in it.
    #[error("no book number in it")]
    NoDigits,
    /// Written as `9.78E+12`: the last digits are gone and nothing can bring them back.
    #[error("scientific notation: digits lost")]
    Scientific,
    /// Fewer digits than a book number has, and leading zeros do not make it right.
    #[error("too short: {0} digits")]
    TooShort(usize),
    /// More digits than a book number has, or a count between 10 and 13.
    #[error("wrong length: {0} digits")]
    WrongLength(usize),
    /// The right length, but the check digit is another.
    #[error("wrong check digit")]
    WrongCheckDigit,
    /// 13 digits with a right check digit that do not begin with 978 or 979: an article number of something else.
    #[error("not a book number: begins with neither 978 nor 979")]
    NotABook,
}

impl Isbn {
    /// Reads a book number in any of its written forms: ISBN-10 or ISBN-13, with or without hyphens, spaces, a leading
    /// `ISBN`, a remark behind it (`0306406152 (pbk.)`), `x` for `X`.
    ///
    /// Returns the number and, if it was not right as it stood, the repair that made it right.
    ///
    /// # Errors
    /// The [`Trouble`] with the text if no book number can be read from it with certainty.
    pub fn parse(text: &str) -> Result<(Isbn, Option<Repair>), Trouble> {
        if is_scientific(text.trim()) {
            return Err(Trouble::Scientific);
        }
        let digits = Digits::of(text);
        let given = digits.as_slice();
        match given.len() {
            0 => Err(Trouble::NoDigits),
            10 => from_ten(given).map(|isbn| (isbn, None)),
            13 => from_thirteen(given).map(|isbn| (isbn, None)),
            n @ FEWEST_DIGITS..=9 => {
                let mut padded = [b'0'; 10];
                padded[10 - n..].copy_from_slice(given);
                match from_ten(&padded) {
                    Ok(isbn) => Ok((isbn, Some(Repair::LeadingZeros(10 - n)))),
                    Err(_) => Err(Trouble::TooShort(n)),
                }
            }
            n if n < FEWEST_DIGITS => Err(Trouble::TooShort(n)),
            n => Err(Trouble::WrongLength(n + digits.beyond)),
        }
    }

    /// The 13 digits, without hyphens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII digits are ever put in, so the empty text cannot come out.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The ten characters of the older form, if this number has one (those that begin with 978).
    #[must_use]
    pub fn to_isbn10(&self) -> Option<String> {
        let nine = self.0.strip_prefix(b"978")?.get(..9)?;
        let mut ten = String::with_capacity(10);
        ten.extend(nine.iter().map(|&digit| char::from(digit)));
        ten.push(char::from(check_of_ten(nine)));
        Some(ten)
    }
}

impl FromStr for Isbn {
    type Err = Trouble;

    /// As [`Isbn::parse`], without saying what was repaired.
    fn from_str(text: &str) -> Result<Self, Trouble> {
        Isbn::parse(text).map(|(isbn, _)| isbn)
    }
}

impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Isbn({})", self.as_str())
    }
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repair::LeadingZeros(1) => f.write_str("one leading zero put back"),
            Repair::LeadingZeros(n) => write!(f, "{n} leading zeros put back"),
        }
    }
}

/// The first run of digits of a text with its separators left out; longer runs than 13 are counted, not kept.
struct Digits {
    kept: [u8; 14],
    len: usize,
    beyond: usize,
}

impl Digits {
    fn of(text: &str) -> Digits {
        let mut digits = Digits { kept: [0; 14], len: 0, beyond: 0 };
        let mut rest = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        // "ISBN-13: 978…" and "ISBN 10 0306406152": the number of digits in the label is not part of the number.
        for label in ["13:", "10:", "13 ", "10 "] {
            let labelled =
                text.len() > rest.len() && text[..text.len() - rest.len()].to_ascii_lowercase().contains("isbn");
            if let Some(after) = rest.strip_prefix(label).filter(|_| labelled) {
                rest = after.trim_start_matches(|c: char| !c.is_ascii_digit());
                break;
            }
        }
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c as u8),
                // X stands for ten and only as the tenth and last character of an ISBN-10; padded ones are shorter.
                'x' | 'X' if (FEWEST_DIGITS - 1..=9).contains(&digits.len) => {
                    digits.push(b'X');
                    break;
                }
                // Hyphens, and the many dashes that stand for one.
                '-' | ' ' | '\u{00AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
                _ => break,
            }
        }
        digits
    }

    fn push(&mut self, digit: u8) {
        match self.kept.get_mut(self.len) {
            Some(place) => {
                *place = digit;
                self.len += 1;
            }
            None => self.beyond += 1,
        }
    }

    fn as_slice(&self) -> &[u8] {
        &self.kept[..self.len]
    }
}

/// Whether the text is a number in scientific notation, as spreadsheets write long numbers.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    digits(exponent) && digits(whole) && digits(fraction)
}

fn from_ten(ten: &[u8]) -> Result<Isbn, Trouble> {
    let (nine, check) = ten.split_at(9);
    // All zeros has a right check digit and is what an empty cell becomes.
    let blank = nine.iter().all(|&digit| digit == b'0');
    if blank || nine.contains(&b'X') || check != [check_of_ten(nine)] {
        return Err(Trouble::WrongCheckDigit);
    }
    let mut thirteen = [b'0'; 13];
    thirteen[..3].copy_from_slice(b"978");
    thirteen[3..12].copy_from_slice(nine);
    thirteen[12] = check_of_thirteen(&thirteen[..12]);
    Ok(Isbn(thirteen))
}

fn from_thirteen(given: &[u8]) -> Result<Isbn, Trouble> {
    let thirteen: [u8; 13] = given.try_into().map_err(|_| Trouble::WrongLength(given.len()))?;
    if check_of_thirteen(&thirteen[..12]) != thirteen[12] {
        return Err(Trouble::WrongCheckDigit);
    }
    if !thirteen.starts_with(b"978") && !thirteen.starts_with(b"979") {
        return Err(Trouble::NotABook);
    }
    Ok(Isbn(thirteen))
}

/// The check character of an ISBN-10: the weighted sum of all ten, weights 10 to 1, is a multiple of 11.
fn check_of_ten(nine: &[u8]) -> u8 {
    let sum: u32 = (2..=10).rev().zip(nine).map(|(weight, digit)| weight * u32::from(digit - b'0')).sum();
    match (11 - sum % 11) % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    }
}

/// The check digit of an ISBN-13: the sum with weights 1 and 3 in turn is a multiple of 10.
fn check_of_thirteen(twelve: &[u8]) -> u8 {
    let sum: u32 = [1, 3].iter().cycle().zip(twelve).map(|(weight, digit)| weight * u32::from(digit - b'0')).sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

#[cfg(test)]
mod tests;
