//! Durable borrows per second at the gateway, with a token, against a bare server under the same load.

use super::{
    Failure,
    library::Library,
    load::{Work, closed},
    machine,
    member::{Wants, borrows, echoes, verify},
    options::Options,
    process::Server,
    report::Section,
    stats::median,
};
use std::{
    path::Path,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

/// Clients at once.
const CONNECTIONS: [usize; 2] = [20, 100];
/// What a settled borrow may cost: four times what a bare server costs.
const GOAL: f64 = 0.25;

/// One measurement.
struct Run {
    per_second: f64,
    p50: f64,
    p99: f64,
    /// Microseconds of the server's processor time for each request.
    processor: f64,
}

/// All measurements of one number of clients.
#[derive(Default)]
struct Runs {
    echo: Vec<Run>,
    settled: Vec<Run>,
    accepted: Vec<Run>,
}

/// Measures in turns: bare, settled, bare, accepted, and again.
pub(super) async fn measure(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let echo = Server::echo()?;
    let mut library = Library::open(options, binary).await?;
    let flush = machine::flush(library.data())?;
    let next = Arc::new(AtomicU64::new(0));
    let mut all: Vec<(usize, Runs)> = CONNECTIONS.iter().map(|&connections| (connections, Runs::default())).collect();
    let mut lent = 0;
    let within = Duration::from_secs(options.seconds);
    // Nothing is told of the first second: connections, caches and code are cold.
    let warm = borrows(&library, Wants::Settled, &next);
    lent += count(closed(library.server.address, 100, &warm, Duration::from_secs(1), u64::MAX).await?)?;
    for round in 0..options.rounds {
        library.renew()?;
        for (connections, runs) in &mut all {
            let (echoed, settled, accepted) = (
                echoes(&library, &Arc::default()),
                borrows(&library, Wants::Settled, &next),
                borrows(&library, Wants::Accepted, &next),
            );
            runs.echo.push(run(&echo, *connections, &echoed, within).await?.0);
            let (run_settled, count) = run(&library.server, *connections, &settled, within).await?;
            lent += count;
            let (run_accepted, count) = run(&library.server, *connections, &accepted, within).await?;
            lent += count;
            eprintln!(
                "  round {round}, {connections} connections: settled {:.0}/s, accepted {:.0}/s",
                run_settled.per_second, run_accepted.per_second
            );
            runs.settled.push(run_settled);
            runs.accepted.push(run_accepted);
            rest(&library, lent).await?;
        }
    }
    let mut section = table(&all);
    section.note(verify(&library, lent).await?);
    section.note(format!("The server held {:.0} MiB in the end.", library.server.memory()?));
    section.note(format!("One durable flush of a page takes {flush:.0} µs on this disk."));
    library.close()?;
    Ok(section)
}

fn count(times: super::stats::Times) -> Result<u64, Failure> {
    match times.why {
        None => Ok(times.count() as u64),
        Some(why) => Err(why),
    }
}

async fn run(server: &Server, connections: usize, work: &Arc<Work>, within: Duration) -> Result<(Run, u64), Failure> {
    let before = server.processor()?;
    let mut times = closed(server.address, connections, work, within, u64::MAX).await?;
    let used = server.processor()? - before;
    let run = Run {
        per_second: times.per_second(),
        p50: times.percentile(0.5),
        p99: times.percentile(0.99),
        processor: used.as_secs_f64() * 1e6 / times.count().max(1) as f64,
    };
    Ok((run, count(times)?))
}

/// What was only accepted is still under way when its run is over; the next run is not to pay for it.
async fn rest(library: &Library, lent: u64) -> Result<(), Failure> {
    verify(library, lent).await.map(drop)
}

fn table(all: &[(usize, Runs)]) -> Section {
    let header =
        ["clients", "what", "requests/s", "× bare (goal ≥ 0.25 settled)", "p50 ms", "p99 ms", "server CPU µs/request"];
    let mut section = Section::new("borrow", "durable borrows per second at the gateway, with a token", &header);
    for (connections, runs) in all {
        let of = |runs: &[Run], of: fn(&Run) -> f64| median(runs.iter().map(of));
        let kinds =
            [("bare axum echo", &runs.echo), ("borrow, settled", &runs.settled), ("borrow, accepted", &runs.accepted)];
        for (what, kind) in kinds {
            // Each round against the bare server of its own round.
            let ratio = median(kind.iter().zip(&runs.echo).map(|(run, echo)| run.per_second / echo.per_second));
            let mark = match what {
                "borrow, settled" if ratio < GOAL => " (missed)",
                _ => "",
            };
            section.row([
                connections.to_string(),
                what.to_owned(),
                format!("{:.0}", of(kind, |run| run.per_second)),
                format!("{ratio:.3}{mark}"),
                format!("{:.2}", of(kind, |run| run.p50)),
                format!("{:.2}", of(kind, |run| run.p99)),
                format!("{:.0}", of(kind, |run| run.processor)),
            ]);
        }
    }
    section
}
