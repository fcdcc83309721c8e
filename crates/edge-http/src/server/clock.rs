//! What a connection is doing, and until when it may.

use super::Limits;
use axum::http::StatusCode;
use parking_lot::Mutex;
use std::time::Instant;

/// Shared by the parts of one connection; they all run in its task, so the lock is never waited for.
pub(super) struct Clock {
    state: Mutex<State>,
}

struct State {
    phase: Phase,
    /// When the phase began or, while idle, when the client last took something.
    since: Instant,
    /// Since when the client takes nothing of what we send.
    stuck: Option<Instant>,
    /// Is anything of a response of ours perhaps not sent yet?
    owed: bool,
    /// What hyper answered on its own, held back.
    held: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing came yet.
    Fresh,
    /// Part of a head came.
    Head,
    /// A request is at work.
    Busy,
    /// Between requests.
    Idle,
}

/// Which time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Late {
    /// Not a byte came.
    Silent,
    /// The head is unfinished.
    Head,
    /// No further request came.
    Idle,
    /// The client does not take the answer.
    Write,
}

impl Late {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Head => "head",
            Self::Idle => "idle",
            Self::Write => "write",
        }
    }
}

impl Clock {
    pub(super) fn new() -> Self {
        let state = State { phase: Phase::Fresh, since: Instant::now(), stuck: None, owed: false, held: Vec::new() };
        Self { state: Mutex::new(state) }
    }

    /// When patience ends, and with what; none while we are the one who is waited for.
    pub(super) fn deadline(&self, limits: &Limits) -> Option<(Instant, Late)> {
        let state = self.state.lock();
        if let Some(stuck) = state.stuck {
            return Some((stuck + limits.write_time, Late::Write));
        }
        match state.phase {
            Phase::Fresh => Some((state.since + limits.header_time, Late::Silent)),
            Phase::Head => Some((state.since + limits.header_time, Late::Head)),
            Phase::Idle => Some((state.since + limits.idle_time, Late::Idle)),
            Phase::Busy => None,
        }
    }

    /// Bytes came. Those of a request sent before the last one was answered are not told apart
    /// from its body: if they are half a head, that one has the idle time to be finished.
    pub(super) fn received(&self) {
        let mut state = self.state.lock();
        if matches!(state.phase, Phase::Fresh | Phase::Idle) {
            state.phase = Phase::Head;
            state.since = Instant::now();
        }
    }

    /// A request begins.
    pub(super) fn asked(&self) {
        let mut state = self.state.lock();
        state.phase = Phase::Busy;
        state.owed = true;
    }

    /// A response was handed to hyper to the last byte.
    pub(super) fn answered(&self) {
        let mut state = self.state.lock();
        state.phase = Phase::Idle;
        state.since = Instant::now();
    }

    /// The client took some bytes.
    pub(super) fn taken(&self) {
        let mut state = self.state.lock();
        state.stuck = None;
        if state.phase == Phase::Idle {
            state.since = Instant::now();
        }
    }

    /// The client takes nothing for now.
    pub(super) fn stuck(&self) {
        self.state.lock().stuck.get_or_insert_with(Instant::now);
    }

    /// All that was written is with the system.
    pub(super) fn flushed(&self) {
        let mut state = self.state.lock();
        if state.phase != Phase::Busy {
            state.owed = false;
        }
    }

    /// Holds `bytes` back if they are an answer of hyper's own: no request is at work and nothing
    /// of ours is left to send, so it can only be about a head it cannot read.
    pub(super) fn hold(&self, bytes: &[u8]) -> bool {
        let mut state = self.state.lock();
        if state.owed {
            return false;
        }
        // The status line is all we want of it.
        let room = 32_usize.saturating_sub(state.held.len());
        state.held.extend_from_slice(&bytes[..bytes.len().min(room)]);
        true
    }

    /// The status of the answer that was held back.
    pub(super) fn held(&self) -> Option<StatusCode> {
        let state = self.state.lock();
        let digits = state.held.strip_prefix(b"HTTP/1.1 ").or(state.held.strip_prefix(b"HTTP/1.0 "))?;
        StatusCode::from_bytes(digits.get(..3)?).ok()
    }

    /// May we write to the socket ourselves without cutting into a response?
    pub(super) fn is_quiet(&self) -> bool {
        let state = self.state.lock();
        !state.owed && state.stuck.is_none()
    }
}
