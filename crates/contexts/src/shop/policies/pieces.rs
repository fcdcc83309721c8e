use super::super::{
    line::{Line, asked_by},
    order::{self, Order},
    product::{Command, Product},
};
use kernel::{Cause, OrderId, Policy, PromiseId, To};
use serde::Deserialize;

/// Whenever an order asks for pieces, they are promised to it, each line under its own id; they are sold with it, and
/// come back when it is canceled afterwards. Lines sold from the library's pool are promised there; here they are
/// only counted as sold.
pub(in super::super) struct PiecesForOrders;

/// What we need to know about an order.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "order.placed")]
    Placed { order: OrderId, lines: Vec<Line> },
    #[serde(rename = "order.changed")]
    Changed { order: OrderId, gone: Line, line: Line },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId, lines: Vec<Line> },
    #[serde(rename = "order.canceled")]
    Canceled { order: OrderId, lines: Vec<Line>, was: String },
    #[serde(rename = "order.refused")]
    Refused { order: OrderId, lines: Vec<Line> },
}

impl Policy for PiecesForOrders {
    const NAME: &'static str = "shop.pieces_for_orders";
    const HEARS: &'static [&'static str] =
        &["order.placed", "order.changed", "order.completed", "order.canceled", "order.refused"];
    type Fact = Heard;
    type Target = Product;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Product>> {
        match fact {
            Heard::Placed { order, lines } => lines.iter().filter_map(|line| promise(&order, line)).collect(),
            Heard::Changed { order, gone, line } => {
                release(&order, &gone).into_iter().chain(promise(&order, &line)).collect()
            }
            Heard::Completed { order, lines } => {
                let consume = |line: &Line| Command::Consume { promise: line.promise(&order), qty: line.qty };
                lines.iter().filter_map(|line| to(line, consume(line))).collect()
            }
            Heard::Canceled { order, lines, was } if was == "completed" => {
                let unsell = |line: &Line| Command::Unsell { promise: line.promise(&order) };
                lines.iter().filter_map(|line| to(line, unsell(line))).collect()
            }
            Heard::Canceled { order, lines, .. } | Heard::Refused { order, lines } => {
                lines.iter().filter_map(|line| release(&order, line)).collect()
            }
        }
    }
}

fn to(line: &Line, command: Command) -> Option<To<Product>> {
    Some(To::new(line.product.clone()?, command))
}

fn promise(order: &OrderId, line: &Line) -> Option<To<Product>> {
    let product = own(line)?.product.clone()?;
    let (promise, order, qty) = (line.promise(order), order.clone(), line.qty);
    to(line, Command::Promise { product, promise, order, line: line.line, qty })
}

fn release(order: &OrderId, line: &Line) -> Option<To<Product>> {
    to(own(line)?, Command::Release { promise: line.promise(order) })
}

/// A line whose pieces are not the library's.
fn own(line: &Line) -> Option<&Line> {
    line.title.is_none().then_some(line)
}

/// Whenever a product answers an order, its line has its pieces, or the order is refused.
pub(in super::super) struct AnswersFromProducts;

/// What we need to know about an answer.
#[derive(Deserialize)]
pub(in super::super) enum Answer {
    #[serde(rename = "product.promised")]
    Promised { promise: PromiseId },
    #[serde(rename = "product.refused")]
    Refused { promise: PromiseId, why: String },
}

impl Policy for AnswersFromProducts {
    const NAME: &'static str = "shop.answers_from_products";
    const HEARS: &'static [&'static str] = &["product.promised", "product.refused"];
    type Fact = Answer;
    type Target = Order;

    fn react(fact: Answer, _: &Cause) -> Vec<To<Order>> {
        match fact {
            Answer::Promised { promise } => promised(&promise),
            Answer::Refused { promise, why } => refused(&promise, why),
        }
    }
}

/// The line this promise is for has its pieces. Promises for others are none of our business.
pub(super) fn promised(promise: &PromiseId) -> Vec<To<Order>> {
    let line = asked_by(promise);
    line.map(|(order, line)| To::new(order, order::Command::LinePromised { line })).into_iter().collect()
}

/// The line this promise was asked for cannot be had.
pub(super) fn refused(promise: &PromiseId, why: String) -> Vec<To<Order>> {
    let line = asked_by(promise);
    line.map(|(order, line)| To::new(order, order::Command::LineRefused { line, why })).into_iter().collect()
}
