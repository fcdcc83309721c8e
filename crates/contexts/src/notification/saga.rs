use kernel::{Saga, Step};

/// How a notice goes on one channel. The tests hold it against the decider, on every channel.
///
/// A notice that is made waits for its routes, which its member's inbox gives whenever it hears of it; one that is handed
/// over waits for the answer of a call that is made at least once.
pub(super) const SAGA: Saga = Saga {
    name: "notice",
    decider: "notice",
    states: &["new", "made", "waiting", "handed", "sent", "read", "failed", "suppressed"],
    ends: &["sent", "read", "failed", "suppressed"],
    steps: &[
        Step::new("new", "Make", "made", &["notice.made"]),
        Step::new("made", "Send", "suppressed", &["notice.suppressed"]),
        Step::new("made", "Send", "sent", &["notice.sent"]),
        Step::new("made", "Send", "waiting", &["notice.queued"]),
        Step::new("made", "Send", "handed", &["notice.handed"]),
        Step::new("waiting", "Try", "handed", &["notice.handed"]),
        Step::new("waiting", "Try", "waiting", &["notice.queued"]),
        Step::new("waiting", "Try", "failed", &["notice.failed"]),
        Step::new("waiting", "Done", "sent", &["notice.sent"]),
        Step::new("handed", "Done", "sent", &["notice.sent"]),
        Step::new("handed", "Refused", "failed", &["notice.failed"]),
        Step::new("handed", "Refused", "sent", &["notice.sent"]),
        Step::new("handed", "Away", "waiting", &["notice.queued"]),
        Step::new("handed", "Away", "failed", &["notice.failed"]),
        Step::new("handed", "Unknown", "waiting", &["notice.queued"]),
        Step::new("handed", "Unknown", "failed", &["notice.failed"]),
        Step::new("handed", "Unknown", "sent", &["notice.sent"]),
        Step::new("sent", "Read", "read", &["notice.read"]),
    ],
};
