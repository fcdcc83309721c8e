//! Pieces of products, counted again from the facts; and orders, summed again.

use super::{
    Moment, Rules, Told, Wrong,
    claims::{Claims, Sums, same},
    hold,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// All products and orders.
pub(super) struct Shop {
    pieces: Claims,
    products: BTreeMap<String, Product>,
    orders: BTreeMap<String, Order>,
}

#[derive(Default)]
struct Product {
    received: i64,
    free: i64,
    /// Sold from the library's copies: no pieces of its own.
    of_pool: bool,
    claims: i64,
}

#[derive(Default)]
struct Order {
    lines: BTreeMap<i64, Value>,
    payment: Option<String>,
    stage: &'static str,
}

impl Default for Shop {
    fn default() -> Self {
        Self { pieces: Claims::told_by("product."), products: BTreeMap::new(), orders: BTreeMap::new() }
    }
}

impl Shop {
    fn product(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let (id, qty) = (told.text("product"), told.number("qty"));
        let known = self.pieces.promised.get(&told.text("promise")).copied();
        let sold = self.pieces.sold.get(&told.text("promise")).copied();
        self.pieces.hear(told);
        let product = self.products.entry(id.clone()).or_default();
        let wrong = |why: &str| ("I1 pieces", format!("{} of product {id}: {why}", told.name));
        match told.name {
            "product.registered" => {
                product.of_pool = told.data["title"].is_string();
                (product.received, product.free) = (told.number("stock"), told.number("stock"));
            }
            "product.received" => (product.received, product.free) = (product.received + qty, product.free + qty),
            "product.promised" => {
                (product.free, product.claims) = (product.free - qty, product.claims + qty);
                hold(known.is_none() && sold.is_none(), "I1 pieces", || wrong("promised twice").1)?;
            }
            "product.released" => {
                (product.free, product.claims) = (product.free + qty, product.claims - qty);
                hold(known == Some(qty), "I1 pieces", || wrong("released what was not promised").1)?;
            }
            "product.consumed" => {
                let ought = if product.of_pool { None } else { Some(qty) };
                hold(known == ought && sold.is_none(), "I1 pieces", || wrong("sold twice, or not promised").1)?;
            }
            "product.unsold" => {
                hold(sold == Some(qty), "I1 pieces", || wrong("came back without having been sold").1)?;
                if !product.of_pool {
                    (product.free, product.claims) = (product.free + qty, product.claims - qty);
                }
            }
            _ => return Ok(()),
        }
        if product.of_pool {
            return Ok(());
        }
        hold(product.free >= 0 && qty >= 0, "I2 quantities", || wrong("fewer than none are free").1)?;
        hold(product.received == product.free + product.claims, "I1 pieces", || wrong("the equation does not hold").1)?;
        let said = told.data["free"].as_i64();
        hold(said.is_none_or(|said| said == product.free), "I1 pieces", || {
            wrong(&format!("{said:?} are said to be free, counted {}", product.free)).1
        })
    }

    fn order(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let order = self.orders.entry(told.text("order")).or_default();
        let number = |line: &Value| line["line"].as_i64().unwrap_or(0);
        match told.name {
            "order.placed" => {
                order.lines = told.rows("lines").iter().map(|line| (number(line), line.clone())).collect();
                order.stage = "waiting";
            }
            "order.changed" => {
                order.lines.remove(&number(&told.data["gone"]));
                order.lines.insert(number(&told.data["line"]), told.data["line"].clone());
            }
            "order.paymentAsked" => order.payment = Some(told.text("payment")),
            "order.paymentFailed" => order.payment = None,
            "order.completed" => {
                order.stage = "completed";
                let paid = told.data["payment"].as_str().map(str::to_owned);
                hold(paid.is_some() && paid == order.payment, "I4 money", || {
                    format!("order {} is complete with {paid:?}, asked for was {:?}", told.text("order"), order.payment)
                })?;
            }
            "order.canceled" | "order.refused" => order.stage = "over",
            _ => {}
        }
        let Some(said) = told.data["amount"].as_i64() else { return Ok(()) };
        let costs = |line: &Value| line["price"].as_i64().unwrap_or(0) * line["qty"].as_i64().unwrap_or(0);
        let sum: i64 = order.lines.values().map(costs).sum();
        hold(sum == said, "I4 money", || format!("{} of {}: {said} won, its lines cost {sum}", told.name, told.stream))
    }

    /// Pieces of orders in this stage, by promise.
    fn ought(&self, stage: &str, with_pool: bool) -> Sums {
        let orders = self.orders.iter().filter(|(_, order)| order.stage == stage);
        let lines = orders.flat_map(|(id, order)| order.lines.values().map(move |line| (id, line)));
        let own = lines.filter(|(_, line)| with_pool || line["title"].is_null());
        own.map(|(id, line)| (format!("order:{id}.{}", line["line"]), line["qty"].as_i64().unwrap_or(0))).collect()
    }
}

impl Rules for Shop {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        match told.name {
            name if name.starts_with("product.") => self.product(told),
            name if name.starts_with("order.") => self.order(told),
            _ => Ok(()),
        }
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        same("pieces promised to", &self.pieces.promised, &self.ought("waiting", false))?;
        same("pieces sold to", &self.pieces.sold, &self.ought("completed", true))
    }
}
