//! The catalogue and lending agree on every copy when all have heard everything.

use super::{Moment, Rules, Told, Wrong, hold};
use std::collections::BTreeMap;

/// What a loan is promised, and what it has.
#[derive(Default)]
pub(super) struct Claims {
    /// Copies not returned yet, by loan that has begun.
    lent: BTreeMap<String, i64>,
    asked: BTreeMap<String, i64>,
    promised: BTreeMap<String, i64>,
    out: BTreeMap<String, i64>,
}

impl Rules for Claims {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let qty = told.number("qty");
        let promise = told.text("promise");
        let loan = promise.strip_prefix("loan:").map_or_else(|| told.text("loan"), str::to_owned);
        match told.name {
            "loan.requested" => drop(self.asked.insert(loan, qty)),
            "loan.borrowed" => drop(self.lent.insert(loan, qty)),
            "loan.returned" => drop(self.lent.insert(loan, told.number("left"))),
            "stock.promised" if promise.starts_with("loan:") => {
                let asked = self.asked.get(&loan).copied();
                hold(asked == Some(qty), "I5 sagas", || format!("{qty} are promised to {promise}, asked: {asked:?}"))?;
                self.promised.insert(loan, qty);
            }
            "stock.released" => drop(self.promised.remove(&loan)),
            "stock.lent" if promise.starts_with("loan:") => {
                self.promised.remove(&loan);
                self.out.insert(loan, qty);
            }
            "stock.returned" => drop(self.out.insert(loan, told.number("left"))),
            _ => {}
        }
        Ok(())
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        let orphan = self.promised.iter().next();
        hold(orphan.is_none(), "I5 sagas", || format!("a promise nobody waits for: {orphan:?}"))?;
        for loan in self.lent.keys().chain(self.out.keys()) {
            let (lent, out) = (self.lent.get(loan).unwrap_or(&0), self.out.get(loan).unwrap_or(&0));
            hold(lent == out, "I1 copies", || format!("loan {loan} holds {lent}, the catalogue says {out} are out"))?;
        }
        Ok(())
    }
}
