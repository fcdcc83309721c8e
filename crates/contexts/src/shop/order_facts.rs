//! What can happen to an order. `facts/` holds a golden sample of each: never edited, only added to.

use super::line::Line;
use kernel::{Card, Fact, MemberId, Millis, OrderId, PaymentId, ProductId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "order.placed")]
    Placed {
        order: OrderId,
        member: MemberId,
        lines: Vec<Line>,
        amount: Won,
        /// Remembered for when he pays; nothing is charged yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<Card>,
        /// Not paid by then, it is canceled.
        pay_before: Millis,
    },
    #[serde(rename = "order.changed")]
    Changed { order: OrderId, member: MemberId, gone: Line, line: Line, amount: Won },
    /// One line has its pieces; others wait for theirs.
    #[serde(rename = "order.linePromised")]
    LinePromised { order: OrderId, member: MemberId, line: u32 },
    /// All lines have their pieces.
    #[serde(rename = "order.secured")]
    Secured { order: OrderId, member: MemberId },
    #[serde(rename = "order.paymentAsked")]
    PaymentAsked {
        order: OrderId,
        member: MemberId,
        payment: PaymentId,
        method: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<Card>,
        amount: Won,
    },
    /// The payment was asked for elsewhere, and cannot be.
    #[serde(rename = "order.paymentRefused")]
    PaymentRefused { order: OrderId, member: MemberId, payment: PaymentId, reason: String },
    /// The money is there; the pieces are not yet.
    #[serde(rename = "order.paymentHeld")]
    PaymentHeld { order: OrderId, member: MemberId, payment: PaymentId },
    /// It may have been charged or not; whoever takes the money finds out.
    #[serde(rename = "order.paymentUnknown")]
    PaymentUnknown { order: OrderId, member: MemberId, payment: PaymentId },
    #[serde(rename = "order.paymentFailed")]
    PaymentFailed { order: OrderId, member: MemberId, payment: PaymentId, reason: String },
    /// Money came that this order did not ask for: it goes back.
    #[serde(rename = "order.paymentUnwanted")]
    PaymentUnwanted { order: OrderId, member: MemberId, payment: PaymentId },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId, member: MemberId, lines: Vec<Line>, amount: Won, payment: PaymentId },
    #[serde(rename = "order.canceled")]
    Canceled {
        order: OrderId,
        member: MemberId,
        lines: Vec<Line>,
        /// `waitingForPayment` or `completed`: were its pieces put aside, or sold?
        was: String,
        reason: String,
        /// Goes back, or is not made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payment: Option<PaymentId>,
        /// What he will get back.
        refund: Won,
    },
    #[serde(rename = "order.refused")]
    Refused {
        order: OrderId,
        member: MemberId,
        lines: Vec<Line>,
        reason: String,
        /// The line to blame, and its product.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        product: Option<ProductId>,
        /// Goes back, or is not made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payment: Option<PaymentId>,
    },
    /// The payment of an order that ended is undone: so much went back.
    #[serde(rename = "order.refunded")]
    Refunded { order: OrderId, member: MemberId, payment: PaymentId, refund: Won },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "order.placed",
        "order.changed",
        "order.linePromised",
        "order.secured",
        "order.paymentAsked",
        "order.paymentRefused",
        "order.paymentHeld",
        "order.paymentUnknown",
        "order.paymentFailed",
        "order.paymentUnwanted",
        "order.completed",
        "order.canceled",
        "order.refused",
        "order.refunded",
    ];
}
