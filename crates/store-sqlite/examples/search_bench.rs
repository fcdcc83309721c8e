//! How fast titles are taken in, and how fast they are found.
//!
//! `cargo run --release -p store-sqlite --example search_bench -- [titles] [file] [drop]`; an existing file is searched again.

use kernel::Searched;
use runtime::ports::{Change, Commit, Doc, Shelf, Store, Terms};
use std::{
    error::Error,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use store_sqlite::{Options, SqliteStore};

const WORDS: u64 = 200_000;
const COMMON: [&str; 12] =
    ["the", "of", "and", "a", "in", "to", "history", "for", "introduction", "world", "life", "new"];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

    /// Small numbers much more often than large ones, as with words.
    fn skewed(&mut self) -> u64 {
        let unit = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        (WORDS as f64).powf(unit) as u64 - 1
    }
}

fn word(rank: u64) -> String {
    if let Some(common) = COMMON.get(rank as usize) {
        return (*common).to_owned();
    }
    let syllables =
        ["ka", "ro", "mi", "ten", "sul", "pre", "vo", "lan", "der", "ist", "on", "qua", "be", "thi", "ar", "ce"];
    let mut left = rank * 2_654_435_761 % 1_048_573;
    let mut text = String::new();
    for _ in 0..5 {
        text.push_str(syllables[(left % 16) as usize]);
        left /= 16;
    }
    text
}

/// A run of Hangul as it is indexed: pairs, then single characters.
fn hangul(dice: &mut Dice, to: &mut Vec<String>) {
    let length = 2 + dice.roll() % 5;
    let run: Vec<char> = (0..length).filter_map(|_| char::from_u32(0xAC00 + (dice.skewed() % 2_000) as u32)).collect();
    let parts = run.windows(2).map(|pair| pair.iter().collect::<String>()).chain(run.iter().map(char::to_string));
    for part in parts {
        if !to.contains(&part) {
            to.push(part);
        }
    }
}

fn title(n: u64) -> Change {
    let mut dice = Dice(n * 7_919);
    let mut first: Vec<String> = vec![];
    let count = 2 + dice.roll() % 6;
    for _ in 0..count {
        match n % 3 {
            0 => hangul(&mut dice, &mut first),
            _ => {
                let word = word(dice.skewed());
                if !first.contains(&word) {
                    first.push(word);
                }
            }
        }
    }
    let mut rest: Vec<String> = (0..4).map(|_| word(20 + dice.roll() % 50_000)).collect();
    rest.extend([format!("{}", 9_788_900_000_000 + n), format!("{}", 1950 + n % 75)]);
    let body = format!(
        r#"{{"id":"{n:012}","title":"{}","authors":["{}"],"isbn":"{}","publisher":"{}","year":{},"copies":{},"available":{}}}"#,
        first.join(" "),
        rest[0],
        9_788_900_000_000 + n,
        rest[1],
        1950 + n % 75,
        n % 5,
        n % 3
    );
    let doc = Doc {
        searched: Some(Searched { first, rest }),
        indexed: vec![("isbn", (9_788_900_000_000 + n).to_string())],
        ..Doc::plain(body, 1)
    };
    Change { shelf: "titles".into(), key: format!("{n:012}").into(), doc: Some(doc) }
}

async fn fill(store: &SqliteStore, titles: u64) -> Result<(), Box<dyn Error>> {
    let (begun, mut slowest) = (Instant::now(), Duration::ZERO);
    let mut writing = Duration::ZERO;
    for from in (0..titles).step_by(500) {
        let changes = (from..titles.min(from + 500)).map(title).collect();
        let commit = Instant::now();
        store.commit(Commit { appends: vec![], changes }).await?;
        writing += commit.elapsed();
        slowest = slowest.max(commit.elapsed());
    }
    println!(
        "{titles} titles by 500 in {:?}: {:.1} µs a title in the store, slowest commit {slowest:?}",
        begun.elapsed(),
        writing.as_micros() as f64 / titles as f64
    );
    Ok(())
}

async fn ask(store: &SqliteStore, label: &str, questions: &[String]) -> Result<(), Box<dyn Error>> {
    let (mut times, mut hits, mut worst) = (vec![], 0, String::new());
    for _ in 0..5 {
        for question in questions {
            let words = question.split(' ').map(str::to_owned).collect();
            let begun = Instant::now();
            let page = store.search("titles", &Terms { words, bounds: vec![], skip: 0, max: 50 }).await?;
            let took = begun.elapsed();
            if times.iter().all(|other| took > *other) {
                worst.clone_from(question);
            }
            times.push(took);
            hits += page.rows.len();
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{label:28} p50 {:>9.3?}  p99 {:>9.3?}  max {:>9.3?}  {:>4.1} hits  worst: {worst}",
        at(50),
        at(99),
        at(100),
        hits as f64 / times.len() as f64
    );
    Ok(())
}

/// Words of titles that are there.
fn from_titles(dice: &mut Dice, titles: u64, korean: bool, take: usize) -> String {
    loop {
        let n = dice.roll() % titles;
        let Some(Doc { searched: Some(words), .. }) = title(n).doc else { continue };
        if n.is_multiple_of(3) == korean && words.first.len() >= take {
            return words.first[..take].join(" ");
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let titles: u64 = args.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let file = args.next().map_or_else(|| std::env::temp_dir().join("search-bench.db"), PathBuf::from);
    let there = Path::new(&file).exists();
    let store = SqliteStore::open(&file, &Options::default())?;
    store.prepare(&[Shelf { name: "titles".into(), indexes: &["isbn"], searched: true }]).await?;
    if !there {
        fill(&store, titles).await?;
    }
    let mut dice = Dice(1);
    let mut many =
        |make: &mut dyn FnMut(&mut Dice) -> String| -> Vec<String> { (0..100).map(|_| make(&mut dice)).collect() };
    let pick = |dice: &mut Dice| COMMON[(dice.roll() % 12) as usize];
    let questions = [
        ("one common word", many(&mut |dice| pick(dice).to_owned())),
        ("two common words", many(&mut |dice| format!("{} {}", pick(dice), pick(dice)))),
        ("three common words", many(&mut |dice| format!("{} {} {}", pick(dice), pick(dice), pick(dice)))),
        ("common and middling", many(&mut |dice| format!("{} {}", pick(dice), word(100 + dice.roll() % 1_000)))),
        ("rare word", many(&mut |dice| word(1_000 + dice.roll() % 100_000))),
        ("word that is not there", many(&mut |dice| format!("zz{}", dice.roll()))),
        ("isbn", many(&mut |dice| (9_788_900_000_000 + dice.roll() % titles).to_string())),
        ("beginning of a title", many(&mut |dice| from_titles(dice, titles, false, 3))),
        ("while typing, 2 letters", many(&mut |dice| word(dice.skewed()).chars().take(2).collect())),
        ("while typing, 3 letters", many(&mut |dice| word(dice.skewed()).chars().take(3).collect())),
        ("while typing, 4 letters", many(&mut |dice| word(dice.skewed()).chars().take(4).collect())),
        ("while typing, 6 letters", many(&mut |dice| word(dice.skewed()).chars().take(6).collect())),
        (
            "common, then typing",
            many(&mut |dice| format!("{} {}", pick(dice), word(dice.skewed()).chars().take(4).collect::<String>())),
        ),
        ("hangul, one pair", many(&mut |dice| from_titles(dice, titles, true, 1))),
        ("hangul, two pairs", many(&mut |dice| from_titles(dice, titles, true, 2))),
        ("hangul, one character", many(&mut |dice| from_titles(dice, titles, true, 1).chars().take(1).collect())),
    ];
    for (label, questions) in &questions {
        ask(&store, label, questions).await?;
    }
    if args.next().is_some_and(|last| last == "drop") {
        let begun = Instant::now();
        store.drop_shelf("titles").await?;
        println!("dropped in {:?}", begun.elapsed());
    }
    store.close().await;
    println!("{} MiB", std::fs::metadata(&file)?.len() >> 20);
    Ok(())
}
