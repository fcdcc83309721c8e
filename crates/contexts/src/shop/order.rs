//! The aggregate of shopping: one order, from the cart to the money.
//!
//! It is complete when two things have come, in whichever order: the pieces of all its lines, and the money. When one
//! of them cannot come, the other is given up. An order that nobody pays is canceled by its alarm.

use super::{line::Line, order_facts::Event, order_refusal::Refusal};
use kernel::{Alarm, Card, Cause, Decider, MemberId, Millis, OrderId, PaymentId, When, Won};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An order with a payment under way waits this much longer than one without: nothing stays half done for ever.
const DECIDED_WITHIN: Millis = 24 * 60 * 60_000;
/// Most payments that are remembered besides the one that counts.
const PAST_MAX: usize = 200;

/// One order.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub(super) id: OrderId,
    pub(super) member: MemberId,
    pub(super) stage: Stage,
    pub(super) lines: Vec<Line>,
    /// Lines that have their pieces.
    promised: BTreeSet<u32>,
    pub(super) amount: Won,
    pub(super) card: Option<Card>,
    pub(super) pay_before: Millis,
    pub(super) payment: Option<Payment>,
    /// How often a payment was asked for.
    pub(super) asked: u32,
    /// Payments that do not count (any more), and whether their money was sent back.
    pub(super) past: Vec<(PaymentId, bool)>,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Unknown,
    Waiting,
    Completed,
    Canceled,
    Refused,
}

/// The payment that counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Payment {
    pub id: PaymentId,
    pub money: Money,
}

/// Where the money of a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Money {
    /// Asked for.
    Running,
    /// Charged or not: it is being found out.
    Unknown,
    /// Ours, if the pieces come.
    Held,
    Taken,
    GoingBack,
    Back,
}

/// What can be asked of an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Place { order: OrderId, member: MemberId, lines: Vec<Line>, card: Option<Card>, pay_before: Millis },
    /// Another number of pieces; without a line it is the only one.
    Change { line: Option<u32>, qty: u32 },
    Cancel,
    /// He pays: with points, a card, or as he said when he ordered.
    Pay { payment: PaymentId, method: Option<String>, card: Option<Card> },
    /// The same, asked for at the payments' door.
    TakePayment { order: OrderId, member: MemberId, payment: PaymentId, method: String, card: Option<Card> },
    /// The pieces of a line are there.
    LinePromised { line: u32 },
    /// They are not.
    LineRefused { line: u32, why: String },
    MoneyHeld { order: OrderId, member: MemberId, payment: PaymentId },
    MoneyUnknown { payment: PaymentId },
    MoneyDeclined { payment: PaymentId, reason: String },
    /// It went back, by our wish or not.
    MoneyReturned { payment: PaymentId, refunded: Won, reason: String },
    /// Rings when nobody has paid in time.
    Expire,
    /// Rings when a payment has led to nothing for a day.
    GiveUp,
}

impl Decider for Order {
    const NAME: &'static str = "order";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        match command {
            Place { order, member, lines, card, pay_before } => self.place(order, member, lines, card, pay_before),
            Change { line, qty } => self.change(line, qty),
            Cancel => self.cancel(),
            Pay { payment, method, card } => self.pay(payment, method, card, cause.at),
            TakePayment { order, member, payment, method, card } => {
                Ok(self.take_payment((order, member), payment, method, card, cause.at))
            }
            LinePromised { line } => Ok(self.line_promised(line)),
            LineRefused { line, why } => Ok(self.line_refused(line, why)),
            MoneyHeld { order, member, payment } => Ok(self.money_held(order, member, payment)),
            MoneyUnknown { payment } => Ok(self.money_unknown(payment)),
            MoneyDeclined { payment, reason } => Ok(self.money_gone(payment, Won::ZERO, reason)),
            MoneyReturned { payment, refunded, reason } => Ok(self.money_gone(payment, refunded, reason)),
            Expire => Ok(self.expire()),
            GiveUp => Ok(self.give_up()),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Placed { order, member, lines, amount, card, pay_before } => {
                (self.id, self.member, self.stage) = (order.clone(), member.clone(), Stage::Waiting);
                (self.lines, self.amount) = (lines.clone(), *amount);
                (self.card, self.pay_before) = (card.clone(), *pay_before);
            }
            Event::Changed { gone, line, amount, .. } => {
                self.lines.iter_mut().filter(|known| known.line == gone.line).for_each(|known| *known = line.clone());
                self.promised.remove(&gone.line);
                self.amount = *amount;
            }
            Event::LinePromised { line, .. } => drop(self.promised.insert(*line)),
            Event::Secured { .. } => self.promised = self.lines.iter().map(|line| line.line).collect(),
            Event::PaymentAsked { payment, .. } => {
                self.asked += 1;
                self.payment = Some(Payment { id: payment.clone(), money: Money::Running });
            }
            Event::PaymentHeld { .. } => self.money(Money::Held),
            Event::PaymentUnknown { .. } => self.money(Money::Unknown),
            Event::PaymentFailed { payment, .. } => {
                self.payment = None;
                self.note(payment, false);
            }
            Event::PaymentRefused { payment, .. } => self.note(payment, false),
            Event::PaymentUnwanted { payment, .. } => self.note(payment, true),
            Event::Completed { .. } => {
                self.stage = Stage::Completed;
                self.money(Money::Taken);
            }
            Event::Canceled { .. } => {
                self.stage = Stage::Canceled;
                self.money(Money::GoingBack);
            }
            Event::Refused { .. } => {
                self.stage = Stage::Refused;
                self.money(Money::GoingBack);
            }
            Event::Refunded { .. } => self.money(Money::Back),
        }
        self
    }

    /// While a payment is under way its outcome is waited for, but not for ever.
    fn alarm(&self) -> Option<Alarm<Command>> {
        let (when, command) = match (self.stage, &self.payment) {
            (Stage::Waiting, None) => (self.pay_before, Command::Expire),
            (Stage::Waiting, Some(_)) => (self.pay_before.saturating_add(DECIDED_WITHIN), Command::GiveUp),
            _ => return None,
        };
        Some(Alarm { when: When::At(when), command })
    }
}

impl Order {
    /// All its lines have their pieces.
    pub(super) fn is_secured(&self) -> bool {
        self.lines.iter().all(|line| self.promised.contains(&line.line))
    }

    /// One of its lines that still waits for its pieces.
    pub(super) fn lacking(&self, line: u32) -> Option<&Line> {
        self.lines.iter().find(|known| known.line == line && !self.promised.contains(&line))
    }

    /// Where the money is, if this is the payment that counts.
    pub(super) fn money_of(&self, payment: &PaymentId) -> Option<Money> {
        self.payment.as_ref().filter(|known| known.id == *payment).map(|known| known.money)
    }

    fn money(&mut self, money: Money) {
        self.payment = self.payment.take().map(|payment| Payment { money, ..payment });
    }

    fn note(&mut self, payment: &PaymentId, sent_back: bool) {
        self.past.retain(|(known, _)| known != payment);
        self.past.push((payment.clone(), sent_back));
        if self.past.len() > PAST_MAX {
            self.past.remove(0);
        }
    }
}
