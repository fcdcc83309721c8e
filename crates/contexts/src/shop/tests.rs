mod orders;
mod paying;
mod products;
mod saga;
mod views;

use super::{
    line::Line,
    order::{Command, Order},
    order_facts::Event,
};
use kernel::{Card, MemberId, OrderId, PaymentId, Won};

/// The day of all tests, and half an hour later.
pub(super) const NOON: u64 = 1_631_491_200_000;
pub(super) const PAY_BEFORE: u64 = NOON + 30 * 60_000;

/// An order to which this happened.
pub(super) fn given(events: impl IntoIterator<Item = Event>) -> kernel::spec::Given<Order> {
    kernel::spec::given(events)
}

pub(super) fn o1() -> OrderId {
    "o1".parse().unwrap()
}

pub(super) fn kim() -> MemberId {
    "kim".parse().unwrap()
}

pub(super) fn payment(text: &str) -> PaymentId {
    text.parse().unwrap()
}

/// The first payment the order asks for by itself.
pub(super) fn first() -> PaymentId {
    payment("order-o1-1")
}

/// So many pieces of chicken, 1000 won each.
pub(super) fn line(line: u32, qty: u32) -> Line {
    let product = Some("chicken-1".parse().unwrap());
    Line { line, product, title: None, name: "chicken".into(), qty, price: Won(1000) }
}

pub(super) fn place(lines: Vec<Line>) -> Command {
    Command::Place { order: o1(), member: kim(), lines, card: None, pay_before: PAY_BEFORE }
}

pub(super) fn placed(lines: Vec<Line>, card: Option<Card>) -> Event {
    let amount = lines.iter().map(Line::amount).sum();
    Event::Placed { order: o1(), member: kim(), lines, amount, card, pay_before: PAY_BEFORE }
}

pub(super) fn secured() -> Event {
    Event::Secured { order: o1(), member: kim() }
}

/// He pays with points.
pub(super) fn asked(id: &str, won: i64) -> Event {
    let (payment, method) = (payment(id), "point".to_owned());
    Event::PaymentAsked { order: o1(), member: kim(), payment, method, card: None, amount: Won(won) }
}

pub(super) fn held(id: &str) -> Command {
    Command::MoneyHeld { order: o1(), member: kim(), payment: payment(id) }
}

pub(super) fn completed(lines: Vec<Line>) -> Event {
    let amount = lines.iter().map(Line::amount).sum();
    Event::Completed { order: o1(), member: kim(), lines, amount, payment: first() }
}

pub(super) fn canceled(lines: Vec<Line>, was: &str, reason: &str, payment: Option<PaymentId>, refund: i64) -> Event {
    let (was, reason) = (was.into(), reason.into());
    Event::Canceled { order: o1(), member: kim(), lines, was, reason, payment, refund: Won(refund) }
}

/// Placed, paid with points and complete: two pieces.
pub(super) fn complete() -> Vec<Event> {
    let lines = vec![line(1, 2)];
    vec![placed(lines.clone(), None), secured(), asked("order-o1-1", 2000), completed(lines)]
}
