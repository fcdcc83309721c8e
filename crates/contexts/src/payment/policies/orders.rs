use super::super::{
    account::{Account, Command},
    bill::{Bill, Method, Purpose},
    reasons::NOT_WANTED,
};
use kernel::{Card, Cause, MemberId, OrderId, PaymentId, Policy, To, Won};
use serde::Deserialize;

/// Whenever an order is to be paid, money is held for it; it is captured when the order is completed, and given back when
/// the order is canceled, before or after that (004-F6), or does not want the payment.
pub(in super::super) struct MoneyForOrders;

/// What we need to know about an order.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "order.paymentAsked")]
    Asked { order: OrderId, member: MemberId, payment: PaymentId, amount: Won, method: Method, card: Option<Card> },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId, member: MemberId, payment: PaymentId, amount: Won },
    #[serde(rename = "order.canceled")]
    Canceled { member: MemberId, payment: Option<PaymentId>, reason: String },
    #[serde(rename = "order.refused")]
    Refused { member: MemberId, payment: Option<PaymentId>, reason: String },
    /// Asked for here, and the order does not take it.
    #[serde(rename = "order.paymentRefused")]
    NotTaken { member: MemberId, payment: PaymentId, reason: String },
    #[serde(rename = "order.paymentUnwanted")]
    Unwanted { member: MemberId, payment: PaymentId },
}

impl Policy for MoneyForOrders {
    const NAME: &'static str = "payment.money_for_orders";
    const HEARS: &'static [&'static str] = &[
        "order.paymentAsked",
        "order.completed",
        "order.canceled",
        "order.refused",
        "order.paymentRefused",
        "order.paymentUnwanted",
    ];
    type Fact = Heard;
    type Target = Account;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Account>> {
        let bill = |order, member, payment, method, amount| {
            let purpose = Purpose { order: Some(order), ..Purpose::default() };
            Bill { payment, member, purpose, method, amount }
        };
        let (member, command) = match fact {
            Heard::Asked { order, member, payment, amount, method, card } => {
                (member.clone(), Command::Hold { bill: bill(order, member, payment, method, amount), card })
            }
            Heard::Completed { order, member, payment, amount } => {
                (member.clone(), Command::Capture { bill: bill(order, member, payment, Method::Point, amount) })
            }
            Heard::Canceled { member, payment: Some(payment), reason }
            | Heard::Refused { member, payment: Some(payment), reason } => {
                (member, Command::GiveBack { payment, reason })
            }
            Heard::NotTaken { member, payment, reason } => (member, Command::GiveBack { payment, reason }),
            Heard::Canceled { payment: None, .. } | Heard::Refused { payment: None, .. } => return vec![],
            Heard::Unwanted { member, payment } => {
                (member, Command::GiveBack { payment, reason: NOT_WANTED.into() })
            }
        };
        vec![To::new(member, command)]
    }
}
