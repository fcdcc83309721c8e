use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What members are told about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    #[default]
    ReservationSucceeded,
    ReservationCanceled,
    LoanCanceled,
    LoanOverdue,
    LateFee,
    RentalAccepted,
    RentalRefused,
    RentalDelayed,
    ParcelDelivered,
    OrderCompleted,
    OrderCanceled,
    TeacherOnline,
    ConsultationEnded,
}

/// The words of all kinds, in the order of [`Kind::ALL`].
pub(super) const WORDS: &[&str] = &[
    "reservation-succeeded",
    "reservation-canceled",
    "loan-canceled",
    "loan-overdue",
    "late-fee",
    "rental-accepted",
    "rental-refused",
    "rental-delayed",
    "parcel-delivered",
    "order-completed",
    "order-canceled",
    "teacher-online",
    "consultation-ended",
];

impl Kind {
    /// Every kind.
    pub(super) const ALL: [Kind; 13] = [
        Kind::ReservationSucceeded,
        Kind::ReservationCanceled,
        Kind::LoanCanceled,
        Kind::LoanOverdue,
        Kind::LateFee,
        Kind::RentalAccepted,
        Kind::RentalRefused,
        Kind::RentalDelayed,
        Kind::ParcelDelivered,
        Kind::OrderCompleted,
        Kind::OrderCanceled,
        Kind::TeacherOnline,
        Kind::ConsultationEnded,
    ];

    /// Its word in the API; templates at providers go by the same one.
    pub(super) fn word(self) -> &'static str {
        WORDS.get(self as usize).copied().unwrap_or_default()
    }

    /// The kind of this name.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The fact it tells of.
    pub(super) fn event(self) -> &'static str {
        match self {
            Kind::ReservationSucceeded => "reservation.succeeded",
            Kind::ReservationCanceled => "reservation.canceled",
            Kind::LoanCanceled => "loan.canceled",
            Kind::LoanOverdue => "loan.overdue",
            Kind::LateFee => "fee.charged",
            Kind::RentalAccepted => "rental.accepted",
            Kind::RentalRefused => "rental.refused",
            Kind::RentalDelayed => "rental.delayed",
            Kind::ParcelDelivered => "parcel.delivered",
            Kind::OrderCompleted => "order.completed",
            Kind::OrderCanceled => "order.canceled",
            Kind::TeacherOnline => "teacher.announced",
            Kind::ConsultationEnded => "consulting.ended",
        }
    }
}
