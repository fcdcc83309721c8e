use super::orders::PaymentStatus;
use kernel::{Card, Cause, MemberId, OrderId, PaymentId, View, Won};
use serde::{Deserialize, Serialize};

/// The payment of an order as the shop knows it (004-F3), the latest if there were several: a declined one may be
/// followed by another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct OrderPayment {
    pub id: PaymentId,
    pub order_id: OrderId,
    pub customer_id: MemberId,
    pub method: String,
    pub amount: Won,
    pub status: PaymentStatus,
    /// Why it was declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_last4: Option<String>,
    /// The order is over, and its money is on the way back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub going_back: bool,
    /// What went back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Won>,
}

/// What is told about it.
#[derive(Deserialize)]
pub(in super::super) enum Told {
    #[serde(rename = "order.paymentAsked")]
    Asked {
        order: OrderId,
        member: MemberId,
        payment: PaymentId,
        method: String,
        card: Option<Card>,
        amount: Won,
    },
    #[serde(rename = "order.paymentHeld")]
    Held { order: OrderId },
    #[serde(rename = "order.paymentUnknown")]
    Unknown { order: OrderId },
    #[serde(rename = "order.paymentFailed")]
    Failed { order: OrderId, reason: String },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId },
    #[serde(rename = "order.canceled", alias = "order.refused")]
    Ended { order: OrderId, payment: Option<PaymentId> },
    #[serde(rename = "order.refunded")]
    Refunded { order: OrderId, refund: Won },
}

impl View for OrderPayment {
    const NAME: &'static str = "order_payments";
    const HEARS: &'static [&'static str] = &[
        "order.paymentAsked",
        "order.paymentHeld",
        "order.paymentUnknown",
        "order.paymentFailed",
        "order.completed",
        "order.canceled",
        "order.refused",
        "order.refunded",
    ];
    type Fact = Told;

    /// An order that ends without a payment has none to show.
    fn key(fact: &Told) -> Option<String> {
        match fact {
            Told::Ended { payment: None, .. } => None,
            Told::Asked { order, .. }
            | Told::Held { order }
            | Told::Unknown { order }
            | Told::Failed { order, .. }
            | Told::Completed { order }
            | Told::Ended { order, .. }
            | Told::Refunded { order, .. } => Some(order.to_string()),
        }
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Asked { order, member, payment, method, card, amount } => {
                self = Self {
                    id: payment.clone(),
                    order_id: order.clone(),
                    customer_id: member.clone(),
                    method: method.clone(),
                    amount: *amount,
                    card_last4: card.as_ref().map(|card| card.last4.clone()),
                    ..Self::default()
                };
            }
            Told::Held { .. } => self.status = PaymentStatus::Held,
            Told::Unknown { .. } => self.status = PaymentStatus::Unknown,
            Told::Failed { reason, .. } => {
                self.status = PaymentStatus::Declined;
                self.reason = Some(reason.clone());
            }
            Told::Completed { .. } => self.status = PaymentStatus::Completed,
            Told::Ended { .. } => self.going_back = true,
            Told::Refunded { refund, .. } => {
                self.status = PaymentStatus::Canceled;
                (self.going_back, self.refunded) = (false, Some(*refund));
            }
        }
        Some(self)
    }

    fn owner(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }

    fn settled(&self) -> bool {
        let rests = matches!(
            self.status,
            PaymentStatus::Declined | PaymentStatus::Completed | PaymentStatus::Canceled
        );
        rests && !self.going_back
    }
}
