//! Processes that are measured.

use super::Failure;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// `madang`, built now unless one is given.
pub(crate) fn madang(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        return given.canonicalize().map_err(|e| format!("{}: {e}", given.display()));
    }
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo).args(["build", "--quiet", "--release", "--package", "app"]).status();
    if !built.map_err(|e| format!("cargo: {e}"))?.success() {
        return Err("madang cannot be built".to_owned());
    }
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let binary = own.parent().map(|folder| folder.join("madang"));
    binary.filter(|path| path.exists()).ok_or_else(|| "there is no madang beside this program".to_owned())
}

/// A server that runs, and is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start until it said that it was ready.
    pub ready_in: Duration,
}

impl Server {
    /// Starts it, and waits until it is ready.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        let started = Instant::now();
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|e| format!("{}: {e}", command.get_program().display()))?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or("a server without stdout")?;
        let read = BufReader::new(out).read_line(&mut line);
        let ready_in = started.elapsed();
        let address = line.trim().strip_prefix("ready http://").and_then(|address| address.parse().ok());
        match (read, address) {
            (Ok(_), Some(address)) => Ok(Self { child, address, ready_in }),
            _ => {
                drop(child.kill());
                drop(child.wait());
                Err(format!("a server did not become ready; it said {line:?}"))
            }
        }
    }

    /// Its echo: this very program.
    pub(crate) fn echo() -> Result<Self, Failure> {
        let own = std::env::current_exe().map_err(|e| e.to_string())?;
        Self::start(Command::new(own).args(["bench", "echo"]))
    }

    /// Memory it holds now, in MiB.
    pub(crate) fn memory(&self) -> Result<f64, Failure> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| format!("{path} has no VmRSS"))
    }

    /// Processor time it has used so far. (The kernel counts in hundredths of a second.)
    pub(crate) fn processor(&self) -> Result<Duration, Failure> {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Asks it to finish, and waits until it has.
    pub(crate) fn stop(mut self) -> Result<Duration, Failure> {
        let asked = Instant::now();
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().map_err(|e| format!("kill: {e}"))?;
        let status = self.child.wait().map_err(|e| e.to_string())?;
        if status.success() { Ok(asked.elapsed()) } else { Err(format!("a server ended with {status}")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
