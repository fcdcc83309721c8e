use kernel::{Cause, MemberId, OrderId, PaymentId, View, Won};
use serde::{Deserialize, Serialize};

/// What was given back for a canceled order (004-F5, 004-F6).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Cancellation {
    /// The id of the order.
    pub id: OrderId,
    pub order_id: OrderId,
    pub customer_id: MemberId,
    pub refund: Won,
    pub reason: String,
    pub status: Status,
}

/// How far the money has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in super::super) enum Status {
    #[default]
    NothingToRefund,
    Refunding,
    Refunded,
}

/// What is told about it.
#[derive(Deserialize)]
pub(in super::super) enum Told {
    #[serde(rename = "order.canceled")]
    Canceled { order: OrderId, member: MemberId, payment: Option<PaymentId>, refund: Won, reason: String },
    #[serde(rename = "order.refunded")]
    Refunded { order: OrderId, refund: Won },
}

impl View for Cancellation {
    const NAME: &'static str = "cancellations";
    const HEARS: &'static [&'static str] = &["order.canceled", "order.refunded"];
    const INDEXES: &'static [&'static str] = &["customerId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Canceled { order, .. } | Told::Refunded { order, .. }) = fact;
        Some(order.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Canceled { order, member, payment, refund, reason } => Some(Self {
                id: order.clone(),
                order_id: order.clone(),
                customer_id: member.clone(),
                refund: *refund,
                reason: reason.clone(),
                status: if payment.is_some() { Status::Refunding } else { Status::NothingToRefund },
            }),
            // A refused order gives its money back, too, but nobody canceled it.
            Told::Refunded { .. } if self.id.as_str().is_empty() => None,
            Told::Refunded { refund, .. } => {
                let status = if *refund == Won::ZERO { Status::NothingToRefund } else { Status::Refunded };
                Some(Self { refund: *refund, status, ..self })
            }
        }
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let status = match self.status {
            Status::NothingToRefund => "nothing-to-refund",
            Status::Refunding => "refunding",
            Status::Refunded => "refunded",
        };
        vec![("customerId", self.customer_id.to_string()), ("status", status.to_owned())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }

    fn settled(&self) -> bool {
        self.status != Status::Refunding
    }
}
