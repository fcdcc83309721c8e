//! The server under the workload: always at the same door, over the same folder, however often it dies.

use super::Failure;
use crate::bench::{process::Server, wire::Wire};
use serde_json::Value;
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
};

/// A server that can be killed.
pub(super) struct Place {
    binary: PathBuf,
    folder: PathBuf,
    door: SocketAddr,
    server: Mutex<Option<Server>>,
}

/// An answer.
pub(super) struct Told {
    pub status: u16,
    pub body: Value,
}

impl Place {
    /// Starts it.
    pub(super) fn open(binary: &Path, folder: &Path) -> Result<Self, Failure> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let door = free.map_err(|e| format!("no free port: {e}"))?;
        let place = Self { binary: binary.to_owned(), folder: folder.to_owned(), door, server: Mutex::new(None) };
        place.start()?;
        Ok(place)
    }

    fn start(&self) -> Result<(), Failure> {
        let mut command = Command::new(&self.binary);
        command.env_clear().arg("serve").arg("--data").arg(&self.folder);
        command.args(["--listen", "127.0.0.1:0", "--door", &self.door.to_string()]).stderr(Stdio::null());
        let server = Server::start(&mut command)?;
        *self.held() = Some(server);
        Ok(())
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Server>> {
        self.server.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// SIGKILL, and up again.
    pub(super) fn kill_and_restart(&self) -> Result<(), Failure> {
        drop(self.held().take());
        self.start()
    }

    /// Asks it to finish.
    pub(super) fn close(&self) -> Result<(), Failure> {
        match self.held().take() {
            Some(server) => server.stop().map(drop),
            None => Ok(()),
        }
    }

    /// A connection, however long the server takes to come up.
    pub(super) async fn wire(&self) -> Result<Wire, Failure> {
        for _ in 0..3_000 {
            if let Ok(wire) = Wire::open(self.door).await {
                return Ok(wire);
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        Err("the server did not come back within half a minute".to_owned())
    }

    /// One request over a connection of its own, tried until it is answered.
    pub(super) async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Told, Failure> {
        let mut wire = self.wire().await?;
        ask(&mut wire, self.head(method, path, None, None), body).await
    }

    /// Every document of a list.
    pub(super) async fn all(&self, path: &str) -> Result<Vec<Value>, Failure> {
        let mut wire = self.wire().await?;
        let mut items = vec![];
        let mut cursor = String::new();
        loop {
            let mark = if path.contains('?') { '&' } else { '?' };
            let page = format!("{path}{mark}limit=200{cursor}");
            let told = ask(&mut wire, self.head("GET", &page, None, None), None).await?;
            let Some(found) = told.body["items"].as_array() else {
                return Err(format!("{path} answered {} {}", told.status, told.body));
            };
            items.extend(found.iter().cloned());
            match told.body["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(items),
            }
        }
    }

    /// Everything before the body.
    pub(super) fn head(&self, method: &str, path: &str, who: Option<&str>, key: Option<&str>) -> String {
        let who = who.map(|who| format!("x-madang-as: {who}\r\n")).unwrap_or_default();
        let key = key.map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
        format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n{who}{key}", self.door)
    }
}

/// One request over this connection.
pub(super) async fn ask(wire: &mut Wire, head: String, body: Option<&Value>) -> Result<Told, Failure> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    let kind = if length > 0 { "content-type: application/json\r\n" } else { "" };
    let request = format!("{head}{kind}content-length: {length}\r\n\r\n{body}");
    let answer = wire.ask(request.as_bytes()).await?;
    let body = if answer.body.is_empty() { Value::Null } else { answer.json()? };
    Ok(Told { status: answer.status, body })
}
