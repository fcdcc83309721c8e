//! The server against raw sockets: what no well-behaved client would send.

mod bodies;
mod connections;
mod heads;
mod stopping;

use super::*;
use axum::{
    Router,
    body::Bytes,
    extract::Extension,
    routing::{get, post},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinHandle,
    time::timeout,
};

/// Far longer than anything here takes; reached only by a failing test.
const EVER: Duration = Duration::from_secs(20);

struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ended: JoinHandle<Drained>,
    /// Told by `/wait` that it was entered.
    entered: Arc<Notify>,
    /// Lets one `/wait` go on.
    go: Arc<Notify>,
}

async fn start(limits: Limits) -> Server {
    start_with(limits, Duration::from_secs(10)).await
}

async fn start_with(limits: Limits, patience: Duration) -> Server {
    let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (seen, gate) = (entered.clone(), go.clone());
    let wait = move || async move {
        seen.notify_one();
        gate.notified().await;
        "waited"
    };
    let router = Router::new()
        .route("/health", get(|| async { "healthy" }))
        .route("/peer", get(|Extension(Peer(peer)): Extension<Peer>| async move { peer.ip().to_string() }))
        .route("/size", post(|body: Bytes| async move { format!("{} bytes", body.len()) }))
        .route("/ignore", post(|| async { "not read" }))
        .route("/big", get(|| async { vec![b'x'; BIG] }))
        .route("/wait", get(wait));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let ended = tokio::spawn(serve(listener, router, limits, stopped, patience));
    Server { address, stop, ended, entered, go }
}

/// More than two socket buffers hold.
const BIG: usize = 64 * 1024 * 1024;

impl Server {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends the text on a connection of its own and gives all that comes back until it is closed.
    async fn tell(&self, text: &str) -> String {
        let mut socket = self.connect().await;
        socket.write_all(text.as_bytes()).await.unwrap();
        rest(&mut socket).await
    }
}

/// All that comes until the server closes; a reset counts as a close.
async fn rest(socket: &mut TcpStream) -> String {
    let mut all = Vec::new();
    timeout(EVER, socket.read_to_end(&mut all)).await.expect("the server closes").ok();
    String::from_utf8_lossy(&all).into_owned()
}

/// One response with a `Content-Length`, from a connection that stays open.
async fn response(socket: &mut TcpStream) -> String {
    let read = async {
        let mut all = Vec::new();
        loop {
            let mut byte = [0];
            if socket.read(&mut byte).await.unwrap() == 0 {
                break;
            }
            all.push(byte[0]);
            let text = String::from_utf8_lossy(&all);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
            if body.len() >= length.parse::<usize>().unwrap() {
                break;
            }
        }
        String::from_utf8(all).unwrap()
    };
    timeout(EVER, read).await.expect("a response")
}

/// Is it this problem, as a problem document?
#[track_caller]
fn assert_problem(answer: &str, status: u16, code: &str) {
    let line = answer.replacen("HTTP/1.0", "HTTP/1.1", 1);
    assert!(line.starts_with(&format!("HTTP/1.1 {status} ")), "{status} {code} expected: {answer}");
    assert!(answer.contains("content-type: application/problem+json"), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let document: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(document["status"], status);
    assert_eq!(document["code"], code);
    for member in ["type", "title", "detail"] {
        assert!(document[member].is_string(), "{member} in {document}");
    }
}

fn get_close(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
}
