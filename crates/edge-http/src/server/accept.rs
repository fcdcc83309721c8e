//! The accept loop.

use super::{
    Limits, Peer,
    connection::{self, stopped},
    gate::Shared,
    seats::Seats,
};
use axum::{
    body::Body,
    http::{Request, Response},
};
use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::timeout,
};
use tower::Service;

/// First and longest pause after accept failed for want of something.
const PAUSE: Duration = Duration::from_millis(20);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// How the server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were still at work when the time was up, and were cut.
    pub cut: usize,
}

/// Serves `service` (an `axum::Router`, for one) on `listener` within `limits`, until `stop` turns
/// true or its sender is gone. Then no more connections are accepted, idle ones are closed, requests
/// at work are finished, and what is not done after `patience` (10 s is a good one) is cut.
///
/// Requests carry a [`Peer`] extension. The service is cloned for each request and must be ready
/// without being waited for, as routers are.
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
    patience: Duration,
) -> Drained
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let seats = Seats::new(limits.connections, limits.connections_per_address);
    let places = Arc::new(Semaphore::new(limits.requests.min(Semaphore::MAX_PERMITS)));
    let shared = Arc::new(Shared { service, limits, places });
    let mut running = JoinSet::new();
    let mut pause = PAUSE;
    loop {
        let accepted = tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            Some(_) = running.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((socket, address)) => {
                pause = PAUSE;
                let stop = stop.clone();
                admit(&mut running, &seats, &shared, socket, address, stop);
            }
            Err(error) => {
                let wait = after_failure(&error, &mut pause);
                let _ = timeout(wait, stopped(&mut stop)).await;
            }
        }
    }
    drop(listener);
    drain(running, patience).await
}

fn admit<S>(
    running: &mut JoinSet<()>,
    seats: &Arc<Seats>,
    shared: &Arc<Shared<S>>,
    socket: TcpStream,
    address: SocketAddr,
    stop: watch::Receiver<bool>,
) where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let seat = match seats.take(address.ip()) {
        Ok(seat) => seat,
        Err(limit) => {
            metrics::counter!("edge_connections_refused_total", "limit" => limit).increment(1);
            return;
        }
    };
    // Answers are written whole; waiting to fill a packet would only delay them.
    let _ = socket.set_nodelay(true);
    let peer = Peer(SocketAddr::new(address.ip().to_canonical(), address.port()));
    let shared = shared.clone();
    running.spawn(async move {
        connection::run(shared, socket, peer, stop).await;
        drop(seat);
    });
}

/// How long to wait after accept failed. A client that went away is its own affair; when the
/// system has run out of something (file descriptors, memory), trying again at once only burns
/// processor time that might give it back.
fn after_failure(error: &io::Error, pause: &mut Duration) -> Duration {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    metrics::counter!("edge_accept_errors_total").increment(1);
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted) {
        return Duration::ZERO;
    }
    let wait = *pause;
    tracing::warn!(%error, wait_ms = wait.as_millis() as u64, "cannot accept connections for now");
    *pause = (wait * 2).min(PAUSE_MAX);
    wait
}

async fn drain(mut running: JoinSet<()>, patience: Duration) -> Drained {
    let all = async { while running.join_next().await.is_some() {} };
    if timeout(patience, all).await.is_ok() {
        return Drained { cut: 0 };
    }
    let cut = running.len();
    tracing::warn!(connections = cut, "time is up: cutting connections that are still at work");
    running.shutdown().await;
    Drained { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn want_makes_pauses_grow_and_clients_do_not() {
        let mut pause = PAUSE;
        let want = io::Error::from_raw_os_error(24);
        assert_eq!(after_failure(&want, &mut pause), PAUSE);
        assert_eq!(after_failure(&want, &mut pause), PAUSE * 2);
        let gone = io::Error::from(io::ErrorKind::ConnectionAborted);
        assert_eq!(after_failure(&gone, &mut pause), Duration::ZERO);
        for _ in 0..20 {
            after_failure(&want, &mut pause);
        }
        assert_eq!(pause, PAUSE_MAX);
    }
}
