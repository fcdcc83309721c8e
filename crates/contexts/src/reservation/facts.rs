//! What can happen to a reservation. `facts/` holds a golden sample of each: never edited, only added to.

use kernel::{Fact, MemberId, ReservationId, TitleId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to a reservation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "reservation.requested")]
    Requested { reservation: ReservationId, member: MemberId, title: TitleId },
    #[serde(rename = "reservation.succeeded")]
    Succeeded { reservation: ReservationId, member: MemberId, title: TitleId, name: String },
    #[serde(rename = "reservation.failed")]
    Failed { reservation: ReservationId, member: MemberId, title: TitleId, reason: String },
    #[serde(rename = "reservation.canceled")]
    Canceled {
        reservation: ReservationId,
        member: MemberId,
        title: TitleId,
        /// What the book is called, if it had succeeded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        was: Was,
    },
}

/// How far a reservation had come when it was canceled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Was {
    Requested,
    Succeeded,
}

impl Fact for Event {
    const NAMES: &'static [&'static str] =
        &["reservation.requested", "reservation.succeeded", "reservation.failed", "reservation.canceled"];
}
