//! What can happen to an account. `facts/` holds a golden sample of each: never edited, only added to.
//!
//! Times are in the facts (`at`, `askAgain`), since alarms are functions of the state and the state knows no clock.

use super::{
    bill::{Bill, Method},
    books::Posting,
    stage::Operation,
};
use kernel::{Card, Fact, MemberId, Millis, OrderId, PaymentId, ReturnId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "points.toppedUp")]
    ToppedUp {
        transfer: String,
        member: MemberId,
        amount: Won,
        /// The caller named the transfer, so it may come again.
        named: bool,
        available: Won,
        postings: Vec<Posting>,
    },
    #[serde(rename = "payment.asked")]
    Asked {
        payment: PaymentId,
        member: MemberId,
        order: OrderId,
        method: Method,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<Card>,
        at: Millis,
    },
    /// A card is going to be charged.
    #[serde(rename = "payment.begun")]
    Begun {
        #[serde(flatten)]
        bill: Bill,
        card: Card,
        at: Millis,
    },
    #[serde(rename = "payment.held")]
    Held {
        #[serde(flatten)]
        bill: Bill,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card_last4: Option<String>,
        available: Won,
        at: Millis,
        postings: Vec<Posting>,
    },
    #[serde(rename = "payment.declined")]
    Declined {
        #[serde(flatten)]
        bill: Bill,
        reason: String,
        /// The provider's own word for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// It may still turn out to be charged; then it goes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ask_again: Option<Millis>,
    },
    #[serde(rename = "payment.completed")]
    Completed {
        #[serde(flatten)]
        bill: Bill,
        available: Won,
        postings: Vec<Posting>,
    },
    #[serde(rename = "payment.canceled")]
    Canceled {
        #[serde(flatten)]
        bill: Bill,
        refunded: Won,
        reason: String,
        available: Won,
        postings: Vec<Posting>,
        /// It may still turn out to be charged; then it goes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ask_again: Option<Millis>,
    },
    /// The provider's answer decided nothing.
    #[serde(rename = "payment.unknown")]
    Unknown {
        #[serde(flatten)]
        bill: Bill,
        operation: Operation,
        attempt: u32,
        why: String,
        ask_again: Millis,
    },
    /// The money is wanted back while it cannot be given back at once.
    #[serde(rename = "payment.unwanted")]
    Unwanted { payment: PaymentId, member: MemberId, reason: String },
    /// A charge turned out that nobody wants any more.
    #[serde(rename = "payment.chargedLate")]
    ChargedLate {
        #[serde(flatten)]
        bill: Bill,
        reason: String,
        available: Won,
        postings: Vec<Posting>,
    },
    /// A charge that might have turned out did not.
    #[serde(rename = "payment.cleared")]
    Cleared { payment: PaymentId, member: MemberId },
    /// The provider is asked something.
    #[serde(rename = "card.asked")]
    CardAsked {
        payment: PaymentId,
        member: MemberId,
        operation: Operation,
        /// What the provider knows the payment by.
        key: String,
        /// What the provider calls the order: our payment.
        order: PaymentId,
        amount: Won,
        attempt: u32,
        /// Why it is canceled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Because the provider called.
        called_back: bool,
    },
    /// Nobody could be asked; it was certainly not done.
    #[serde(rename = "card.away")]
    CardAway {
        payment: PaymentId,
        member: MemberId,
        operation: Operation,
        attempt: u32,
        why: String,
        ask_again: Millis,
    },
    #[serde(rename = "fee.owed")]
    Owed { fee: ReturnId, member: MemberId, amount: Won, postings: Vec<Posting> },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "points.toppedUp",
        "payment.asked",
        "payment.begun",
        "payment.held",
        "payment.declined",
        "payment.completed",
        "payment.canceled",
        "payment.unknown",
        "payment.unwanted",
        "payment.chargedLate",
        "payment.cleared",
        "card.asked",
        "card.away",
        "fee.owed",
    ];
}

impl Event {
    /// The same, with so many points left after it, if it says how many.
    pub(super) fn leaving(mut self, points: Won) -> Self {
        if let Event::ToppedUp { available, .. }
        | Event::Held { available, .. }
        | Event::Completed { available, .. }
        | Event::Canceled { available, .. }
        | Event::ChargedLate { available, .. } = &mut self
        {
            *available = points;
        }
        self
    }

    /// The lines of the ledger it writes.
    pub(super) fn postings(&self) -> &[Posting] {
        match self {
            Event::ToppedUp { postings, .. }
            | Event::Held { postings, .. }
            | Event::Completed { postings, .. }
            | Event::Canceled { postings, .. }
            | Event::ChargedLate { postings, .. }
            | Event::Owed { postings, .. } => postings,
            Event::Asked { .. }
            | Event::Begun { .. }
            | Event::Declined { .. }
            | Event::Unknown { .. }
            | Event::Unwanted { .. }
            | Event::Cleared { .. }
            | Event::CardAsked { .. }
            | Event::CardAway { .. } => &[],
        }
    }
}
