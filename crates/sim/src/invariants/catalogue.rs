//! Copies of a title, counted again from the facts.

use super::{Moment, Rules, Told, Wrong, hold};
use std::collections::BTreeMap;

/// The pools of all titles.
#[derive(Default)]
pub(super) struct Copies(BTreeMap<String, Pool>);

#[derive(Default)]
struct Pool {
    acquired: i64,
    written_off: i64,
    sold: i64,
    on_shelf: i64,
    promised: BTreeMap<String, i64>,
    out: BTreeMap<String, i64>,
}

impl Pool {
    fn balances(&self) -> bool {
        let claimed: i64 = self.promised.values().chain(self.out.values()).sum();
        self.acquired - self.written_off - self.sold == self.on_shelf + claimed
    }

    fn take(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let (promise, qty) = (told.text("promise"), told.number("qty"));
        match told.name {
            "title.removed" => {
                self.written_off += told.number("writtenOff");
                self.on_shelf -= told.number("writtenOff");
            }
            "stock.received" => {
                self.acquired += qty;
                self.on_shelf += qty;
            }
            "stock.promised" => {
                let twice = self.promised.insert(promise.clone(), qty).is_some() || self.out.contains_key(&promise);
                self.on_shelf -= qty;
                hold(!twice, "I1 copies", || format!("{promise} was promised while it was running"))?;
            }
            "stock.released" => {
                let held = self.promised.remove(&promise);
                self.on_shelf += qty;
                hold(held == Some(qty), "I1 copies", || format!("{promise} released {qty}, held {held:?}"))?;
            }
            "stock.lent" => {
                let held = self.promised.remove(&promise);
                self.out.insert(promise.clone(), qty);
                hold(held == Some(qty), "I1 copies", || format!("{promise} lent {qty}, held {held:?}"))?;
            }
            "stock.returned" => {
                let left = self.out.get(&promise).copied().unwrap_or(0) - qty;
                self.on_shelf += qty;
                let said = told.number("left");
                hold(left >= 0 && left == said, "I2 quantities", || format!("{promise}: {left} left, said {said}"))?;
                if left == 0 {
                    self.out.remove(&promise)
                } else {
                    self.out.insert(promise, left)
                };
            }
            "stock.consumed" => {
                let held = self.promised.remove(&promise);
                self.sold += qty;
                hold(held == Some(qty), "I1 copies", || format!("{promise} sold {qty}, held {held:?}"))?;
            }
            "stock.unsold" => {
                self.sold -= qty;
                self.on_shelf += qty;
                hold(self.sold >= 0, "I2 quantities", || format!("{promise}: more came back than was sold"))?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Rules for Copies {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        if !told.name.starts_with("stock.") && told.name != "title.removed" {
            return Ok(());
        }
        let title = told.text("title");
        let pool = self.0.entry(title.clone()).or_default();
        pool.take(told)?;
        hold(pool.on_shelf >= 0 && told.number("qty") >= 0, "I2 quantities", || {
            format!("title {title} has {} copies on the shelf", pool.on_shelf)
        })?;
        if let Some(said) = told.data["onShelf"].as_i64() {
            hold(said == pool.on_shelf, "I1 copies", || {
                format!("title {title}: {} says {said} on the shelf, counted {}", told.name, pool.on_shelf)
            })?;
        }
        hold(pool.balances(), "I1 copies", || format!("the equation of title {title} does not hold"))
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        let broken = self.0.iter().find(|(_, pool)| !pool.balances());
        hold(broken.is_none(), "I1 copies", || "an equation does not hold".to_owned())
    }
}
