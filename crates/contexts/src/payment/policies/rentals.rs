use super::super::{
    account::{Account, Command},
    bill::{Bill, Method, Purpose},
};
use kernel::{Card, Cause, MemberId, PaymentId, Policy, RentalId, To, Won};
use serde::Deserialize;

/// Whenever a rental has a price, money is held for it; it is captured when the rental is accepted and given back when it
/// is refused or canceled.
pub(in super::super) struct MoneyForRentals;

/// What we need to know about a rental.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "rental.requested")]
    Requested {
        rental: RentalId,
        member: MemberId,
        payment: PaymentId,
        /// Missing as long as nobody knows the price.
        amount: Option<Won>,
        method: Method,
        card: Option<Card>,
    },
    #[serde(rename = "rental.priced")]
    Priced {
        rental: RentalId,
        member: MemberId,
        payment: PaymentId,
        amount: Won,
        method: Method,
        card: Option<Card>,
    },
    #[serde(rename = "rental.accepted")]
    Accepted { rental: RentalId, member: MemberId, payment: PaymentId, amount: Won },
    #[serde(rename = "rental.refused")]
    Refused { member: MemberId, payment: PaymentId, reason: String },
    #[serde(rename = "rental.canceled")]
    Canceled { member: MemberId, payment: PaymentId, reason: String },
}

impl Policy for MoneyForRentals {
    const NAME: &'static str = "payment.money_for_rentals";
    const HEARS: &'static [&'static str] =
        &["rental.requested", "rental.priced", "rental.accepted", "rental.refused", "rental.canceled"];
    type Fact = Heard;
    type Target = Account;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Account>> {
        let bill = |rental, member, payment, method, amount| {
            let purpose = Purpose { rental: Some(rental), ..Purpose::default() };
            Bill { payment, member, purpose, method, amount }
        };
        let (member, command) = match fact {
            Heard::Requested { amount: None, .. } => return vec![],
            Heard::Requested { rental, member, payment, amount: Some(amount), method, card }
            | Heard::Priced { rental, member, payment, amount, method, card } => {
                (member.clone(), Command::Hold { bill: bill(rental, member, payment, method, amount), card })
            }
            Heard::Accepted { rental, member, payment, amount } => {
                (member.clone(), Command::Capture { bill: bill(rental, member, payment, Method::Point, amount) })
            }
            Heard::Refused { member, payment, reason } | Heard::Canceled { member, payment, reason } => {
                (member, Command::GiveBack { payment, reason })
            }
        };
        vec![To::new(member, command)]
    }
}
