use kernel::{Saga, Step};

/// From the wish to talk to the end of the talk. Whatever teaching answers late is left alone here: it hears how the
/// consultation ended, and frees the teacher.
pub(super) const SAGA: Saga = Saga {
    name: "consultation",
    decider: "consultation",
    states: &["new", "requested", "started", "ended", "refused"],
    ends: &["ended", "refused"],
    steps: &[
        Step::new("new", "Request", "requested", &["consulting.requested"]),
        Step::new("requested", "Start", "started", &["consulting.started"]),
        Step::new("requested", "Refuse", "refused", &["consulting.refused"]),
        Step::new("requested", "NoAnswer", "refused", &["consulting.refused"]),
        Step::new("started", "End", "ended", &["consulting.ended"]),
        Step::new("started", "TooLong", "ended", &["consulting.ended"]),
    ],
};
