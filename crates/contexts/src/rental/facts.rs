//! What can happen to a rental. `facts/` holds a golden sample of each: never edited, only added to.

use super::wish::{PayBy, Wish};
use kernel::{Card, Day, Fact, MemberId, Millis, ParcelId, PaymentId, RentalId, TitleId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to a rental.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    /// Too much was going on: it waits until then, and nobody else was asked anything.
    #[serde(rename = "rental.heldBack")]
    HeldBack {
        #[serde(flatten)]
        wish: Wish,
        until: Millis,
    },
    #[serde(rename = "rental.requested")]
    Requested {
        #[serde(flatten)]
        wish: Wish,
        /// Undecided by then, it is refused.
        answer_by: Millis,
    },
    /// The copies are there, the money is not yet.
    #[serde(rename = "rental.copiesPromised")]
    CopiesPromised { rental: RentalId, member: MemberId, title: TitleId, name: String },
    /// What it costs came to light with the promise.
    #[serde(rename = "rental.priced")]
    Priced {
        rental: RentalId,
        member: MemberId,
        payment: PaymentId,
        price: Won,
        amount: Won,
        method: PayBy,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<Card>,
    },
    /// The money is there, the copies are not yet.
    #[serde(rename = "rental.moneyHeld")]
    MoneyHeld { rental: RentalId, member: MemberId, payment: PaymentId },
    #[serde(rename = "rental.accepted")]
    Accepted {
        rental: RentalId,
        member: MemberId,
        title: TitleId,
        name: String,
        qty: u32,
        price: Won,
        amount: Won,
        payment: PaymentId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer_phone_no: Option<String>,
        return_day: Day,
    },
    #[serde(rename = "rental.refused")]
    Refused {
        rental: RentalId,
        member: MemberId,
        title: TitleId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        qty: u32,
        payment: PaymentId,
        reason: String,
    },
    /// Its parcel is made.
    #[serde(rename = "rental.packed")]
    Packed { rental: RentalId, member: MemberId, title: TitleId, parcel: ParcelId },
    #[serde(rename = "rental.dispatched")]
    Dispatched { rental: RentalId, member: MemberId, title: TitleId },
    #[serde(rename = "rental.delivered")]
    Delivered { rental: RentalId, member: MemberId, title: TitleId, day: Day },
    #[serde(rename = "rental.returned")]
    Returned { rental: RentalId, member: MemberId, title: TitleId, day: Day },
    #[serde(rename = "rental.delayed")]
    Delayed { rental: RentalId, member: MemberId, title: TitleId, name: String, return_day: Day },
    #[serde(rename = "rental.canceled")]
    Canceled {
        rental: RentalId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        payment: PaymentId,
        /// How far it had come.
        was: String,
        reason: String,
    },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "rental.heldBack",
        "rental.requested",
        "rental.copiesPromised",
        "rental.priced",
        "rental.moneyHeld",
        "rental.accepted",
        "rental.refused",
        "rental.packed",
        "rental.dispatched",
        "rental.delivered",
        "rental.returned",
        "rental.delayed",
        "rental.canceled",
    ];
}
