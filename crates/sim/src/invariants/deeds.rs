//! Money against what it was for: rentals, orders and fees.

use super::{Moment, Rules, Told, Wrong, hold};
use std::collections::{BTreeMap, BTreeSet};

/// What was paid, and what ought to be.
#[derive(Default)]
pub(super) struct Deeds {
    /// Captured and not given back, with its amount.
    paid: BTreeMap<String, i64>,
    /// By rental or order: the payment, its amount, and whether it stands.
    due: BTreeMap<String, (String, i64, bool)>,
    charged: BTreeMap<String, i64>,
    owed: BTreeMap<String, i64>,
    /// Fees that a payment settled, and that lending knows to be settled.
    settled: BTreeSet<String>,
    noted: BTreeSet<String>,
    /// Held for so long that it went back before anybody heard that it was wanted: a safety net, and a known loss.
    expired: BTreeSet<String>,
}

impl Deeds {
    fn pays(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let (payment, amount) = (told.text("payment"), told.number("amount"));
        if told.rows("fees").is_empty() {
            self.paid.insert(payment, amount);
            return Ok(());
        }
        let mut sum = 0;
        for share in told.rows("fees") {
            let fee = share["fee"].as_str().unwrap_or_default().to_owned();
            sum += share["amount"].as_i64().unwrap_or(0);
            hold(self.settled.insert(fee.clone()), "I4 money", || format!("fee {fee} is paid twice"))?;
        }
        hold(sum == amount, "I4 money", || format!("{payment} pays {amount} for fees of {sum}"))
    }
}

impl Rules for Deeds {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let (fee, amount) = (told.text("fee"), told.number("amount"));
        let deed = if told.name.starts_with("rental.") { told.text("rental") } else { told.text("order") };
        match told.name {
            "payment.completed" => return self.pays(told),
            "payment.canceled" => {
                self.paid.remove(&told.text("payment"));
                if told.text("reason") == "expired" {
                    self.expired.insert(told.text("payment"));
                }
            }
            "rental.accepted" | "order.completed" => drop(self.due.insert(deed, (told.text("payment"), amount, true))),
            "rental.canceled" | "order.canceled" => {
                self.due.entry(deed).and_modify(|(_, _, stands)| *stands = false);
            }
            "fee.charged" => drop(self.charged.insert(fee, amount)),
            "fee.owed" => drop(self.owed.insert(fee, amount)),
            "fee.paid" => drop(self.noted.insert(fee)),
            _ => {}
        }
        Ok(())
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        let stands = self.due.values().filter(|(payment, _, stands)| *stands && !self.expired.contains(payment));
        let ought: BTreeMap<String, i64> = stands.map(|(payment, amount, _)| (payment.clone(), *amount)).collect();
        let wrong = self.paid.keys().chain(ought.keys()).find(|id| self.paid.get(*id) != ought.get(*id));
        hold(wrong.is_none(), "I4 money", || {
            let id = wrong.map_or("", String::as_str);
            format!("{id} is paid with {:?}, what it is for costs {:?}", self.paid.get(id), ought.get(id))
        })?;
        hold(self.charged == self.owed, "I3 fees", || {
            format!("charged are {:?}, owed are {:?}", self.charged, self.owed)
        })?;
        hold(self.settled == self.noted, "I3 fees", || {
            format!("fees that were paid: {:?}, that lending knows to be paid: {:?}", self.settled, self.noted)
        })
    }
}
