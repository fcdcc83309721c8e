//! What an account decides about fees: owed from the moment they are charged, each paid once (T4).

use super::{
    account::Account,
    bill::{Bill, FeeShare, Method, Purpose},
    books::{FEES, Part, transfer},
    facts::Event,
    hold::begun,
    refusal::Refusal,
};
use kernel::{Card, MemberId, Millis, PaymentId, ReturnId, Won};

/// A fee somebody owes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Due {
    pub amount: Won,
    /// The payment it is being paid with: nobody pays it a second time meanwhile.
    pub paid_by: Option<PaymentId>,
}

impl Account {
    pub(super) fn owe(&self, fee: ReturnId, member: MemberId, amount: Won) -> Vec<Event> {
        let known = self.fees.contains_key(&fee) || self.fees_paid.find(|paid| *paid == fee).is_some();
        if known || amount <= Won::ZERO {
            return vec![];
        }
        let postings = transfer(Part::Owed.of(&member), FEES, amount);
        vec![Event::Owed { fee, member, amount, postings }]
    }

    /// Pays one fee, or all that are not being paid already. Points at once; a card when it was charged.
    pub(super) fn pay_fees(
        &self,
        payment: PaymentId,
        member: MemberId,
        fee: Option<&ReturnId>,
        (method, card): (Method, Option<Card>),
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        if self.knows(&payment) {
            return Ok(vec![]);
        }
        let meant: Vec<_> = self.fees.iter().filter(|(id, _)| fee.is_none_or(|fee| fee == *id)).collect();
        if meant.is_empty() {
            return Err(Refusal::NothingOwed);
        }
        let free = meant.into_iter().filter(|(_, due)| due.paid_by.is_none());
        let fees: Vec<_> = free.map(|(fee, due)| FeeShare { fee: fee.clone(), amount: due.amount }).collect();
        if fees.is_empty() {
            return Err(Refusal::FeeInPayment);
        }
        let amount: Won = fees.iter().map(|share| share.amount).sum();
        let bill = Bill { payment, member, purpose: Purpose { fees, ..Purpose::default() }, method, amount };
        match (method, card) {
            (Method::Card, Some(card)) => Ok(begun(bill, card, now)),
            (Method::Card, None) => Err(Refusal::NoCard),
            (Method::Point, _) if self.books.points < amount.0 => {
                Err(Refusal::NotEnoughPoints { wanted: amount, available: Won(self.books.points) })
            }
            (Method::Point, _) => {
                let postings = transfer(Part::Points.of(&bill.member), Part::Owed.of(&bill.member), amount);
                Ok(vec![self.completed_by(bill, postings)])
            }
        }
    }
}
