//! A library with ten thousand titles and plenty of copies of each, behind its gateway.

use super::{
    Failure,
    load::{Work, closed},
    options::Options,
    process::Server,
    wire::{Answer, Wire},
};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};
use tempfile::TempDir;

/// Titles of the library.
pub(super) const TITLES: u64 = 10_000;
/// Copies of each: no bench uses them up.
pub(super) const COPIES: u64 = 1_000_000;

/// A library that runs.
pub(super) struct Library {
    pub server: Server,
    /// A librarian's token.
    pub token: String,
    folder: TempDir,
    binary: PathBuf,
}

/// A folder for the data of one bench.
pub(super) fn folder(options: &Options) -> Result<TempDir, Failure> {
    super::folder_at(options.at.as_deref())
}

/// `madang serve` over this folder, at a free port, with nothing taken from our own environment.
pub(super) fn serve(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command.env_clear().arg("serve").arg("--data").arg(folder);
    command.args(["--listen", "127.0.0.1:0", "--rate", "off", "--log", "text"]).stderr(Stdio::null());
    command
}

fn mint(binary: &Path, folder: &Path) -> Result<String, Failure> {
    let mut command = Command::new(binary);
    command.env_clear().args(["token", "--role", "librarian", "--sub", "desk", "--ttl", "15m", "--data"]).arg(folder);
    let printed = command.output().map_err(|e| format!("madang token: {e}"))?;
    if !printed.status.success() {
        return Err(String::from_utf8_lossy(&printed.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&printed.stdout).trim().to_owned())
}

impl Library {
    /// An empty library, then its titles.
    pub(super) async fn open(options: &Options, binary: &Path) -> Result<Self, Failure> {
        let library = Self::over(folder(options)?, binary)?;
        let stocked = closed(library.server.address, 100, &library.titles(), Duration::from_secs(120), TITLES).await?;
        match stocked.why {
            None => Ok(library),
            Some(why) => Err(format!("the library cannot be filled: {why}")),
        }
    }

    /// The library in this folder.
    pub(super) fn over(folder: TempDir, binary: &Path) -> Result<Self, Failure> {
        let server = Server::start(&mut serve(binary, folder.path()))?;
        let token = mint(binary, folder.path())?;
        Ok(Self { server, token, folder, binary: binary.to_owned() })
    }

    /// Where its data is.
    pub(super) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Stops the server; the folder stays.
    pub(super) fn close(self) -> Result<TempDir, Failure> {
        self.server.stop()?;
        Ok(self.folder)
    }

    /// A new token: none lasts longer than a quarter of an hour.
    pub(super) fn renew(&mut self) -> Result<(), Failure> {
        self.token = mint(&self.binary, self.folder.path())?;
        Ok(())
    }

    /// A connection to it.
    pub(super) async fn wire(&self) -> Result<Wire, Failure> {
        Wire::open(self.server.address).await
    }

    /// The beginning of a request: everything before the headers of the body.
    pub(super) fn head(&self, method: &str, path: &str) -> String {
        let Self { server, token, .. } = self;
        format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n", server.address)
    }

    fn titles(&self) -> Arc<Work> {
        let head = self.head("POST", "/books");
        let request = move |n: u64, out: &mut Vec<u8>| {
            let body = format!(r#"{{"id":"b{n}","title":"Title number {n}","author":"Author {n}","stock":{COPIES}}}"#);
            finish(out, &head, &body);
        };
        let wanted = |answer: &Answer<'_>| answer.status == 201;
        Arc::new(Work { request: Box::new(request), wanted, next: Arc::new(AtomicU64::new(0)) })
    }
}

/// A request without a body.
pub(super) fn plain(head: &str) -> Vec<u8> {
    format!("{head}\r\n").into_bytes()
}

/// A request with a body.
pub(super) fn finish(out: &mut Vec<u8>, head: &str, body: &str) {
    let length = body.len();
    let written = write!(out, "{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
    debug_assert!(written.is_ok(), "memory takes everything");
}
