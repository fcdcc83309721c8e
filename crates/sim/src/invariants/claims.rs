//! What is promised, out and sold, by promise: the same words for copies of the library and pieces of the shop.

use super::{Told, Wrong, hold};
use std::collections::BTreeMap;

/// Quantities by promise.
pub(super) type Sums = BTreeMap<String, i64>;

/// Claims on things.
pub(super) struct Claims {
    prefix: &'static str,
    pub promised: Sums,
    pub out: Sums,
    pub sold: Sums,
}

impl Claims {
    /// Those that facts of this prefix tell of, e.g. `stock.`.
    pub(super) fn told_by(prefix: &'static str) -> Self {
        Self { prefix, promised: Sums::new(), out: Sums::new(), sold: Sums::new() }
    }

    pub(super) fn hear(&mut self, told: &Told<'_>) {
        let Some(word) = told.name.strip_prefix(self.prefix) else { return };
        let (promise, qty) = (told.text("promise"), told.number("qty"));
        match word {
            "promised" => drop(self.promised.insert(promise, qty)),
            "released" => drop(self.promised.remove(&promise)),
            "lent" => {
                self.promised.remove(&promise);
                self.out.insert(promise, qty);
            }
            "returned" if told.number("left") == 0 => drop(self.out.remove(&promise)),
            "returned" => drop(self.out.insert(promise, told.number("left"))),
            "consumed" => {
                self.promised.remove(&promise);
                self.sold.insert(promise, qty);
            }
            "unsold" => drop(self.sold.remove(&promise)),
            _ => {}
        }
    }
}

/// Of these, the ones promised under a prefix, without it.
pub(super) fn of(sums: &Sums, prefix: &str) -> Sums {
    sums.iter().filter_map(|(promise, qty)| Some((promise.strip_prefix(prefix)?.to_owned(), *qty))).collect()
}

/// Are they the same?
pub(super) fn same(what: &str, is: &Sums, ought: &Sums) -> Result<(), Wrong> {
    let mut keys = is.keys().chain(ought.keys());
    let wrong = keys.find(|key| is.get(*key) != ought.get(*key));
    hold(wrong.is_none(), "I1 copies", || {
        let key = wrong.map_or("", String::as_str);
        format!("{what} {key}: {:?}, ought to be {:?}", is.get(key), ought.get(key))
    })
}
