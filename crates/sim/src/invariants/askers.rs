//! Who holds copies, and who says that he does: reservations, rentals and orders against the catalogue.

use super::{
    Moment, Rules, Told, Wrong,
    claims::{Claims, Sums, of, same},
    hold,
};
use std::collections::{BTreeMap, BTreeSet};

/// What each asker ought to hold.
pub(super) struct Askers {
    copies: Claims,
    reserved: Sums,
    /// Rentals by id: copies, and how far it has come.
    rentals: BTreeMap<String, (i64, &'static str)>,
    /// Titles that are no more: what was sold of them does not come back.
    removed: BTreeSet<String>,
    titles: BTreeMap<String, String>,
    orders: BTreeMap<String, (Sums, &'static str)>,
}

impl Default for Askers {
    fn default() -> Self {
        Self {
            copies: Claims::told_by("stock."),
            reserved: Sums::new(),
            rentals: BTreeMap::new(),
            removed: BTreeSet::new(),
            titles: BTreeMap::new(),
            orders: BTreeMap::new(),
        }
    }
}

/// Lines of an order that are sold from the library's copies, by promise.
fn pool_lines(order: &str, lines: &[serde_json::Value]) -> Sums {
    let line = |line: &serde_json::Value| {
        line["title"].as_str()?;
        Some((format!("{order}.{}", line["line"]), line["qty"].as_i64()?))
    };
    lines.iter().filter_map(line).collect()
}

impl Askers {
    fn rental(&mut self, told: &Told<'_>) {
        let id = told.text("rental");
        let stage = match told.name {
            "rental.requested" => {
                self.rentals.insert(id, (told.number("qty"), "asked"));
                return;
            }
            "rental.accepted" => "promised",
            "rental.dispatched" => "out",
            "rental.returned" | "rental.refused" | "rental.canceled" => "",
            _ => return,
        };
        if let Some(rental) = self.rentals.get_mut(&id) {
            rental.1 = stage;
        }
    }

    fn order(&mut self, told: &Told<'_>) {
        let id = told.text("order");
        let stage = match told.name {
            "order.placed" => "promised",
            "order.changed" => {
                if let Some((lines, _)) = self.orders.get_mut(&id) {
                    lines.remove(&format!("{id}.{}", told.data["gone"]["line"]));
                    lines.extend(pool_lines(&id, std::slice::from_ref(&told.data["line"])));
                }
                return;
            }
            "order.completed" => "sold",
            "order.canceled" | "order.refused" => "",
            _ => return,
        };
        let lines = told.rows("lines");
        self.orders.insert(id.clone(), (pool_lines(&id, lines), stage));
    }

    fn ought(&self, stage: &str) -> Sums {
        let rentals = self.rentals.iter().filter(|(_, (_, at))| *at == stage);
        let rentals = rentals.map(|(id, (qty, _))| (format!("rental:{id}"), *qty));
        let orders = self.orders.values().filter(|(_, at)| *at == stage).flat_map(|(lines, _)| lines);
        let orders = orders.map(|(line, qty)| (format!("order:{line}"), *qty));
        let reserved = self.reserved.iter().filter(|_| stage == "promised");
        let reserved = reserved.map(|(id, qty)| (format!("reservation:{id}"), *qty));
        rentals.chain(orders).chain(reserved).collect()
    }
}

impl Rules for Askers {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        self.copies.hear(told);
        match told.name {
            "title.removed" => drop(self.removed.insert(told.text("title"))),
            "stock.consumed" => drop(self.titles.insert(told.text("promise"), told.text("title"))),
            "stock.promised" => {
                let rental = told.text("promise");
                let asked = rental.strip_prefix("rental:").and_then(|id| self.rentals.get(id));
                hold(asked.is_none_or(|(qty, _)| *qty == told.number("qty")), "I1 copies", || {
                    format!("{} copies are promised to {rental}, asked: {asked:?}", told.number("qty"))
                })?;
            }
            "reservation.succeeded" => drop(self.reserved.insert(told.text("reservation"), 1)),
            "reservation.canceled" => drop(self.reserved.remove(&told.text("reservation"))),
            name if name.starts_with("rental.") => self.rental(told),
            name if name.starts_with("order.") => self.order(told),
            _ => {}
        }
        Ok(())
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        let askers = |sums: &Sums| -> Sums {
            let ours = |promise: &&String| !promise.starts_with("loan:");
            sums.iter().filter(|(promise, _)| ours(promise)).map(|(promise, qty)| (promise.clone(), *qty)).collect()
        };
        same("promised to", &askers(&self.copies.promised), &self.ought("promised"))?;
        same("out for", &askers(&self.copies.out), &self.ought("out"))?;
        let gone = |promise: &&String| self.titles.get(*promise).is_some_and(|title| self.removed.contains(title));
        let mut sold = self.copies.sold.clone();
        let ought = self.ought("sold");
        sold.retain(|promise, _| ought.contains_key(promise) || !gone(&promise));
        same("sold to", &of(&sold, "order:"), &of(&ought, "order:"))
    }
}
