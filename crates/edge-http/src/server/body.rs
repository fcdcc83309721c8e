//! Bodies with limits.

use super::{Limits, clock::Clock, refuse::Reason};
use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use parking_lot::Mutex;
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, Sleep, sleep_until},
};

/// Why a request body ended early; told to the gate, which answers whatever the handler says.
pub(super) type Verdict = Arc<Mutex<Option<Reason>>>;

/// What a handler sees when it reads a body that broke a limit.
#[derive(Debug, thiserror::Error)]
enum BodyError {
    #[error("the request body is larger than allowed")]
    TooLarge,
    #[error("the request body came too slowly")]
    TooSlow,
    #[error("the request body broke off")]
    Broken(#[source] hyper::Error),
}

/// A request body that must not grow too large nor come too slowly.
pub(super) struct Metered {
    body: Incoming,
    left: u64,
    pace: Pace,
    verdict: Verdict,
}

impl Metered {
    pub(super) fn new(body: Incoming, limits: &Limits, most: u64, verdict: Verdict) -> Self {
        Self { body, left: most, pace: Pace::new(limits.body_pace, limits.body_grace), verdict }
    }

    fn refuse(&mut self, reason: Reason) {
        *self.verdict.lock() = Some(reason);
    }
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let me = &mut *self;
        if me.verdict.lock().is_some() {
            return Poll::Ready(None);
        }
        let Poll::Ready(frame) = Pin::new(&mut me.body).poll_frame(cx) else {
            if me.pace.is_lost(cx) {
                me.refuse(Reason::BodyTooSlow);
                return Poll::Ready(Some(Err(BodyError::TooSlow.into())));
            }
            return Poll::Pending;
        };
        let Some(frame) = frame else { return Poll::Ready(None) };
        let frame = frame.map_err(BodyError::Broken)?;
        let size = frame.data_ref().map_or(0, |data| data.len() as u64);
        if size > me.left {
            me.refuse(Reason::BodyTooLarge);
            return Poll::Ready(Some(Err(BodyError::TooLarge.into())));
        }
        me.left -= size;
        me.pace.came(size);
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Patience with a sender: waiting spends it, bytes earn it back, never more than at the start.
/// Only time spent waiting counts, so a handler that reads slowly does its sender no harm.
struct Pace {
    per_second: u32,
    most: Duration,
    left: Duration,
    waiting: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    fn new(per_second: u32, most: Duration) -> Self {
        Self { per_second: per_second.max(1), most, left: most, waiting: None, alarm: None }
    }

    /// Nothing is there: is patience at an end? If not, the task is woken when it will be.
    fn is_lost(&mut self, cx: &mut Context<'_>) -> bool {
        if self.waiting.is_none() {
            let now = Instant::now();
            self.waiting = Some(now);
            match &mut self.alarm {
                Some(alarm) => alarm.as_mut().reset(now + self.left),
                empty => *empty = Some(Box::pin(sleep_until(now + self.left))),
            }
        }
        self.alarm.as_mut().is_some_and(|alarm| alarm.as_mut().poll(cx).is_ready())
    }

    fn came(&mut self, bytes: u64) {
        if let Some(since) = self.waiting.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.per_second));
        self.left = self.left.saturating_add(earned).min(self.most);
    }
}

/// A response body that keeps the request's place until it is sent, and tells the clock.
pub(super) struct Tracked {
    pub(super) body: Body,
    pub(super) clock: Arc<Clock>,
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

impl HttpBody for Tracked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.clock.answered();
    }
}
