//! One connection from accept to close.

use super::{
    Limits, Peer,
    clock::{Clock, Late},
    gate::{Gate, Shared},
    refuse::{Reason, bytes},
    wire::Wire,
};
use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use std::{
    convert::Infallible,
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
    time::{Instant, Sleep, sleep_until, timeout},
};
use tower::Service;

/// How long, and for how many bytes, a client may go on sending after our last word. Closing right
/// away makes the system reset the connection, and the client may lose the answer it is to read.
const LINGER_TIME: Duration = Duration::from_secs(2);
/// The same while the server stops, when clients that keep quiet should not hold it up.
const LINGER_STOPPING: Duration = Duration::from_millis(100);
const LINGER_BYTES: usize = 1024 * 1024;

/// How long an answer given after hyper may take; it nearly always fits the socket's buffer.
const LAST_WORD_TIME: Duration = Duration::from_secs(2);

/// Tells when the server is to stop: true is sent, or the sender is gone.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

enum End {
    Done,
    Broken,
    Late(Late),
}

/// Serves a connection until it ends, of itself or because `stop` says so.
pub(super) async fn run<S>(shared: Arc<Shared<S>>, socket: TcpStream, peer: Peer, mut stop: watch::Receiver<bool>)
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let clock = Arc::new(Clock::new());
    let limits = &shared.limits;
    let wire = Wire { socket, clock: clock.clone() };
    let gate = Gate { shared: shared.clone(), clock: clock.clone(), peer };
    let mut connection = builder(limits).serve_connection(TokioIo::new(wire), gate);
    let mut alarm = Alarm::new();
    let mut stopping = pin!(stopped(&mut stop));
    let mut stops = false;
    let end = poll_fn(|cx| {
        if !stops && stopping.as_mut().poll(cx).is_ready() {
            stops = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        if let Poll::Ready(outcome) = connection.poll_without_shutdown(cx) {
            return Poll::Ready(if outcome.is_ok() { End::Done } else { End::Broken });
        }
        alarm.poll(cx, &clock, limits).map(End::Late)
    })
    .await;
    let Wire { socket, .. } = connection.into_parts().io.into_inner();
    let linger = if stops { LINGER_STOPPING } else { LINGER_TIME };
    finish(socket, end, &clock, limits, linger).await;
}

fn builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    // The clock keeps the time; see there.
    builder.header_read_timeout(None);
    builder.max_header_size(limits.header_bytes);
    // Also how much of a body is read ahead, hence not tied to the headers.
    builder.max_buf_size(limits.header_bytes.max(64 * 1024));
    // 100 is hyper's own number; saying so would only move its table to the heap.
    if limits.header_fields != 100 {
        builder.max_headers(limits.header_fields);
    }
    builder
}

/// Says the last word if there is one to say, and closes.
async fn finish(mut socket: TcpStream, end: End, clock: &Clock, limits: &Limits, linger: Duration) {
    if let End::Late(late) = end {
        metrics::counter!("edge_timeouts_total", "what" => late.name()).increment(1);
    }
    let reason = match end {
        End::Late(Late::Head) if clock.is_quiet() => Some(Reason::HeadTooSlow),
        End::Done | End::Broken => clock.held().map(Reason::Head),
        End::Late(_) => None,
    };
    match (reason, end) {
        (Some(reason), _) => {
            let word = bytes(reason.answer(limits.hooks.refuse)).await;
            if !matches!(timeout(LAST_WORD_TIME, socket.write_all(&word)).await, Ok(Ok(()))) {
                return;
            }
        }
        (None, End::Done) => {}
        // Nothing was said that could be lost, or nobody is there to hear it.
        (None, End::Broken | End::Late(_)) => return,
    }
    if socket.shutdown().await.is_ok() {
        let _ = timeout(linger, drain(&mut socket)).await;
    }
}

async fn drain(socket: &mut TcpStream) {
    let mut unread = [0_u8; 4096];
    let mut left = LINGER_BYTES;
    while let Ok(count @ 1..) = socket.read(&mut unread).await {
        left = left.saturating_sub(count);
        if left == 0 {
            break;
        }
    }
}

/// Wakes the task when the clock's deadline comes.
struct Alarm {
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Alarm {
    fn new() -> Self {
        Self { sleep: None }
    }

    fn poll(&mut self, cx: &mut Context<'_>, clock: &Clock, limits: &Limits) -> Poll<Late> {
        let Some((deadline, late)) = clock.deadline(limits) else { return Poll::Pending };
        let deadline = Instant::from_std(deadline);
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(cx).map(|()| late)
    }
}
