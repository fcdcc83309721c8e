//! What becomes of what the customer wishes: ordered, changed, canceled; and of the pieces of its lines.

use super::{
    line::Line,
    order::{Money, Order, Stage},
    order_facts::Event,
    order_refusal::Refusal,
    product::UNKNOWN_PRODUCT,
};
use kernel::{Card, Kind, MemberId, Millis, OrderId, PaymentId, Won};

/// Why an order was canceled: the customer (or the desk for him) did not want it any more.
pub(super) const WITHDRAWN: &str = "withdrawn";
/// Why an order was canceled: nobody paid in time.
pub(super) const NOT_PAID: &str = "not-paid";
/// Why an order was canceled: its payment led to nothing for a day.
pub(super) const TIMED_OUT: &str = "timed-out";
/// What an order was before it was canceled: its pieces were put aside.
pub(super) const WAITING: &str = "waitingForPayment";
/// What an order was before it was canceled: its pieces were sold.
pub(super) const COMPLETED: &str = "completed";

/// The wishes.
impl Order {
    /// Everything is taken, what we do not sell as well: it is refused at once, and never charged.
    pub(super) fn place(
        &self,
        order: OrderId,
        member: MemberId,
        lines: Vec<Line>,
        card: Option<Card>,
        pay_before: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        if self.stage != Stage::Unknown {
            return Ok(vec![]);
        }
        let amount = total(&lines)?;
        let unknown = lines.iter().find(|line| line.product.is_none()).map(|line| line.line);
        let refused = unknown.map(|line| Event::Refused {
            order: order.clone(),
            member: member.clone(),
            lines: lines.clone(),
            reason: UNKNOWN_PRODUCT.into(),
            line: Some(line),
            product: None,
            payment: None,
        });
        let placed = Event::Placed { order, member, lines, amount, card, pay_before };
        Ok([placed].into_iter().chain(refused).collect())
    }

    /// The old pieces are given up and the new ones asked for; the price stays that of the order.
    pub(super) fn change(&self, line: Option<u32>, qty: u32) -> Result<Vec<Event>, Refusal> {
        self.is_waiting()?;
        if self.payment.is_some() {
            return Err(Refusal::PaymentRunning);
        }
        let gone = match (line, self.lines.as_slice()) {
            (None, [only]) => only,
            (None, _) => return Err(Refusal::WhichLine),
            (Some(line), lines) => lines.iter().find(|known| known.line == line).ok_or(Refusal::NoSuchLine)?,
        };
        if gone.qty == qty {
            return Ok(vec![]);
        }
        let number = self.lines.iter().map(|line| line.line).max().unwrap_or(0) + 1;
        let line = Line { line: number, qty, ..gone.clone() };
        let others = self.lines.iter().filter(|known| known.line != gone.line);
        let lines: Vec<Line> = others.chain([&line]).cloned().collect();
        let (order, member, amount) = (self.id.clone(), self.member.clone(), total(&lines)?);
        Ok(vec![Event::Changed { order, member, gone: gone.clone(), line, amount }])
    }

    pub(super) fn cancel(&self) -> Result<Vec<Event>, Refusal> {
        match self.stage {
            Stage::Unknown => Err(Refusal::Unknown),
            Stage::Canceled => Err(Refusal::Canceled),
            Stage::Refused => Err(Refusal::Refused),
            Stage::Waiting => Ok(vec![self.canceled(WITHDRAWN, None)]),
            Stage::Completed => Ok(vec![self.canceled(WITHDRAWN, Some(self.amount))]),
        }
    }

    pub(super) fn expire(&self) -> Vec<Event> {
        let late = self.stage == Stage::Waiting && self.payment.is_none();
        if late { vec![self.canceled(NOT_PAID, None)] } else { vec![] }
    }

    pub(super) fn give_up(&self) -> Vec<Event> {
        let late = self.stage == Stage::Waiting && self.payment.is_some();
        if late { vec![self.canceled(TIMED_OUT, None)] } else { vec![] }
    }

    /// Only a waiting order can be changed or paid.
    pub(super) fn is_waiting(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::Waiting => Ok(()),
            Stage::Unknown => Err(Refusal::Unknown),
            Stage::Completed => Err(Refusal::Completed),
            Stage::Canceled => Err(Refusal::Canceled),
            Stage::Refused => Err(Refusal::Refused),
        }
    }

    /// Canceled, with so much to give back; without a sum it is what is held.
    pub(super) fn canceled(&self, reason: &str, refund: Option<Won>) -> Event {
        let held = self.payment.as_ref().is_some_and(|payment| payment.money == Money::Held);
        Event::Canceled {
            order: self.id.clone(),
            member: self.member.clone(),
            lines: self.lines.clone(),
            was: if self.stage == Stage::Completed { COMPLETED } else { WAITING }.into(),
            reason: reason.into(),
            payment: self.payment_id(),
            refund: refund.unwrap_or(if held { self.amount } else { Won::ZERO }),
        }
    }

    fn payment_id(&self) -> Option<PaymentId> {
        self.payment.as_ref().map(|payment| payment.id.clone())
    }
}

/// The pieces. Answers to lines that are gone, and to orders that ended, mean nothing any more.
impl Order {
    pub(super) fn line_promised(&self, line: u32) -> Vec<Event> {
        if self.stage != Stage::Waiting || self.lacking(line).is_none() {
            return vec![];
        }
        let (order, member) = (self.id.clone(), self.member.clone());
        if self.lines.iter().any(|other| other.line != line && self.lacking(other.line).is_some()) {
            return vec![Event::LinePromised { order, member, line }];
        }
        let paid = self.payment.as_ref().filter(|payment| payment.money == Money::Held);
        let completed = paid.map(|payment| self.completed(payment.id.clone()));
        [Event::Secured { order, member }].into_iter().chain(completed).collect()
    }

    /// One line that cannot be had refuses the whole order, and is named.
    pub(super) fn line_refused(&self, line: u32, why: String) -> Vec<Event> {
        let Some(known) = self.lacking(line).filter(|_| self.stage == Stage::Waiting) else { return vec![] };
        vec![Event::Refused {
            order: self.id.clone(),
            member: self.member.clone(),
            lines: self.lines.clone(),
            reason: why,
            line: Some(line),
            product: known.product.clone(),
            payment: self.payment_id(),
        }]
    }

    pub(super) fn completed(&self, payment: PaymentId) -> Event {
        let (order, member) = (self.id.clone(), self.member.clone());
        Event::Completed { order, member, lines: self.lines.clone(), amount: self.amount, payment }
    }
}

/// What all lines cost together.
fn total(lines: &[Line]) -> Result<Won, Refusal> {
    let amount: Won = lines.iter().map(Line::amount).sum();
    if amount.0 > Kind::WON_MAX { Err(Refusal::TooMuch) } else { Ok(amount) }
}
