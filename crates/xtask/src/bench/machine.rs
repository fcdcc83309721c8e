//! What a number was measured on: without it, it says nothing.

use super::Failure;
use std::{fs::File, io::Write, path::Path, time::Instant};

/// Date, processor, memory, and how busy the machine was with other things.
pub(super) fn describe() -> Result<String, Failure> {
    let read = |path: &str| std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"));
    let cpus = read("/proc/cpuinfo")?;
    let model = cpus.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(':'));
    let model = model.map_or("unknown processor", |(_, model)| model.trim());
    let memory = read("/proc/meminfo")?;
    let kib = memory.lines().next().and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    let cores = std::thread::available_parallelism().map_err(|e| e.to_string())?;
    let busy = read("/proc/loadavg")?;
    let busy = busy.split(' ').next().unwrap_or("?");
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC");
    let gib = kib.unwrap_or(0.0) / f64::from(1 << 20);
    Ok(format!("{date}, {cores} cores of {model}, {gib:.0} GiB; load average before: {busy}"))
}

/// How long the disk takes to keep one page for good, in microseconds: median of some.
pub(super) fn flush(folder: &Path) -> Result<f64, Failure> {
    let path = folder.join("flush");
    let failed = |e: std::io::Error| format!("{}: {e}", path.display());
    let mut file = File::create(&path).map_err(failed)?;
    let mut times = vec![];
    for _ in 0..200 {
        let started = Instant::now();
        file.write_all(&[1; 4096]).and_then(|()| file.sync_data()).map_err(failed)?;
        times.push(started.elapsed().as_secs_f64() * 1e6);
    }
    std::fs::remove_file(&path).map_err(failed)?;
    Ok(super::stats::median(times))
}
