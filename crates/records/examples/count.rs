//! Counts what is in a file of book records: `cargo run --release -p records --example count -- FILE [list]`.
//!
//! With `list`, every record is printed as a line of key, title, author, year, language and ISBNs, separated by tabs.

use records::{Entry, Format, Reader};
use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let name = std::env::args().nth(1).ok_or("which file?")?;
    let list = std::env::args().nth(2).as_deref() == Some("list");
    let mut file = File::open(&name)?;
    let mut first = Vec::new();
    (&file).take(1024).read_to_end(&mut first)?;
    file.rewind()?;
    let format = Format::detect(&first, &name).ok_or("none of the formats")?;
    let begun = Instant::now();
    let (mut records, mut isbns, mut years, mut before, mut languages) = (0_u64, 0, 0, 0, 0);
    let (mut problems, mut notes) = (BTreeMap::<String, u64>::new(), BTreeMap::<&str, u64>::new());
    let mut keys = HashSet::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for entry in Reader::new(format, file)? {
        match entry? {
            Entry::Record(book) => {
                records += 1;
                isbns += book.isbns.len();
                years += usize::from(book.year.is_some());
                before += usize::from(book.year.is_some_and(|year| year < 0));
                languages += usize::from(book.language.is_some());
                book.notes.iter().for_each(|note| *notes.entry(note.kind()).or_default() += 1);
                let key = book.key();
                if list {
                    let (author, language) = (book.author.unwrap_or_default(), book.language.unwrap_or_default());
                    let year = book.year.map(|year| year.to_string()).unwrap_or_default();
                    let numbers: Vec<_> = book.isbns.iter().map(ToString::to_string).collect();
                    writeln!(out, "{key}\t{}\t{author}\t{year}\t{language}\t{}", book.title, numbers.join(" "))?;
                }
                keys.insert(key);
            }
            Entry::Problem(problem) => {
                eprintln!("{problem}");
                *problems.entry(problem.what.to_string()).or_default() += 1;
            }
        }
    }
    out.flush()?;
    let seconds = begun.elapsed().as_secs_f64();
    eprintln!("{format:?}: {records} records, {} keys, {isbns} ISBNs, {years} years ({before} negative)", keys.len());
    eprintln!("{languages} languages; problems {problems:?}; notes {notes:?}; {seconds:.2} s");
    Ok(())
}
