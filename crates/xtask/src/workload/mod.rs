//! `cargo xtask workload`: random commands over the real binary, which is killed and restarted again and again; and whether
//! every equation holds in the end.
//!
//! Every command carries an idempotency key and is sent until it is answered, so what was in the air when the server died is
//! either found done or done then, once.

mod books;
mod client;
mod deeds;
mod dice;
mod place;

use crate::bench::{folder_at, process};
use clap::Parser;
use client::Client;
use place::Place;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};
use tokio::task::JoinSet;

/// What went wrong, in a sentence.
pub(crate) type Failure = String;

/// Random commands over the real binary, killed on the way; then every equation is checked.
#[derive(Debug, Parser)]
struct Options {
    /// Commands to give.
    #[arg(long, default_value_t = 100_000)]
    commands: u64,
    /// How often the server is killed (SIGKILL) and started again meanwhile.
    #[arg(long, default_value_t = 20)]
    kills: u64,
    /// Clients at once.
    #[arg(long, default_value_t = 24)]
    clients: u64,
    /// What is drawn. The order in which commands arrive is the machine's.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// This `madang` instead of one that is built now.
    #[arg(long, value_name = "FILE")]
    binary: Option<std::path::PathBuf>,
}

/// Runs it.
pub(crate) fn run() -> Result<(), Failure> {
    let given = std::env::args().skip(2);
    let options = Options::parse_from(std::iter::once("cargo xtask workload".to_owned()).chain(given));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| format!("no threads can be started: {e}"))?.block_on(work(&options))
}

async fn work(options: &Options) -> Result<(), Failure> {
    let binary = process::madang(options.binary.as_deref())?;
    let folder = folder_at(None)?;
    let place = Arc::new(Place::open(&binary, folder.path())?);
    books::furnish(&place).await?;
    let started = Instant::now();
    let done = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for n in 0..options.clients {
        let (place, done, most) = (place.clone(), done.clone(), options.commands);
        let client = Client::new(n, options.seed);
        tasks.spawn(async move { client.run(&place, &done, most).await });
    }
    let mut deaths = 0;
    while deaths < options.kills {
        let due = options.commands * (deaths + 1) / (options.kills + 1);
        while done.load(Ordering::Relaxed) < due && !tasks.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        place.kill_and_restart()?;
        deaths += 1;
    }
    let mut log = client::Log::default();
    while let Some(client) = tasks.join_next().await {
        log.join(client.map_err(|e| format!("a client was lost: {e}"))??);
    }
    let took = started.elapsed().as_secs_f64();
    println!("{}", log.table(took, deaths));
    let report = books::settle_and_check(&place, &log).await?;
    println!("{report}");
    place.close()
}
