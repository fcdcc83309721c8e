use super::borrower::{Borrower, Command};
use kernel::{Cause, MemberId, PaymentId, Policy, PromiseId, ReturnId, To};
use serde::Deserialize;

/// Whenever the catalogue answers a loan, the loan begins or is canceled. Answers to others are none of our business.
pub(super) struct AnswersFromStock;

/// What we need to know about an answer.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Heard {
    #[serde(rename = "stock.promised")]
    Promised { promise: PromiseId, member: MemberId, name: String, kind: String },
    #[serde(rename = "stock.refused")]
    Refused { promise: PromiseId, member: MemberId, why: String, on_shelf: u32 },
}

impl Policy for AnswersFromStock {
    const NAME: &'static str = "lending.answers_from_stock";
    const HEARS: &'static [&'static str] = &["stock.promised", "stock.refused"];
    type Fact = Heard;
    type Target = Borrower;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Borrower>> {
        let (promise, member) = match &fact {
            Heard::Promised { promise, member, .. } | Heard::Refused { promise, member, .. } => (promise, member.clone()),
        };
        let Some(loan) = promise.id_of("loan") else { return vec![] };
        let command = match fact {
            Heard::Promised { name, kind, .. } => Command::Confirm { loan, name, kind },
            Heard::Refused { why, on_shelf, .. } => Command::Cancel { loan, why, on_shelf },
        };
        vec![To::new(member, command)]
    }
}

/// Whenever a payment of late fees is completed, they are paid.
pub(super) struct FeesPaid;

/// What we need to know about a payment.
#[derive(Deserialize)]
pub(super) enum Paid {
    #[serde(rename = "payment.completed")]
    Completed {
        payment: PaymentId,
        member: MemberId,
        #[serde(default)]
        fees: Vec<PaidFee>,
    },
}

/// One of the fees it paid.
#[derive(Deserialize)]
pub(super) struct PaidFee {
    fee: ReturnId,
}

impl Policy for FeesPaid {
    const NAME: &'static str = "lending.fees_paid";
    const HEARS: &'static [&'static str] = &["payment.completed"];
    type Fact = Paid;
    type Target = Borrower;

    fn react(Paid::Completed { payment, member, fees }: Paid, _: &Cause) -> Vec<To<Borrower>> {
        let fees: Vec<ReturnId> = fees.into_iter().map(|paid| paid.fee).collect();
        if fees.is_empty() {
            return vec![];
        }
        vec![To::new(member, Command::NoteFeesPaid { payment, fees })]
    }
}
