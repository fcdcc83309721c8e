use super::super::{line::Line, reasons};
use kernel::{instant, Card, Cause, MemberId, Millis, OrderId, PaymentId, ProductId, Text, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// An order as the public sees it (004-F1, 004-F7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Order {
    pub id: OrderId,
    pub customer_id: MemberId,
    /// Of an order of one line, its line.
    #[serde(flatten)]
    pub only: Option<Only>,
    /// What all lines cost.
    pub amount: Won,
    pub lines: Vec<Shown>,
    pub status: Status,
    /// Why it was refused or canceled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
    /// The line to blame for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The pieces are put aside.
    pub secured: bool,
    /// How often a payment was asked for.
    pub payments: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<PaymentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_status: Option<PaymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_last4: Option<String>,
    /// UTC milliseconds.
    pub pay_before: String,
}

/// What an order of one line is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Only {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    pub qty: u32,
    /// Of one piece.
    pub price: Won,
}

/// A line as the public sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct Shown {
    pub line: u32,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub book_id: Option<TitleId>,
    pub qty: u32,
    /// Of one piece.
    pub price: Won,
}

impl From<&Line> for Shown {
    fn from(Line { line, product, title, name, qty, price }: &Line) -> Self {
        let (product_id, book_id) = (product.clone(), title.clone());
        Self { line: *line, name: name.clone(), product_id, book_id, qty: *qty, price: *price }
    }
}

impl Only {
    /// The only line, if there is only one.
    pub(super) fn of(lines: &[Shown]) -> Option<Self> {
        let [Shown { name, product_id, qty, price, .. }] = lines else { return None };
        Some(Self { name: name.clone(), product_id: product_id.clone(), qty: *qty, price: *price })
    }
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) enum Status {
    #[default]
    WaitingForPayment,
    Completed,
    Canceled,
    Refused,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Status::WaitingForPayment => "waitingForPayment",
            Status::Completed => "completed",
            Status::Canceled => "canceled",
            Status::Refused => "refused",
        }
    }
}

/// How far its payment has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) enum PaymentStatus {
    #[default]
    Requested,
    Held,
    Unknown,
    Declined,
    Completed,
    Canceled,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(in super::super) enum Told {
    #[serde(rename = "order.placed")]
    Placed { order: OrderId, member: MemberId, lines: Vec<Line>, amount: Won, card: Option<Card>, pay_before: Millis },
    #[serde(rename = "order.changed")]
    Changed { order: OrderId, gone: Line, line: Line, amount: Won },
    #[serde(rename = "order.secured")]
    Secured { order: OrderId },
    #[serde(rename = "order.paymentAsked")]
    PaymentAsked { order: OrderId, payment: PaymentId, card: Option<Card> },
    #[serde(rename = "order.paymentHeld")]
    PaymentHeld { order: OrderId },
    #[serde(rename = "order.paymentUnknown")]
    PaymentUnknown { order: OrderId },
    #[serde(rename = "order.paymentFailed")]
    PaymentFailed { order: OrderId },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId },
    #[serde(rename = "order.canceled")]
    Canceled { order: OrderId, reason: String },
    #[serde(rename = "order.refused")]
    Refused { order: OrderId, reason: String, line: Option<u32> },
    #[serde(rename = "order.refunded")]
    Refunded { order: OrderId },
}

impl Order {
    fn ended(self, status: Status, reason: &str, line: Option<u32>) -> Self {
        let blamed = self.lines.iter().find(|shown| Some(shown.line) == line).map(|shown| shown.name.as_str());
        let explanation = Some(reasons::ended(reason, blamed));
        Self { status, reason: Some(reason.to_owned()), explanation, line, ..self }
    }

    fn paid(self, status: PaymentStatus) -> Self {
        Self { payment_status: Some(status), ..self }
    }
}

impl View for Order {
    const NAME: &'static str = "orders";
    const HEARS: &'static [&'static str] = &[
        "order.placed",
        "order.changed",
        "order.secured",
        "order.paymentAsked",
        "order.paymentHeld",
        "order.paymentUnknown",
        "order.paymentFailed",
        "order.completed",
        "order.canceled",
        "order.refused",
        "order.refunded",
    ];
    const INDEXES: &'static [&'static str] = &["customerId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Placed { order, .. }
        | Told::Changed { order, .. }
        | Told::Secured { order }
        | Told::PaymentAsked { order, .. }
        | Told::PaymentHeld { order }
        | Told::PaymentUnknown { order }
        | Told::PaymentFailed { order }
        | Told::Completed { order }
        | Told::Canceled { order, .. }
        | Told::Refused { order, .. }
        | Told::Refunded { order }) = fact;
        Some(order.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Placed { order, member, lines, amount, card, pay_before } => {
                (self.id, self.customer_id) = (order.clone(), member.clone());
                self.lines = lines.iter().map(Shown::from).collect();
                self.only = Only::of(&self.lines);
                (self.amount, self.pay_before) = (*amount, instant(*pay_before));
                self.card_last4 = card.as_ref().map(|card| card.last4.clone());
            }
            Told::Changed { gone, line, amount, .. } => {
                self.lines.iter_mut().filter(|shown| shown.line == gone.line).for_each(|shown| *shown = line.into());
                self.only = Only::of(&self.lines);
                (self.amount, self.secured) = (*amount, false);
            }
            Told::Secured { .. } => self.secured = true,
            Told::PaymentAsked { payment, card, .. } => {
                self.payments += 1;
                self.payment_id = Some(payment.clone());
                self.card_last4 = card.as_ref().map(|card| card.last4.clone()).or(self.card_last4);
                self.payment_status = Some(PaymentStatus::Requested);
            }
            Told::PaymentHeld { .. } => return Some(self.paid(PaymentStatus::Held)),
            Told::PaymentUnknown { .. } => return Some(self.paid(PaymentStatus::Unknown)),
            Told::PaymentFailed { .. } => return Some(self.paid(PaymentStatus::Declined)),
            Told::Completed { .. } => {
                self.status = Status::Completed;
                return Some(self.paid(PaymentStatus::Completed));
            }
            Told::Canceled { reason, .. } => return Some(self.ended(Status::Canceled, reason, None)),
            Told::Refused { reason, line, .. } => return Some(self.ended(Status::Refused, reason, *line)),
            Told::Refunded { .. } => return Some(self.paid(PaymentStatus::Canceled)),
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("customerId", self.customer_id.to_string()), ("status", self.status.word().to_owned())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }

    /// Its pieces are there, or it is over; whether it is paid is not ours to wait for.
    fn settled(&self) -> bool {
        self.secured || self.status != Status::WaitingForPayment
    }
}
