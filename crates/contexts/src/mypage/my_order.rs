use kernel::{Cause, MemberId, OrderId, PaymentId, ProductId, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// One of a member's orders, on his page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyOrder {
    pub id: OrderId,
    pub user_id: MemberId,
    pub lines: Vec<Line>,
    pub amount: Won,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<PaymentId>,
    /// What goes back, when it was canceled; what did, once it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<Won>,
}

/// One thing he orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its number in the order; another one after a change.
    pub line: u32,
    #[serde(rename(serialize = "productId"), alias = "productId", skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    #[serde(rename(serialize = "bookId"), alias = "bookId", skip_serializing_if = "Option::is_none")]
    pub title: Option<TitleId>,
    pub name: String,
    pub qty: u32,
    pub price: Won,
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    WaitingForPayment,
    Completed,
    Canceled,
    Refused,
}

/// What is told about it.
#[derive(Deserialize)]
pub(super) enum Told {
    #[serde(rename = "order.placed")]
    Placed { order: OrderId, member: MemberId, lines: Vec<Line>, amount: Won },
    #[serde(rename = "order.changed")]
    Changed { order: OrderId, gone: Line, line: Line, amount: Won },
    #[serde(rename = "order.paymentAsked")]
    PaymentAsked { order: OrderId, payment: PaymentId },
    #[serde(rename = "order.paymentFailed")]
    PaymentFailed { order: OrderId, reason: String },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId, payment: PaymentId },
    #[serde(rename = "order.canceled")]
    Canceled { order: OrderId, reason: String, refund: Option<Won> },
    #[serde(rename = "order.refused")]
    Refused { order: OrderId, reason: String },
    #[serde(rename = "order.refunded")]
    Refunded { order: OrderId, refund: Won },
}

impl View for MyOrder {
    const NAME: &'static str = "my_orders";
    const VERSION: u32 = 2;
    const HEARS: &'static [&'static str] = &[
        "order.placed",
        "order.changed",
        "order.paymentAsked",
        "order.paymentFailed",
        "order.completed",
        "order.canceled",
        "order.refused",
        "order.refunded",
    ];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Placed { order, .. }
        | Told::Changed { order, .. }
        | Told::PaymentAsked { order, .. }
        | Told::PaymentFailed { order, .. }
        | Told::Completed { order, .. }
        | Told::Canceled { order, .. }
        | Told::Refused { order, .. }
        | Told::Refunded { order, .. }) = fact;
        Some(order.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Placed { order, member, lines, amount } => {
                self.id = order.clone();
                self.user_id = member.clone();
                self.lines = lines.clone();
                self.amount = *amount;
                self.status = Status::WaitingForPayment;
            }
            Told::Changed { gone, line, amount, .. } => {
                if let Some(known) = self.lines.iter_mut().find(|known| known.line == gone.line) {
                    *known = line.clone();
                }
                self.amount = *amount;
            }
            Told::PaymentAsked { payment, .. } => {
                self.payment_id = Some(payment.clone());
                self.reason = None;
            }
            // It goes on waiting; the member reads why, and pays otherwise.
            Told::PaymentFailed { reason, .. } => {
                self.payment_id = None;
                self.reason = Some(reason.clone());
            }
            Told::Completed { payment, .. } => {
                self.payment_id = Some(payment.clone());
                self.reason = None;
                self.status = Status::Completed;
            }
            Told::Canceled { reason, refund, .. } => {
                self.reason = Some(reason.clone());
                self.refund = *refund;
                self.status = Status::Canceled;
            }
            Told::Refused { reason, .. } => {
                self.reason = Some(reason.clone());
                self.status = Status::Refused;
            }
            Told::Refunded { refund, .. } => self.refund = Some(*refund),
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
