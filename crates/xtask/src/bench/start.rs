//! Cold start, and memory when idle, with ten thousand books in the data folder.

use super::{
    Failure,
    library::{folder, serve},
    options::Options,
    process::Server,
    report::Section,
    stats::median,
};
use std::{path::Path, time::Duration};

/// Starts.
const STARTS: usize = 10;
/// Milliseconds until it is ready, and MiB when idle.
const GOALS: (f64, f64) = (300.0, 60.0);
/// After this long it is idle.
const IDLE: Duration = Duration::from_secs(2);

/// Loads the demo books, then starts again and again.
pub(super) async fn measure(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let folder = folder(options)?;
    let mut demo = serve(binary, folder.path());
    let first = Server::start(demo.args(["--demo", "--door", "127.0.0.1:0"]))?;
    let filled = first.ready_in;
    let after_load = first.memory()?;
    first.stop()?;
    let (mut starts, mut memory, mut stops) = (vec![], vec![], vec![]);
    for _ in 0..STARTS {
        let server = Server::start(&mut serve(binary, folder.path()))?;
        starts.push(server.ready_in.as_secs_f64() * 1e3);
        tokio::time::sleep(IDLE).await;
        memory.push(server.memory()?);
        stops.push(server.stop()?.as_secs_f64() * 1e3);
    }
    let mark = |value: f64, goal: f64| if value < goal { "" } else { " (missed)" };
    let (start, held) = (median(starts.iter().copied()), median(memory.iter().copied()));
    let most = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let mut section = Section::new("start", "10,000 books in the data folder", &["what", "median", "worst of 10"]);
    let to_ready = "start until `ready`, ms (goal < 300)".to_owned();
    section.row([to_ready, format!("{start:.0}{}", mark(start, GOALS.0)), format!("{:.0}", most(&starts))]);
    let idle = "memory after 2 s, MiB (goal < 60)".to_owned();
    section.row([idle, format!("{held:.1}{}", mark(held, GOALS.1)), format!("{:.1}", most(&memory))]);
    let stop = "SIGTERM until the end, ms".to_owned();
    section.row([stop, format!("{:.0}", median(stops.iter().copied())), format!("{:.0}", most(&stops))]);
    section.note(format!(
        "The first start, which took the 10,000 books in: {:.1} s, {after_load:.0} MiB afterwards. Files are in the page cache.",
        filled.as_secs_f64()
    ));
    Ok(section)
}
