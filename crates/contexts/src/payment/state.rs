//! How the state of an account follows the facts.

use super::{
    account::Account,
    bill::{Bill, FeeShare},
    books::Booked,
    stage::{End, Operation, Payment, Stage, Talk},
};
use kernel::{Millis, PaymentId};

impl Account {
    pub(super) fn put(&mut self, payment: Payment) {
        self.member = payment.bill.member.clone();
        self.open.insert(payment.bill.payment.clone(), payment);
    }

    pub(super) fn talk(&mut self, payment: &PaymentId, change: impl FnOnce(&mut Talk)) {
        if let Some(payment) = self.open.get_mut(payment) {
            change(&mut payment.talk);
        }
    }

    pub(super) fn doubt(&mut self, payment: &PaymentId, ask_again: Millis, next: Operation) {
        self.talk(payment, |talk| {
            (talk.waiting, talk.next) = (false, Some((ask_again, next)));
            talk.doubts = talk.doubts.saturating_add(u32::from(!talk.by_call));
        });
    }

    pub(super) fn asked(&mut self, payment: &PaymentId, operation: Operation, attempt: u32, called_back: bool) {
        let Some(payment) = self.open.get_mut(payment) else { return };
        if operation == Operation::Cancel && payment.stage != Stage::Returning {
            (payment.stage, payment.talk.doubts) = (Stage::Returning, 0);
        }
        let talk = &mut payment.talk;
        (talk.attempt, talk.waiting, talk.next) = (attempt, true, None);
        (talk.by_call, talk.called_back) = (called_back, talk.called_back + u32::from(called_back));
    }

    /// A paid fee is forgotten; what was sold may be refunded.
    pub(super) fn complete(&mut self, bill: &Bill) {
        let held = self.open.remove(&bill.payment);
        self.member = bill.member.clone();
        if bill.purpose.fees.is_empty() {
            let paid = held.unwrap_or_else(|| Payment::new(bill.clone(), Stage::Completed, 0));
            let paid = Payment { stage: Stage::Completed, booked: Booked::Earned, ..paid };
            self.completed.insert(bill.payment.clone(), paid);
            return;
        }
        for FeeShare { fee, .. } in &bill.purpose.fees {
            self.fees.remove(fee);
            self.fees_paid.remember(fee.clone());
        }
        self.ended.remember((bill.payment.clone(), End::Paid));
    }

    pub(super) fn end(&mut self, payment: &PaymentId, end: End, ask_again: Option<Millis>) {
        self.ended.remember((payment.clone(), end));
        let Some(mut ended) = self.open.remove(payment).or_else(|| self.completed.remove(payment)) else { return };
        // Only what it reserved itself: somebody else may be paying them by now.
        self.fees.values_mut().filter(|due| due.paid_by.as_ref() == Some(payment)).for_each(|due| due.paid_by = None);
        if let Some(ask_again) = ask_again {
            ended.stage = Stage::Watching;
            (ended.talk.waiting, ended.talk.next, ended.talk.doubts) = (false, Some((ask_again, Operation::Query)), 0);
            self.open.insert(payment.clone(), ended);
        }
    }
}
