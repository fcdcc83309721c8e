//! What an account decides about points, holds, captures and refunds.

use super::{
    account::Account,
    backoff::HOUR,
    bill::{Bill, Method},
    books::{self, Booked, Part, transfer},
    facts::Event,
    stage::{End, Operation, Payment, Stage},
    reasons,
    refusal::Refusal,
};
use kernel::{Card, MemberId, Millis, PaymentId, Won};

impl Account {
    /// Several payments may be due at once: what is available after each of them counts those before it.
    pub(super) fn one_after_another(&self, events: impl Iterator<Item = Event>) -> Vec<Event> {
        let mut books = self.books;
        let each = |event: Event| {
            books.post(event.postings());
            event.leaving(Won(books.points))
        };
        events.map(each).collect()
    }

    /// Was it asked for before? (A wish to pay becomes a hold under the same id.)
    pub(super) fn knows(&self, payment: &PaymentId) -> bool {
        self.open.contains_key(payment) || self.completed.contains_key(payment) || self.end_of(payment).is_some()
    }

    pub(super) fn end_of(&self, payment: &PaymentId) -> Option<End> {
        self.ended.find(|(ended, _)| ended == payment).map(|(_, end)| *end)
    }

    /// The same transfer again is the same top-up (R9), as long as it is remembered.
    pub(super) fn top_up(
        &self,
        transfer: String,
        member: MemberId,
        amount: Won,
        named: bool,
    ) -> Result<Vec<Event>, Refusal> {
        match self.transfers.find(|(known, _)| *known == transfer) {
            Some((_, credited)) if *credited == amount => return Ok(vec![]),
            Some((_, credited)) => return Err(Refusal::OtherTransfer { credited: *credited }),
            None => {}
        }
        let postings = books::transfer(books::CASH, Part::Points.of(&member), amount);
        let available = self.books.available(&postings);
        Ok(vec![Event::ToppedUp { transfer, member, amount, named, available, postings }])
    }

    /// Points suffice when there are as many as are wanted (S8); a card is charged.
    pub(super) fn hold(&self, bill: Bill, card: Option<Card>, now: Millis) -> Vec<Event> {
        let asked_only = self.open.get(&bill.payment).is_some_and(|payment| payment.stage == Stage::Asked);
        if self.knows(&bill.payment) && !asked_only {
            return vec![];
        }
        let declined = |bill, reason: &str| vec![declined(bill, reason.into(), None, None)];
        if bill.amount < Won::ZERO {
            return declined(bill, reasons::BAD_AMOUNT);
        }
        if bill.method == Method::Card && bill.amount > Won::ZERO {
            return match card {
                Some(card) => begun(bill, card, now),
                None => declined(bill, reasons::NO_CARD),
            };
        }
        if self.books.points < bill.amount.0 {
            return declined(bill, reasons::NOT_ENOUGH_POINTS);
        }
        let postings = transfer(Part::Points.of(&bill.member), Part::Held.of(&bill.member), bill.amount);
        vec![self.held(bill, None, postings, now)]
    }

    pub(super) fn held(
        &self,
        bill: Bill,
        card_last4: Option<String>,
        postings: Vec<books::Posting>,
        at: Millis,
    ) -> Event {
        Event::Held { bill, card_last4, available: self.books.available(&postings), at, postings }
    }

    /// What is held becomes the house's. Whoever captures a hold that has expired is told so.
    pub(super) fn capture(&self, bill: Bill) -> Vec<Event> {
        if let Some(Payment { bill, stage: Stage::Held, .. }) = self.open.get(&bill.payment) {
            let postings = transfer(Part::Held.of(&bill.member), bill.earns(), bill.amount);
            return vec![self.completed_by(bill.clone(), postings)];
        }
        let open = self.open.contains_key(&bill.payment) || self.completed.contains_key(&bill.payment);
        match self.end_of(&bill.payment) {
            Some(End::Expired) | None if !open => vec![declined(bill, reasons::HOLD_EXPIRED.into(), None, None)],
            _ => vec![],
        }
    }

    pub(super) fn completed_by(&self, bill: Bill, postings: Vec<books::Posting>) -> Event {
        Event::Completed { bill, available: self.books.available(&postings), postings }
    }

    /// Points are back at once. A charge goes back at the provider; one that is not known yet is remembered, and goes back
    /// when it turns out (I5). What was never held needs nothing.
    pub(super) fn give_back(&self, payment: &PaymentId, reason: String, now: Millis) -> Vec<Event> {
        let Some(payment) = self.open.get(payment).or_else(|| self.completed.get(payment)) else { return vec![] };
        match payment.stage {
            Stage::Asked => vec![declined(payment.bill.clone(), reason, None, None)],
            Stage::Charging if payment.talk.unwanted.is_some() => vec![],
            Stage::Charging => match payment.talk.next {
                // Nobody has charged it as far as is known; it is looked after once more all the same.
                Some((_, Operation::Confirm)) => vec![self.canceled(payment, reason, Some(now + HOUR))],
                _ => vec![unwanted(payment, reason)],
            },
            Stage::Held | Stage::Completed if payment.card.is_some() => {
                vec![unwanted(payment, reason.clone()), payment.asks(Operation::Cancel, Some(reason), false)]
            }
            Stage::Held | Stage::Completed => vec![self.canceled(payment, reason, None)],
            Stage::Returning | Stage::Watching => vec![],
        }
    }

    /// The end of a payment: whatever is booked goes back to where it came from.
    pub(super) fn canceled(&self, payment: &Payment, reason: String, ask_again: Option<Millis>) -> Event {
        let postings = payment.booked.back(&payment.bill, payment.card.is_some());
        let refunded = if payment.booked == Booked::Nowhere { Won::ZERO } else { payment.bill.amount };
        let available = self.books.available(&postings);
        Event::Canceled { bill: payment.bill.clone(), refunded, reason, available, postings, ask_again }
    }
}

/// A card is charged: the first question to the provider.
pub(super) fn begun(bill: Bill, card: Card, at: Millis) -> Vec<Event> {
    let payment = Payment { card: Some(card.clone()), ..Payment::new(bill.clone(), Stage::Charging, at) };
    let asks = payment.asks(Operation::Confirm, None, false);
    vec![Event::Begun { bill, card, at }, asks]
}

pub(super) fn declined(bill: Bill, reason: String, code: Option<String>, ask_again: Option<Millis>) -> Event {
    Event::Declined { bill, reason, code, ask_again }
}

pub(super) fn unwanted(payment: &Payment, reason: String) -> Event {
    let Bill { payment, member, .. } = payment.bill.clone();
    Event::Unwanted { payment, member, reason }
}
