//! A whole library, in one process or in two.

use super::{
    http::{Ask, Entrance},
    process::{Process, Starting, madang, run},
};
use serde_json::Value;
use std::{
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicU16, AtomicUsize, Ordering},
};

/// Which contexts run where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topology {
    /// All in one process.
    One,
    /// The catalogue in a process of its own.
    Two,
    /// These in a process of their own, the first; the others in the second.
    Apart(&'static [&'static str]),
}

impl Topology {
    /// What runs in each of two processes.
    fn halves(self) -> Option<[String; 2]> {
        let first: &[&str] = match self {
            Topology::One => return None,
            Topology::Two => &["catalogue"],
            Topology::Apart(first) => first,
        };
        let names = contexts::ALL.iter().map(|(name, _)| *name);
        Some([first.join(","), names.filter(|name| !first.contains(name)).collect::<Vec<_>>().join(",")])
    }
}

/// The process the catalogue runs in, and the one lending runs in.
pub(crate) const CATALOGUE: usize = 0;
pub(crate) const LENDING: usize = 1;

/// A library on data of its own; it ends when it is dropped.
pub(crate) struct Library {
    pub(crate) topology: Topology,
    /// Ports of the gateways, when they are fixed.
    ports: Vec<u16>,
    extra: Vec<String>,
    processes: Vec<Process>,
    turn: AtomicUsize,
    folder: tempfile::TempDir,
}

/// A port that is free now, out of the range the system gives to outgoing connections.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = (std::process::id() % 2000) as u16 * 10;
    loop {
        let port = 12_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

impl Library {
    pub(crate) fn start(topology: Topology) -> Self {
        Self::start_with(topology, &[])
    }

    /// With more flags.
    pub(crate) fn start_with(topology: Topology, extra: &[&str]) -> Self {
        let ports = match topology {
            Topology::One => vec![0],
            _ => vec![free_port(), free_port()],
        };
        let extra = extra.iter().map(|flag| (*flag).to_owned()).collect();
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut library = Self { topology, ports, extra, processes: vec![], turn: AtomicUsize::new(0), folder };
        let starting: Vec<_> = (0..library.ports.len()).map(|n| Starting::new(library.command(n), 1)).collect();
        library.processes = starting.into_iter().map(Starting::ready).collect();
        library
    }

    /// The command that serves the process `n`.
    fn command(&self, n: usize) -> Command {
        let mut command = madang();
        command.arg("serve").arg("--data").arg(self.data(n));
        command.args(["--door", "127.0.0.1:0", "--listen", &format!("127.0.0.1:{}", self.ports[n])]);
        if let Some(halves) = self.topology.halves() {
            let peers = format!("*=http://127.0.0.1:{}", self.ports[1 - n]);
            command.args(["--contexts", &halves[n], "--peers", &peers]);
            command.arg("--signing-key").arg(self.key());
        }
        command.args(&self.extra);
        command
    }

    pub(crate) fn data(&self, n: usize) -> PathBuf {
        self.folder.path().join(format!("data-{n}"))
    }

    fn key(&self) -> PathBuf {
        match self.topology {
            Topology::One => self.data(0).join("signing-key.json"),
            _ => self.folder.path().join("key.json"),
        }
    }

    /// A file in this library's folder.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the folder can be written");
        path
    }

    pub(crate) fn process(&self, n: usize) -> &Process {
        &self.processes[n]
    }

    pub(crate) fn process_mut(&mut self, n: usize) -> &mut Process {
        &mut self.processes[n]
    }

    pub(crate) fn processes(&self) -> impl Iterator<Item = &Process> {
        self.processes.iter()
    }

    /// Starts the process `n` again, on its data; the one before has ended.
    #[track_caller]
    pub(crate) fn restart(&mut self, n: usize) {
        self.processes[n] = Starting::new(self.command(n), 1).ready();
    }

    /// Any of the doors, by turns: every process answers for all contexts.
    pub(crate) fn door(&self) -> Entrance {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.processes[turn % self.processes.len()].doors[0]
    }

    /// Any of the gateways, by turns.
    pub(crate) fn gateway(&self) -> Entrance {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.processes[turn % self.processes.len()].gateway
    }

    /// A token of this installation.
    #[track_caller]
    pub(crate) fn token(&self, role: &str, sub: &str) -> String {
        let (data, key) = (self.data(0), self.key());
        let flags = ["token", "--role", role, "--sub", sub, "--data"].map(std::ffi::OsStr::new);
        let rest = [data.as_os_str(), "--signing-key".as_ref(), key.as_os_str()];
        run(flags.into_iter().chain(rest)).printed().trim().to_owned()
    }

    pub(crate) fn get(&self, path: &str) -> Ask {
        self.door().get(path)
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Ask {
        self.door().post(path, body)
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Ask {
        self.door().ask("PUT", path).json(&body)
    }

    pub(crate) fn patch(&self, path: &str, body: Value) -> Ask {
        self.door().ask("PATCH", path).json(&body)
    }

    pub(crate) fn delete(&self, path: &str) -> Ask {
        self.door().ask("DELETE", path)
    }
}
