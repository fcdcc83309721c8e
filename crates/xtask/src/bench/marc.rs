//! Records that look like those of a library: a few words stand in every second title, most in hardly any.

use super::{Failure, stats::mixed};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// Words there are; how often each stands in a title falls with its number.
const WORDS: u64 = 60_000;
const SYLLABLES: [&str; 20] = [
    "ba", "den", "ko", "ri", "sum", "ta", "lor", "me", "vin", "qua", "nes", "do", "pha", "gil", "ur", "ost", "ez",
    "cha", "yen", "wol",
];
const KOREAN: [&str; 12] = ["가", "나라", "도", "마당", "바다", "사람", "하늘", "책", "길", "소리", "겨울", "집"];

/// The `n`th word; every fourth is Korean.
pub(super) fn word(n: u64) -> String {
    let of = |parts: &[&str]| {
        let mut left = n + 1;
        let mut word = String::new();
        while left > 0 {
            word.push_str(parts[(left % parts.len() as u64) as usize]);
            left /= parts.len() as u64;
        }
        word
    };
    if n.is_multiple_of(4) { of(&KOREAN) } else { of(&SYLLABLES) + SYLLABLES[(n % 7) as usize] }
}

/// Number of a word, chosen so that the `k`th is about `k` times rarer than the first.
pub(super) fn skewed(random: u64) -> u64 {
    let share = (random >> 11) as f64 / (1_u64 << 53) as f64;
    ((WORDS as f64).powf(share) as u64).saturating_sub(1).min(WORDS - 1)
}

/// The words of the `n`th title.
pub(super) fn title(n: u64) -> Vec<String> {
    let words = 2 + mixed(n) % 6;
    (0..words).map(|k| word(skewed(mixed(n * 16 + k + 1)))).collect()
}

/// Writes so many records, ISO 2709 in UTF-8.
pub(super) fn write(path: &Path, records: u64) -> Result<(), Failure> {
    let failed = |e: std::io::Error| format!("{}: {e}", path.display());
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    for n in 0..records {
        out.write_all(&record(n)).map_err(failed)?;
    }
    out.flush().map_err(failed)
}

fn record(n: u64) -> Vec<u8> {
    let any = mixed(n ^ 0x5eed);
    let author = format!("{}, {}", word(skewed(any)), word(skewed(mixed(any))));
    let year = 1900 + any % 125;
    let fields = [
        ("001", format!("rec{n:09}")),
        ("003", "BENCH".to_owned()),
        ("008", format!("200101s{year}    ko {:>17}kor d", "")),
        ("100", format!("1 \u{1f}a{author}")),
        ("245", format!("10\u{1f}a{} /\u{1f}c{author}.", title(n).join(" "))),
        ("260", format!("  \u{1f}b{},\u{1f}c{year}.", word(any % 900))),
        ("650", format!(" 0\u{1f}a{}.", word(skewed(mixed(any ^ 7))))),
    ];
    let (mut directory, mut data) = (String::new(), String::new());
    for (tag, field) in fields {
        directory.push_str(&format!("{tag}{:04}{:05}", field.len() + 1, data.len()));
        data.push_str(&field);
        data.push('\u{1e}');
    }
    let base = 24 + directory.len() + 1;
    let whole = base + data.len() + 1;
    format!("{whole:05}nam a22{base:05} i 4500{directory}\u{1e}{data}\u{1d}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_as_long_as_it_says() {
        for n in [0, 1, 77, 4_000] {
            let record = record(n);
            assert_eq!(std::str::from_utf8(&record[..5]).unwrap().parse::<usize>().unwrap(), record.len());
            assert_eq!(record.last(), Some(&0x1d));
        }
    }
}
