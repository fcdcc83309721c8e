//! What the command line may say.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Measures, and prints a table in Markdown.
#[derive(Debug, Parser)]
pub(super) struct Options {
    /// What to measure.
    #[command(subcommand)]
    pub what: What,
    /// Writes the table into docs/benchmarks.md, too.
    #[arg(long, global = true)]
    pub write: bool,
    /// How often everything is measured; the median is told.
    #[arg(long, global = true, default_value_t = 5)]
    pub rounds: usize,
    /// How long one measurement takes.
    #[arg(long, global = true, default_value_t = 4)]
    pub seconds: u64,
    /// This `madang` instead of one that is built now.
    #[arg(long, global = true, value_name = "FILE")]
    pub binary: Option<PathBuf>,
    /// Loans in the long log of `growth` and `rebuild`.
    #[arg(long, global = true, default_value_t = 200_000)]
    pub loans: u64,
    /// Titles to search among.
    #[arg(long, global = true, default_value_t = 250_000)]
    pub titles: u64,
    /// Records to import.
    #[arg(long, global = true, default_value_t = 250_000)]
    pub records: u64,
    /// Where the data folders are made [default: the folder for temporary files].
    #[arg(long, global = true, value_name = "DIR")]
    pub at: Option<PathBuf>,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub(super) enum What {
    /// Durable borrows per second at the gateway, against a bare server.
    Borrow,
    /// How long a borrow takes at a fixed rate.
    Latency,
    /// From the answer to a return until the dashboard has it.
    Visible,
    /// The other sagas, each against the borrow of the same run.
    Sagas,
    /// Cold start, and memory when idle.
    Start,
    /// Throughput, restart and memory with a long log against a short one.
    Growth,
    /// How fast views are folded again from the first fact.
    Rebuild,
    /// How fast titles are found.
    Search,
    /// How fast MARC records come in.
    Import,
    /// Everything that takes less than a quarter of an hour together.
    All,
    /// The bare server that others are compared with.
    #[command(hide = true)]
    Echo,
}

impl What {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            What::Borrow => "borrow",
            What::Latency => "latency",
            What::Visible => "visible",
            What::Sagas => "sagas",
            What::Start => "start",
            What::Growth => "growth",
            What::Rebuild => "rebuild",
            What::Search => "search",
            What::Import => "import",
            What::All => "all",
            What::Echo => "echo",
        }
    }

    /// The benches it stands for.
    pub(super) fn each(self) -> Vec<What> {
        match self {
            What::All => vec![
                What::Borrow,
                What::Latency,
                What::Visible,
                What::Sagas,
                What::Start,
                What::Growth,
                What::Rebuild,
                What::Search,
                What::Import,
            ],
            one => vec![one],
        }
    }
}
