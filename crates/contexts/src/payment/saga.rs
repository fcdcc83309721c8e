use kernel::{Saga, Step};

/// A payment by card, from its hold to its end.
///
/// Besides what others ask and the provider answers, time moves it (`Wake`, the alarm of the account):
///
/// | state | after | what happens |
/// |---|---|---|
/// | inDoubt | 5 s, 30 s, 2 min, 10 min | `card.asked` query; confirm, if it was certainly not done |
/// | charging, inDoubt | 15 min since it began | `payment.declined` (provider-silent, provider-away), on to watching |
/// | watching | 1 h, and every hour | `card.asked` query, until the provider has an answer, or none 28 times |
/// | unwanted, returning | 5 s, 30 s, 2 min, 10 min, every hour | `card.asked` query; cancel, if it was certainly not done |
/// | held | 72 h | `payment.unwanted` (expired), `card.asked` cancel, on to returning |
pub(super) const CARD: Saga = Saga {
    name: "card payment",
    decider: "account",
    states: &[
        "none",
        "charging",
        "inDoubt",
        "unwanted",
        "held",
        "completed",
        "returning",
        "watching",
        "declined",
        "canceled",
    ],
    ends: &["completed", "declined", "canceled"],
    steps: &[
        Step::new("charging", "Away", "inDoubt", &["card.away"]),
        Step::new("charging", "Away", "inDoubt", &["payment.unknown"]),
        Step::new("charging", "Charged", "held", &["payment.held"]),
        Step::new("charging", "GiveBack", "unwanted", &["payment.unwanted"]),
        Step::new("charging", "InDoubt", "inDoubt", &["payment.unknown"]),
        Step::new("charging", "NotCharged", "declined", &["payment.declined"]),
        Step::new("completed", "GiveBack", "returning", &["payment.unwanted", "card.asked"]),
        Step::new("held", "Capture", "completed", &["payment.completed"]),
        Step::new("held", "GiveBack", "returning", &["payment.unwanted", "card.asked"]),
        Step::new("inDoubt", "AskAgain", "charging", &["card.asked"]),
        Step::new("inDoubt", "Charged", "held", &["payment.held"]),
        Step::new("inDoubt", "GiveBack", "unwanted", &["payment.unwanted"]),
        Step::new("inDoubt", "GiveBack", "watching", &["payment.canceled"]),
        Step::new("none", "Capture", "declined", &["payment.declined"]),
        Step::new("none", "Hold", "charging", &["payment.begun", "card.asked"]),
        Step::new("returning", "AskAgain", "returning", &["card.asked"]),
        Step::new("returning", "Away", "returning", &["card.away"]),
        Step::new("returning", "Away", "returning", &["payment.unknown"]),
        Step::new("returning", "Charged", "returning", &["card.asked"]),
        Step::new("returning", "InDoubt", "returning", &["payment.unknown"]),
        Step::new("returning", "NotCharged", "canceled", &["payment.canceled"]),
        Step::new("unwanted", "AskAgain", "unwanted", &["card.asked"]),
        Step::new("unwanted", "Away", "unwanted", &["payment.unknown"]),
        Step::new("unwanted", "Away", "watching", &["payment.canceled"]),
        Step::new("unwanted", "Charged", "returning", &["payment.chargedLate", "card.asked"]),
        Step::new("unwanted", "InDoubt", "unwanted", &["payment.unknown"]),
        Step::new("unwanted", "NotCharged", "canceled", &["payment.canceled"]),
        Step::new("watching", "AskAgain", "watching", &["card.asked"]),
        Step::new("watching", "Away", "watching", &["payment.unknown"]),
        Step::new("watching", "Charged", "returning", &["payment.chargedLate", "card.asked"]),
        Step::new("watching", "InDoubt", "watching", &["payment.unknown"]),
        Step::new("watching", "NotCharged", "canceled", &["payment.cleared"]),
    ],
};
