use super::super::order::{Command, Order};
use kernel::{Card, Cause, MemberId, OrderId, PaymentId, Policy, To, Won};
use serde::Deserialize;

/// Whenever something becomes of a payment, its order hears it. Payments for other things are none of our business.
pub(in super::super) struct AnswersFromPayment;

/// What we need to know about a payment.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    /// Somebody wants to pay an order, but did not come to us.
    #[serde(rename = "payment.asked")]
    Asked { payment: PaymentId, member: MemberId, order: Option<OrderId>, method: String, card: Option<Card> },
    #[serde(rename = "payment.held")]
    Held { payment: PaymentId, member: MemberId, order: Option<OrderId> },
    #[serde(rename = "payment.unknown")]
    Unknown { payment: PaymentId, order: Option<OrderId> },
    #[serde(rename = "payment.declined")]
    Declined { payment: PaymentId, order: Option<OrderId>, reason: String },
    #[serde(rename = "payment.canceled")]
    Canceled { payment: PaymentId, order: Option<OrderId>, refunded: Won, reason: String },
}

impl Policy for AnswersFromPayment {
    const NAME: &'static str = "shop.answers_from_payment";
    const HEARS: &'static [&'static str] =
        &["payment.asked", "payment.held", "payment.unknown", "payment.declined", "payment.canceled"];
    type Fact = Heard;
    type Target = Order;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Order>> {
        let (order, command) = match fact {
            Heard::Asked { payment, member, order: Some(order), method, card } => {
                (order.clone(), Command::TakePayment { order, member, payment, method, card })
            }
            Heard::Held { payment, member, order: Some(order) } => {
                (order.clone(), Command::MoneyHeld { order, member, payment })
            }
            Heard::Unknown { payment, order: Some(order) } => (order, Command::MoneyUnknown { payment }),
            Heard::Declined { payment, order: Some(order), reason } => {
                (order, Command::MoneyDeclined { payment, reason })
            }
            Heard::Canceled { payment, order: Some(order), refunded, reason } => {
                (order, Command::MoneyReturned { payment, refunded, reason })
            }
            _ => return vec![],
        };
        vec![To::new(order, command)]
    }
}
