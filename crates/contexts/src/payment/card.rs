//! What an account decides about charged cards: the talk with the provider.
//!
//! A confirmation is asked for once. When its outcome is not known, the provider is asked how the payment stands, again and
//! again, and nobody is ever charged a second time: a question that may have been heard is only repeated under the same key,
//! and only when it is certain that it was not. A refund that was refused is asked for again after a while, at most an hour,
//! until it comes about: each time under a key of its own, since the whole of what is left goes back, and that only once.

use super::{
    account::Account,
    backoff::{FORGOTTEN_AFTER, HOUR, pause},
    books::{CARDS, Part, transfer},
    facts::Event,
    hold::{declined, unwanted},
    stage::{Operation, Payment, Stage},
    reasons,
};
use kernel::{Millis, PaymentId};

/// How often the provider's calls make us ask, for one payment; anybody can make such a call.
const CALLED_BACK_MAX: u32 = 20;

impl Payment {
    /// The next question to the provider.
    pub(super) fn asks(&self, operation: Operation, reason: Option<String>, called_back: bool) -> Event {
        Event::CardAsked {
            payment: self.bill.payment.clone(),
            member: self.bill.member.clone(),
            operation,
            key: self.card.as_ref().map(|card| card.key.clone()).unwrap_or_default(),
            order: self.bill.payment.clone(),
            amount: self.bill.amount,
            attempt: self.talk.attempt.saturating_add(1),
            reason,
            called_back,
        }
    }

    fn asks_for_refund(&self) -> Event {
        let reason = self.talk.unwanted.clone().unwrap_or_else(|| reasons::CHARGED_LATE.into());
        self.asks(Operation::Cancel, Some(reason), false)
    }

    fn unknown(&self, (operation, attempt): (Operation, u32), why: String, ask_again: Millis) -> Event {
        Event::Unknown { bill: self.bill.clone(), operation, attempt, why, ask_again }
    }
}

impl Account {
    /// The provider has the money: it is held, or goes back when nobody waits for it any more. Before a refund is asked for,
    /// that is true whichever question it answers.
    pub(super) fn charged(&self, payment: &PaymentId, attempt: u32, now: Millis) -> Vec<Event> {
        let asked = |payment: &&Payment| attempt <= payment.talk.attempt;
        let Some(payment) = self.open.get(payment).filter(asked) else { return vec![] };
        match payment.stage {
            Stage::Charging if payment.talk.unwanted.is_none() => self.charge_held(payment, now),
            Stage::Charging | Stage::Watching => {
                let reason = payment.talk.unwanted.clone().unwrap_or_else(|| reasons::CHARGED_LATE.into());
                let bill = payment.bill.clone();
                let postings = transfer(CARDS, Part::Held.of(&bill.member), bill.amount);
                let available = self.books.available(&postings);
                vec![Event::ChargedLate { bill, reason, available, postings }, payment.asks_for_refund()]
            }
            Stage::Returning if payment.waits_for(attempt) => vec![payment.asks_for_refund()],
            Stage::Asked | Stage::Held | Stage::Completed | Stage::Returning => vec![],
        }
    }

    /// Fees are paid with it at once; everything else waits to be captured.
    fn charge_held(&self, payment: &Payment, now: Millis) -> Vec<Event> {
        let bill = &payment.bill;
        let last4 = payment.card.as_ref().map(|card| card.last4.clone()).filter(|last4| !last4.is_empty());
        let mut events = vec![self.held(bill.clone(), last4, transfer(CARDS, Part::Held.of(&bill.member), bill.amount), now)];
        if !bill.purpose.fees.is_empty() {
            let postings = transfer(Part::Held.of(&bill.member), Part::Owed.of(&bill.member), bill.amount);
            events.push(self.completed_by(bill.clone(), postings));
        }
        events
    }

    /// The provider does not have the money: declined, or given back.
    pub(super) fn not_charged(
        &self,
        payment: &PaymentId,
        attempt: u32,
        reason: String,
        code: Option<String>,
    ) -> Vec<Event> {
        let Some(payment) = self.open.get(payment).filter(|payment| payment.waits_for(attempt)) else { return vec![] };
        let unwanted = payment.talk.unwanted.clone();
        match (payment.stage, unwanted) {
            (Stage::Charging, None) => vec![declined(payment.bill.clone(), reason, code, None)],
            (Stage::Charging | Stage::Returning, Some(unwanted)) => vec![self.canceled(payment, unwanted, None)],
            (Stage::Returning, None) => vec![self.canceled(payment, reason, None)],
            (Stage::Watching, _) => vec![cleared(payment)],
            (Stage::Asked | Stage::Held | Stage::Completed, _) => vec![],
        }
    }

    /// Asked again later. Whoever waits for the money does not wait longer than a quarter of an hour; after that it is
    /// declined, and looked after until it is certain that there was no charge.
    pub(super) fn in_doubt(
        &self,
        payment: &PaymentId,
        asked: (Operation, u32),
        why: String,
        answered: bool,
        now: Millis,
    ) -> Vec<Event> {
        let Some(payment) = self.open.get(payment).filter(|payment| payment.waits_for(asked.1)) else { return vec![] };
        let forgotten = answered && payment.talk.doubts >= FORGOTTEN_AFTER;
        let later = now + pause(payment.talk.doubts);
        match (payment.stage, payment.deadline()) {
            (Stage::Charging, Some(deadline)) if now >= deadline => silent(payment, now),
            (Stage::Charging, Some(deadline)) => vec![payment.unknown(asked, why, later.min(deadline))],
            (Stage::Charging, None) if forgotten => {
                let reason = payment.talk.unwanted.clone().unwrap_or_default();
                vec![self.canceled(payment, reason, None)]
            }
            (Stage::Watching, _) if forgotten => vec![cleared(payment)],
            (Stage::Watching, _) => vec![payment.unknown(asked, why, now + HOUR)],
            _ => vec![payment.unknown(asked, why, later)],
        }
    }

    /// What was certainly not done may be asked for again: a confirmation under the same key, a refund under its own.
    pub(super) fn away(&self, payment: &PaymentId, asked: (Operation, u32), why: String, now: Millis) -> Vec<Event> {
        let (operation, attempt) = asked;
        let Some(open) = self.open.get(payment).filter(|open| open.waits_for(attempt)) else { return vec![] };
        let confirms = operation == Operation::Confirm && open.stage == Stage::Charging;
        let cancels = operation == Operation::Cancel && open.stage == Stage::Returning;
        let later = now + pause(open.talk.doubts);
        let ask_again = match open.deadline() {
            Some(deadline) if confirms && now >= deadline => return provider_away(open, now),
            Some(deadline) if confirms => later.min(deadline),
            None if confirms => {
                let reason = open.talk.unwanted.clone().unwrap_or_default();
                return vec![self.canceled(open, reason, Some(now + HOUR))];
            }
            _ if cancels => later,
            _ => return self.in_doubt(payment, asked, why, false, now),
        };
        let (payment, member) = (open.bill.payment.clone(), open.bill.member.clone());
        vec![Event::CardAway { payment, member, operation, attempt, why, ask_again }]
    }

    /// The provider called. Nothing it says is believed; it is asked, if there is anything to ask. What is asked already,
    /// or was never heard by the provider, needs no asking.
    pub(super) fn ask_again(&self, payment: &PaymentId, key: Option<&str>) -> Vec<Event> {
        let Some(payment) = self.open.get(payment) else { return vec![] };
        let ours = key.is_none_or(|key| payment.card.as_ref().is_some_and(|card| card.key == key));
        let talk = &payment.talk;
        let in_doubt = !talk.waiting && matches!(talk.next, Some((_, Operation::Query)));
        match ours && in_doubt && talk.called_back < CALLED_BACK_MAX {
            true => vec![payment.asks(Operation::Query, None, true)],
            false => vec![],
        }
    }

    /// Does what is due for one payment.
    pub(super) fn wake(&self, payment: &Payment, now: Millis) -> Vec<Event> {
        let talk = &payment.talk;
        match payment.stage {
            Stage::Asked => vec![self.canceled(payment, reasons::TIMED_OUT.into(), None)],
            Stage::Held if payment.card.is_some() => {
                vec![unwanted(payment, reasons::EXPIRED.into()), payment.asks(Operation::Cancel, Some(reasons::EXPIRED.into()), false)]
            }
            Stage::Held => vec![self.canceled(payment, reasons::EXPIRED.into(), None)],
            Stage::Charging if payment.deadline().is_some_and(|deadline| deadline <= now) => match talk.next {
                Some((_, Operation::Confirm)) => provider_away(payment, now),
                _ => silent(payment, now),
            },
            Stage::Charging | Stage::Returning | Stage::Watching => match talk.next {
                Some((_, Operation::Cancel)) => vec![payment.asks_for_refund()],
                Some((at, operation)) if at <= now => vec![payment.asks(operation, None, false)],
                _ => vec![],
            },
            Stage::Completed => vec![],
        }
    }
}

/// Nobody could say in time whether it was charged.
fn silent(payment: &Payment, now: Millis) -> Vec<Event> {
    vec![declined(payment.bill.clone(), reasons::PROVIDER_SILENT.into(), None, Some(now + HOUR))]
}

/// Nobody could be asked in time to charge it.
fn provider_away(payment: &Payment, now: Millis) -> Vec<Event> {
    vec![declined(payment.bill.clone(), reasons::PROVIDER_AWAY.into(), None, Some(now + HOUR))]
}

fn cleared(payment: &Payment) -> Event {
    Event::Cleared { payment: payment.bill.payment.clone(), member: payment.bill.member.clone() }
}
