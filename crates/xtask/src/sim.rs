//! `cargo xtask sim`: random histories, and bugs planted to see whether they are found.

use clap::Parser;
use sim::{Report, STEPS};
use std::{path::PathBuf, time::Duration};

/// Runs random histories over the real engine. Fails on the first that is not as promised.
#[derive(Parser)]
#[command(bin_name = "cargo xtask sim")]
struct Wanted {
    /// How many seeds.
    #[arg(long, default_value_t = 2000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Steps of a history before it heals.
    #[arg(long, default_value_t = STEPS)]
    steps: u64,
    /// Stops after so many seconds, wherever it is.
    #[arg(long)]
    seconds: Option<u64>,
    /// Runs this one only, and prints every step.
    #[arg(long)]
    seed: Option<u64>,
    /// Looks for every planted bug, and holds the list in docs/simulator.md against what was found.
    #[arg(long)]
    planted: bool,
    /// With --planted: writes the list.
    #[arg(long)]
    write: bool,
}

/// Runs what was asked for.
pub(crate) fn run() -> Result<(), String> {
    let wanted = Wanted::parse_from(std::env::args().skip(1));
    if wanted.planted {
        return planted(wanted.write);
    }
    if let Some(seed) = wanted.seed {
        return one(seed, wanted.steps);
    }
    let seeds = wanted.from..wanted.from.saturating_add(wanted.seeds);
    let report = Report::of(seeds, wanted.steps, threads(), wanted.seconds.map(Duration::from_secs));
    print!("{}", report.table());
    report.judge()
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn one(seed: u64, steps: u64) -> Result<(), String> {
    let run = sim::run(seed, steps, None, true);
    println!("seed {seed}: {} steps, {} facts, trace {:016x}", run.steps, run.facts, run.hash);
    match run.violation {
        None => Ok(()),
        Some(violation) => Err(format!("{}: {}", violation.invariant, violation.what)),
    }
}

/// Around the list in the document.
const MARKS: (&str, &str) =
    ("<!-- planted bugs: cargo xtask sim --planted --write -->\n", "<!-- end of planted bugs -->");

fn planted(write: bool) -> Result<(), String> {
    let table = sim::planted(threads())?;
    print!("{table}");
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/simulator.md"));
    let text = std::fs::read_to_string(&path).map_err(|error| format!("docs/simulator.md: {error}"))?;
    let (before, rest) = text.split_once(MARKS.0).ok_or("docs/simulator.md has no place for the list")?;
    let (old, after) = rest.split_once(MARKS.1).ok_or("docs/simulator.md has no end of the list")?;
    if write {
        let text = format!("{before}{}{table}{}{after}", MARKS.0, MARKS.1);
        return std::fs::write(&path, text).map_err(|error| error.to_string());
    }
    if old == table { Ok(()) } else { Err("the list in docs/simulator.md is old: run it with --write".to_owned()) }
}
