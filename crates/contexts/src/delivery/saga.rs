use kernel::{Saga, Step};

/// How a parcel goes. `Stop` comes from its rental, the rest from the desk and carriers.
pub(super) const SAGA: Saga = Saga {
    name: "parcel",
    decider: "parcel",
    states: &["new", "created", "inTransit", "delivered", "stopped", "recalled"],
    ends: &["delivered", "stopped", "recalled"],
    steps: &[
        Step::new("new", "Create", "created", &["parcel.created"]),
        Step::new("created", "Dispatch", "inTransit", &["parcel.dispatched"]),
        Step::new("created", "Deliver", "delivered", &["parcel.delivered"]),
        Step::new("created", "TurnBack", "stopped", &["parcel.stopped"]),
        Step::new("created", "Stop", "stopped", &["parcel.stopped"]),
        Step::new("inTransit", "Deliver", "delivered", &["parcel.delivered"]),
        Step::new("inTransit", "TurnBack", "stopped", &["parcel.stopped"]),
        Step::new("inTransit", "Stop", "stopped", &["parcel.stopped"]),
        Step::new("delivered", "Stop", "recalled", &["parcel.recalled"]),
    ],
};
