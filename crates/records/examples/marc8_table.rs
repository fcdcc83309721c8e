//! Writes the table of MARC-8 characters from a list, or the list from the table. See `tables/README.md`.
//!
//! ```text
//! cargo run -p records --example marc8_table build < list.txt > tables/marc8.bin
//! cargo run -p records --example marc8_table list  < tables/marc8.bin > list.txt
//! ```
//!
//! A line of the list is the code in hexadecimal (six digits), the code point in hexadecimal, and `+` if the character
//! is a diacritic, separated by spaces.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write, stdin, stdout};

const DIACRITIC: u32 = 0x80_0000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = Vec::new();
    stdin().read_to_end(&mut given)?;
    let made = match std::env::args().nth(1).as_deref() {
        Some("build") => build(std::str::from_utf8(&given)?)?,
        Some("list") => list(&given).into_bytes(),
        _ => return Err("say build or list".into()),
    };
    Ok(stdout().write_all(&made)?)
}

fn build(list: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut rows = BTreeMap::new();
    for line in list.lines() {
        let mut words = line.split_whitespace();
        let (Some(code), Some(point)) = (words.next(), words.next()) else { continue };
        let code = u32::from_str_radix(code, 16)?;
        let point = u32::from_str_radix(point, 16)?;
        let mark = if words.next() == Some("+") { DIACRITIC } else { 0 };
        if code >> 24 != 0 || char::from_u32(point).is_none() || rows.insert(code, point | mark).is_some() {
            return Err(format!("not a row, or its code is there twice: {line}").into());
        }
    }
    // Three bytes each, the highest first, so that rows sort as bytes.
    Ok(rows.iter().flat_map(|(code, point)| [&code.to_be_bytes()[1..], &point.to_be_bytes()[1..]].concat()).collect())
}

fn list(table: &[u8]) -> String {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte));
    let line = |row: &[u8]| {
        let (code, point) = (number(&row[..3]), number(&row[3..]));
        let mark = if point & DIACRITIC == 0 { "" } else { " +" };
        format!("{code:06X} {:04X}{mark}\n", point & !DIACRITIC)
    };
    table.chunks_exact(6).map(line).collect()
}
