use kernel::{Saga, Step};

/// How a reservation goes. The tests hold it against the decider.
pub(super) const SAGA: Saga = Saga {
    name: "reservation",
    decider: "reservation",
    states: &["new", "requested", "succeeded", "failed", "canceled"],
    ends: &["succeeded", "failed", "canceled"],
    steps: &[
        Step::new("new", "Request", "requested", &["reservation.requested"]),
        Step::new("requested", "Succeed", "succeeded", &["reservation.succeeded"]),
        Step::new("requested", "Fail", "failed", &["reservation.failed"]),
        Step::new("requested", "Cancel", "canceled", &["reservation.canceled"]),
        Step::new("succeeded", "Cancel", "canceled", &["reservation.canceled"]),
    ],
};
