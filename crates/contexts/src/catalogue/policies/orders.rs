use super::super::title::{Command, Title};
use kernel::{Cause, MemberId, OrderId, Policy, PromiseId, TitleId, To};
use serde::Deserialize;

/// Whenever a shop's order asks for copies of a book, they are promised to it, each line under its own id; they are sold
/// with it, and come back when it is canceled afterwards.
pub(in super::super) struct CopiesForOrders;

/// What we need to know about an order.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "order.placed")]
    Placed { order: OrderId, member: MemberId, lines: Vec<Line> },
    #[serde(rename = "order.changed")]
    Changed { order: OrderId, member: MemberId, gone: Line, line: Line },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId, lines: Vec<Line> },
    #[serde(rename = "order.canceled")]
    Canceled { order: OrderId, lines: Vec<Line>, was: String },
    #[serde(rename = "order.refused")]
    Refused { order: OrderId, lines: Vec<Line> },
    /// A product is sold from our shelf: who sells it wants to know what is there.
    #[serde(rename = "product.registered")]
    Offered { title: Option<TitleId> },
}

/// A line of an order; without a title it is none of our business.
#[derive(Deserialize)]
pub(in super::super) struct Line {
    line: u32,
    title: Option<TitleId>,
    qty: u32,
}

impl Policy for CopiesForOrders {
    const NAME: &'static str = "catalogue.copies_for_orders";
    const HEARS: &'static [&'static str] = &[
        "order.placed",
        "order.changed",
        "order.completed",
        "order.canceled",
        "order.refused",
        "product.registered",
    ];
    type Fact = Heard;
    type Target = Title;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Title>> {
        match fact {
            Heard::Placed { order, member, lines } => promise(&order, &member, lines),
            Heard::Changed { order, member, gone, line } => {
                let mut to = each(&order, vec![gone], |promise| Command::Release { promise });
                to.extend(promise(&order, &member, vec![line]));
                to
            }
            Heard::Completed { order, lines } => each(&order, lines, |promise| Command::Consume { promise }),
            Heard::Canceled { order, lines, was } if was == "completed" => {
                each(&order, lines, |promise| Command::Unsell { promise })
            }
            Heard::Canceled { order, lines, .. } | Heard::Refused { order, lines } => {
                each(&order, lines, |promise| Command::Release { promise })
            }
            Heard::Offered { title } => {
                title.map(|title| To::new(title.clone(), Command::Count { title })).into_iter().collect()
            }
        }
    }
}

fn promise_of(order: &OrderId, line: &Line) -> PromiseId {
    PromiseId::of("order", &format_args!("{order}.{}", line.line))
}

fn promise(order: &OrderId, member: &MemberId, lines: Vec<Line>) -> Vec<To<Title>> {
    let asked = lines.into_iter().filter_map(|line| {
        let (promise, title) = (promise_of(order, &line), line.title?);
        let command = Command::Promise { title: title.clone(), promise, member: member.clone(), qty: line.qty };
        Some(To::new(title, command))
    });
    asked.collect()
}

fn each(order: &OrderId, lines: Vec<Line>, command: fn(PromiseId) -> Command) -> Vec<To<Title>> {
    let asked = lines.into_iter().filter_map(|line| {
        let promise = promise_of(order, &line);
        Some(To::new(line.title?, command(promise)))
    });
    asked.collect()
}
