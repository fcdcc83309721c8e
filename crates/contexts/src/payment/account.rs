//! The aggregate of payment: one member with his points, his holds and what he owes.
//!
//! Whether points suffice is a decision over all his holds at once; so he is the unit in which things are decided, and two
//! holds of his never race (R10). Open payments are kept, and of completed ones what a refund needs.

use super::{
    bill::{Bill, FeeShare, Method, Purpose},
    books::{Booked, Books},
    facts::Event,
    fees::Due,
    stage::{End, Ended, Lately, Operation, Payment, Stage},
    refusal::Refusal,
};
use kernel::{Alarm, Card, Cause, Decider, MemberId, OrderId, PaymentId, ReturnId, When, Won};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A member's money.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) member: MemberId,
    pub(super) books: Books,
    /// Payments that may still change by themselves.
    pub(super) open: BTreeMap<PaymentId, Payment>,
    /// Captured ones, which may be refunded.
    pub(super) completed: BTreeMap<PaymentId, Payment>,
    pub(super) ended: Ended,
    /// Fees he owes.
    pub(super) fees: BTreeMap<ReturnId, Due>,
    pub(super) fees_paid: Lately<ReturnId>,
    /// Top-ups that were named by their callers, lately.
    pub(super) transfers: Lately<(String, Won)>,
}

/// What can be asked of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    /// Points are paid in (003-R1).
    TopUp {
        transfer: String,
        member: MemberId,
        amount: Won,
        named: bool,
    },
    /// The member wants to pay his order; whoever sells decides.
    Ask {
        payment: PaymentId,
        member: MemberId,
        order: OrderId,
        method: Method,
        card: Option<Card>,
    },
    /// Secures the money.
    Hold {
        bill: Bill,
        card: Option<Card>,
    },
    /// The thing is done: the money is the house's.
    Capture {
        bill: Bill,
    },
    /// The money is not wanted, or not any more.
    GiveBack {
        payment: PaymentId,
        reason: String,
    },
    /// A fee was charged.
    Owe {
        fee: ReturnId,
        member: MemberId,
        amount: Won,
    },
    /// Pays one fee, or all there are.
    PayFees {
        payment: PaymentId,
        member: MemberId,
        fee: Option<ReturnId>,
        method: Method,
        card: Option<Card>,
    },
    /// The provider says: charged.
    Charged {
        payment: PaymentId,
        attempt: u32,
    },
    /// The provider says: not charged, or not any more.
    NotCharged {
        payment: PaymentId,
        attempt: u32,
        reason: String,
        code: Option<String>,
    },
    /// Nobody knows; `answered`: neither does the provider.
    InDoubt {
        payment: PaymentId,
        attempt: u32,
        operation: Operation,
        why: String,
        answered: bool,
    },
    /// It was certainly not done.
    Away {
        payment: PaymentId,
        attempt: u32,
        operation: Operation,
        why: String,
    },
    /// The provider called: ask it how things stand. What it said is not believed.
    AskAgain {
        payment: PaymentId,
        key: Option<String>,
    },
    /// The alarm: does whatever is due.
    Wake,
}

impl Decider for Account {
    const NAME: &'static str = "account";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        let now = cause.at;
        match command {
            TopUp { transfer, member, amount, named } => self.top_up(transfer, member, amount, named),
            Ask { payment, member, order, method, card } => Ok(match self.knows(&payment) {
                true => vec![],
                false => vec![Event::Asked { payment, member, order, method, card, at: now }],
            }),
            Hold { bill, card } => Ok(self.hold(bill, card, now)),
            Capture { bill } => Ok(self.capture(bill)),
            GiveBack { payment, reason } => Ok(self.give_back(&payment, reason, now)),
            Owe { fee, member, amount } => Ok(self.owe(fee, member, amount)),
            PayFees { payment, member, fee, method, card } => {
                self.pay_fees(payment, member, fee.as_ref(), (method, card), now)
            }
            Charged { payment, attempt } => Ok(self.charged(&payment, attempt, now)),
            NotCharged { payment, attempt, reason, code } => Ok(self.not_charged(&payment, attempt, reason, code)),
            InDoubt { payment, attempt, operation, why, answered } => {
                Ok(self.in_doubt(&payment, (operation, attempt), why, answered, now))
            }
            Away { payment, attempt, operation, why } => Ok(self.away(&payment, (operation, attempt), why, now)),
            AskAgain { payment, key } => Ok(self.ask_again(&payment, key.as_deref())),
            Wake => {
                let due = self.open.values().filter(|payment| payment.due().is_some_and(|due| due <= now));
                Ok(self.one_after_another(due.flat_map(|payment| self.wake(payment, now))))
            }
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        self.books.post(event.postings());
        match event {
            Event::ToppedUp { transfer, member, amount, named, .. } => {
                self.member = member.clone();
                if *named {
                    self.transfers.remember((transfer.clone(), *amount));
                }
            }
            Event::Asked { payment, member, order, method, at, .. } => {
                let purpose = Purpose { order: Some(order.clone()), ..Purpose::default() };
                let (payment, member) = (payment.clone(), member.clone());
                self.put(Payment::new(Bill { payment, member, purpose, method: *method, amount: Won::ZERO }, Stage::Asked, *at));
            }
            Event::Begun { bill, card, at } => {
                for FeeShare { fee, .. } in &bill.purpose.fees {
                    self.fees.entry(fee.clone()).and_modify(|due| due.paid_by = Some(bill.payment.clone()));
                }
                self.put(Payment { card: Some(card.clone()), ..Payment::new(bill.clone(), Stage::Charging, *at) });
            }
            Event::Held { bill, at, .. } => {
                let begun = self.open.remove(&bill.payment);
                let (card, talk) = begun.map(|begun| (begun.card, begun.talk)).unwrap_or_default();
                let held = Payment::new(bill.clone(), Stage::Held, *at);
                self.put(Payment { booked: Booked::Held, card, talk, ..held });
                self.talk(&bill.payment, |talk| (talk.waiting, talk.next, talk.doubts) = (false, None, 0));
            }
            Event::Completed { bill, .. } => self.complete(bill),
            Event::Declined { bill, ask_again, .. } => self.end(&bill.payment, End::Declined, *ask_again),
            Event::Canceled { bill, reason, ask_again, .. } => {
                let end = if reason == super::reasons::EXPIRED { End::Expired } else { End::Canceled };
                self.end(&bill.payment, end, *ask_again);
            }
            Event::Cleared { payment, .. } => drop(self.open.remove(payment)),
            Event::Unknown { bill, ask_again, .. } => self.doubt(&bill.payment, *ask_again, Operation::Query),
            Event::CardAway { payment, operation, ask_again, .. } => self.doubt(payment, *ask_again, *operation),
            Event::Unwanted { payment, reason, .. } => {
                if let Some(completed) = self.completed.remove(payment) {
                    self.open.insert(payment.clone(), completed);
                }
                self.talk(payment, |talk| talk.unwanted = Some(reason.clone()));
            }
            Event::ChargedLate { bill, reason, .. } => {
                if let Some(payment) = self.open.get_mut(&bill.payment) {
                    payment.booked = Booked::Held;
                    payment.talk.unwanted = Some(reason.clone());
                }
            }
            Event::CardAsked { payment, operation, attempt, called_back, .. } => {
                self.asked(payment, *operation, *attempt, *called_back);
            }
            Event::Owed { fee, member, amount, .. } => {
                self.member = member.clone();
                self.fees.insert(fee.clone(), Due { amount: *amount, paid_by: None });
            }
        }
        self
    }

    /// The earliest moment at which something is due.
    fn alarm(&self) -> Option<Alarm<Command>> {
        let due = self.open.values().filter_map(Payment::due).min()?;
        Some(Alarm { when: When::At(due), command: Command::Wake })
    }
}
