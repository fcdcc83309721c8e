//! Search words: how a text becomes the words it is found by, and how a question becomes the words to look for.
//!
//! Pure: no input or output, nothing but the Unicode tables. Both sides must use the same version of these rules, so an
//! index made by [`tokens`] is rebuilt when they change.
//!
//! * Words of scripts with spaces are folded ([`fold`]): case, diacritics, ligatures and width make no difference.
//! * Hangul, Han and kana are written without dependable spaces, so a run of them is cut into overlapping pairs:
//!   `도서관` is indexed as `도서`, `서관` and, so that a question of one character finds something, `도`, `서`, `관`.
//!   The question `도서관` asks for `도서` and `서관`; the question `도` for `도`.

use crate::isbn::Isbn;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest word that is kept, in characters; the rest of a longer one is dropped on both sides alike, which keeps
/// the index bounded whatever a record contains.
pub const LONGEST_WORD: usize = 64;

/// The most words of one text that are kept, for the same reason.
pub const MOST_WORDS: usize = 512;

/// Folds a text for comparison: lower case, diacritics off, ligatures and letters with strokes taken apart (`æ` → `ae`,
/// `ø` → `o`, `ß` → `ss`), full-width and other compatibility forms made plain. Marks that are letters of their script
/// (kana voicing, Indic vowels) stay. The result is in NFC and folding it again changes nothing.
///
/// ```
/// assert_eq!(words::fold("Œuvres complètes de Łódź"), "oeuvres completes de lodz");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkd().filter(|&c| !is_dropped(c)).flat_map(char::to_lowercase) {
        match taken_apart(c) {
            Some(letters) => plain.push_str(letters),
            // Lower case may itself bring a mark (İ → i + dot above).
            None if is_dropped(c) => {}
            None => plain.push(c),
        }
    }
    plain.nfc().collect()
}

/// The words a text is indexed under: every folded word once, in order of first appearance, and for runs of Hangul, Han
/// and kana both the pairs and the single characters.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for_each_run(&fold(text), |run, script| match script {
        Script::Spaced => add(&mut found, run),
        Script::Unspaced => {
            pairs(run).for_each(|pair| add(&mut found, pair));
            run.char_indices().for_each(|(at, c)| add(&mut found, &run[at..at + c.len_utf8()]));
        }
    });
    found
}

/// The words to look for, all of which a text must have ([`tokens`]) to be an answer. Of a run of Hangul, Han or kana
/// these are its pairs, or its one character. A text that is an ISBN in any form becomes the 13 digits of
/// [`Isbn::as_str`], which is the word a record's book numbers are to be indexed under.
#[must_use]
pub fn query_tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(isbn) = as_isbn(text) {
        add(&mut found, isbn.as_str());
        return found;
    }
    for part in text.split_whitespace() {
        if let Some(isbn) = as_isbn(part) {
            add(&mut found, isbn.as_str());
            continue;
        }
        for_each_run(&fold(part), |run, script| match script {
            Script::Unspaced if run.chars().nth(1).is_some() => pairs(run).for_each(|pair| add(&mut found, pair)),
            Script::Spaced | Script::Unspaced => add(&mut found, run),
        });
    }
    found
}

/// A text that is a whole book number and nothing else. Numbers that would need a repair are left as words: a number
/// of nine digits may be anything.
fn as_isbn(text: &str) -> Option<Isbn> {
    let text = text.trim();
    if text.chars().any(|c| c.is_alphabetic() && !matches!(c, 'x' | 'X')) {
        return None;
    }
    match Isbn::parse(text) {
        Ok((isbn, None)) => Some(isbn),
        Ok((_, Some(_))) | Err(_) => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Spaced,
    Unspaced,
}

/// Cuts folded text into runs of one kind. Everything that is neither letter, digit nor a mark on one separates.
fn for_each_run(folded: &str, mut take: impl FnMut(&str, Script)) {
    let mut begun: Option<(usize, Script)> = None;
    for (at, c) in folded.char_indices() {
        let kind = match begun {
            // A mark belongs to the letter it stands on.
            Some((_, script)) if is_combining_mark(c) => Some(script),
            _ if is_unspaced(c) => Some(Script::Unspaced),
            _ if c.is_alphanumeric() => Some(Script::Spaced),
            _ => None,
        };
        if let Some((from, script)) = begun
            && kind != Some(script)
        {
            take(&folded[from..at], script);
            begun = None;
        }
        if let (None, Some(script)) = (begun, kind) {
            begun = Some((at, script));
        }
    }
    if let Some((from, script)) = begun {
        take(&folded[from..], script);
    }
}

/// The overlapping pairs of neighbours in a run; nothing for a run of one.
fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let starts = run.char_indices().map(|(at, _)| at);
    let ends = run.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    starts.zip(ends).map(|(from, to)| &run[from..to])
}

/// Adds a word unless it is there or the list is full. The lists are short enough to look through.
fn add(found: &mut Vec<String>, word: &str) {
    let word = word.char_indices().nth(LONGEST_WORD).map_or(word, |(end, _)| &word[..end]);
    if found.len() < MOST_WORDS && !found.iter().any(|known| known == word) {
        found.push(word.to_owned());
    }
}

/// Marks that are left out when words are compared.
fn is_dropped(c: char) -> bool {
    matches!(c,
        // Diacritics of Latin, Greek and Cyrillic, and the half marks of romanised words.
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}'
        // Points of Hebrew and Arabic, which one writer sets and the next does not; the Arabic stretching stroke.
        | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}'..='\u{05C7}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{0640}'
        // The signs libraries romanise ayn, alif and soft sign with.
        | '\u{02B9}'..='\u{02BC}' | '\u{02BE}' | '\u{02BF}'
        // Invisible: soft hyphen, joiners, marks of direction, variation selectors.
        | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

/// Letters that no normalisation form takes apart, though people type them so.
fn taken_apart(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ŋ' => "n",
        'ς' => "σ",
        _ => return None,
    })
}

/// Scripts whose words are not set apart by dependable spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' // Hangul
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}' // kana, bopomofo
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests;
