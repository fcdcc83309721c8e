//! The bare server: takes a body, gives it back. What HTTP alone costs on this machine.

use super::Failure;
use axum::{Router, body::Bytes, http::StatusCode, routing::post, serve::ListenerExt};
use std::io::Write;
use tokio::net::TcpListener;

/// Serves until it is killed.
pub(super) async fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let answer = |body: Bytes| async { (StatusCode::CREATED, [("content-type", "application/json")], body) };
    let mut out = std::io::stdout();
    writeln!(out, "ready http://{address}").and_then(|()| out.flush()).map_err(|e| e.to_string())?;
    axum::serve(listener, Router::new().route("/borrows", post(answer))).await.map_err(|e| e.to_string())
}
