use super::{
    super::{
        order::Order,
        product::{Command, Product},
    },
    pieces::{promised, refused},
};
use kernel::{Cause, Policy, PromiseId, TitleId, To};
use serde::Deserialize;

/// Whenever the library answers an order, its line has its copies, or the order is refused. Answers to others are none
/// of our business.
pub(in super::super) struct AnswersFromStock;

/// What we need to know about an answer.
#[derive(Deserialize)]
pub(in super::super) enum Answer {
    #[serde(rename = "stock.promised")]
    Promised { promise: PromiseId },
    #[serde(rename = "stock.refused")]
    Refused { promise: PromiseId, why: String },
}

impl Policy for AnswersFromStock {
    const NAME: &'static str = "shop.answers_from_stock";
    const HEARS: &'static [&'static str] = &["stock.promised", "stock.refused"];
    type Fact = Answer;
    type Target = Order;

    fn react(fact: Answer, _: &Cause) -> Vec<To<Order>> {
        match fact {
            Answer::Promised { promise } => promised(&promise),
            Answer::Refused { promise, why } => refused(&promise, why),
        }
    }
}

/// Whenever the copies on the shelf change, the product sold from them shows how many there are. A product sold from
/// the pool has the id of its book, so it is found without asking anybody; other books have none, and nothing happens.
pub(in super::super) struct CountOfCopies;

/// What we need to know about copies.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(in super::super) enum Heard {
    #[serde(
        rename = "stock.counted",
        alias = "stock.received",
        alias = "stock.promised",
        alias = "stock.released",
        alias = "stock.returned",
        alias = "stock.unsold"
    )]
    Counted { title: TitleId, on_shelf: u32 },
    #[serde(rename = "title.removed")]
    Removed { title: TitleId },
}

impl Policy for CountOfCopies {
    const NAME: &'static str = "shop.count_of_copies";
    const HEARS: &'static [&'static str] = &[
        "stock.counted",
        "stock.received",
        "stock.promised",
        "stock.released",
        "stock.returned",
        "stock.unsold",
        "title.removed",
    ];
    type Fact = Heard;
    type Target = Product;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Product>> {
        let (title, free) = match fact {
            Heard::Counted { title, on_shelf } => (title, on_shelf),
            Heard::Removed { title } => (title, 0),
        };
        vec![To::new(title, Command::Count { free })]
    }
}
