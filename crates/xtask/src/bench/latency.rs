//! How long a borrow takes when borrows come at a fixed rate, whatever becomes of the earlier ones.

use super::{
    Failure,
    library::Library,
    load::open,
    member::{Wants, borrows, verify},
    options::Options,
    report::Section,
    stats::median,
};
use std::{
    path::Path,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

/// Borrows in a second.
const RATES: [u64; 4] = [500, 1_000, 2_000, 4_000];
/// The rate the goal is for.
const GOAL_RATE: u64 = 2_000;
/// Milliseconds that 99 of 100 stay below.
const GOAL: f64 = 10.0;
/// Connections that wait for something to send.
const CONNECTIONS: usize = 200;

/// One measurement: p50, p99, longest, failed.
type Run = (f64, f64, f64, u64);

/// Measures each rate in each round, one after the other.
pub(super) async fn measure(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let mut library = Library::open(options, binary).await?;
    let next = Arc::new(AtomicU64::new(0));
    let lasts = Duration::from_secs(options.seconds);
    let kinds: Vec<(u64, Wants)> =
        RATES.iter().flat_map(|rate| [(*rate, Wants::Accepted), (*rate, Wants::Settled)]).collect();
    let mut all: Vec<Vec<Run>> = kinds.iter().map(|_| vec![]).collect();
    let mut lent = 0;
    let warm = borrows(&library, Wants::Settled, &next);
    lent += open(library.server.address, CONNECTIONS, &warm, GOAL_RATE, Duration::from_secs(2)).await?.count() as u64;
    for _ in 0..options.rounds {
        library.renew()?;
        for ((rate, wants), runs) in kinds.iter().zip(&mut all) {
            let work = borrows(&library, *wants, &next);
            let mut times = open(library.server.address, CONNECTIONS, &work, *rate, lasts).await?;
            lent += times.count() as u64;
            runs.push((times.percentile(0.5), times.percentile(0.99), times.percentile(1.0), times.failed));
            if let Some(why) = times.why {
                eprintln!("  {rate}/s {}: {} failed: {why}", wants.name(), times.failed);
            }
        }
    }
    let mut section = table(&kinds, &all);
    let failed: u64 = all.iter().flatten().map(|run| run.3).sum();
    match failed {
        0 => section.note(verify(&library, lent).await?),
        failed => section.note(format!("{failed} requests failed or were never sent; the rates above were too high.")),
    }
    library.close()?;
    Ok(section)
}

fn table(kinds: &[(u64, Wants)], all: &[Vec<Run>]) -> Section {
    let header = ["borrows/s", "answer", "p50 ms", "p99 ms (goal < 10)", "max ms", "failed"];
    let mut section =
        Section::new("latency", "an open loop at a fixed rate, from the intended moment of sending", &header);
    let mut holds = [(Wants::Accepted, 0), (Wants::Settled, 0)];
    for ((rate, wants), runs) in kinds.iter().zip(all) {
        let p99 = median(runs.iter().map(|run| run.1));
        let failed: u64 = runs.iter().map(|run| run.3).sum();
        let held = p99 < GOAL && failed == 0;
        if let Some((_, most)) = holds.iter_mut().find(|(kind, _)| kind == wants).filter(|_| held) {
            *most = *rate;
        }
        let mark = if *rate == GOAL_RATE && !held { " (missed)" } else { "" };
        section.row([
            rate.to_string(),
            wants.name().to_owned(),
            format!("{:.2}", median(runs.iter().map(|run| run.0))),
            format!("{p99:.2}{mark}"),
            format!("{:.1}", median(runs.iter().map(|run| run.2))),
            failed.to_string(),
        ]);
    }
    for (wants, most) in holds {
        section.note(format!("Highest of these rates with p99 < {GOAL} ms, {}: {most}/s.", wants.name()));
    }
    section
}
