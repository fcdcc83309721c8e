//! The ledger, added up again; and every payment, followed.

use super::{Moment, Rules, Told, Wrong, hold};
use std::collections::BTreeMap;

/// All accounts and payments.
#[derive(Default)]
pub(super) struct Ledger {
    balances: BTreeMap<String, i64>,
    payments: BTreeMap<String, Payment>,
    /// Top-ups that were credited, and fees that are owed: each once.
    once: BTreeMap<String, u32>,
}

#[derive(Default)]
struct Payment {
    amount: i64,
    /// Taken from the member or his card, and not given back.
    taken: i64,
    captured: bool,
    /// Somebody waits for what becomes of it.
    open: bool,
}

impl Ledger {
    fn post(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let mut sum = 0;
        for posting in told.rows("postings") {
            let (account, amount) = (posting["account"].as_str().unwrap_or_default(), posting["amount"].as_i64());
            let amount = amount.unwrap_or(0);
            sum += amount;
            let balance = self.balances.entry(account.to_owned()).or_default();
            *balance += amount;
            let (balance, owes) = (*balance, account.ends_with(":owed"));
            let holds = !account.starts_with("member:") || if owes { balance <= 0 } else { balance >= 0 };
            hold(holds, "I2 quantities", || format!("{account} is at {balance} after {}", told.name))?;
        }
        hold(sum == 0, "I4 money", || format!("the postings of {} sum to {sum}", told.name))?;
        let Some(said) = told.data["available"].as_i64() else { return Ok(()) };
        let points = self.balances.get(&format!("member:{}:points", told.text("member"))).copied().unwrap_or(0);
        hold(points == said, "I4 money", || format!("{} says {said} are available, counted {points}", told.name))
    }

    fn payment(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let id = told.text("payment");
        let payment = self.payments.entry(id.clone()).or_default();
        let amount = told.number("amount");
        let by_points_at_once = told.name == "payment.completed" && payment.taken == 0 && told.data["fees"].is_array();
        match told.name {
            "payment.asked" | "payment.begun" => (payment.open, payment.amount) = (true, amount),
            "payment.held" | "payment.chargedLate" => {
                hold(payment.taken == 0, "I4 money", || format!("{} of {id}, which was taken already", told.name))?;
                (payment.amount, payment.taken) = (amount, amount);
                payment.open = true;
            }
            "payment.completed" => {
                hold(!payment.captured, "I4 money", || format!("{id} is captured twice"))?;
                hold(payment.taken == amount || by_points_at_once, "I4 money", || {
                    format!("{amount} are captured of {id}, {} were held", payment.taken)
                })?;
                (payment.captured, payment.taken, payment.open) = (true, amount, false);
            }
            "payment.canceled" => {
                let back = told.number("refunded");
                hold(back == payment.taken, "I4 money", || {
                    format!("{back} of {id} go back, {} were taken", payment.taken)
                })?;
                (payment.taken, payment.captured, payment.open) = (0, false, false);
            }
            "payment.unwanted" => payment.open = true,
            "payment.declined" => {
                hold(payment.taken == 0, "I4 money", || format!("{id} is declined with {} taken", payment.taken))?;
                payment.open = false;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Rules for Ledger {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        self.post(told)?;
        let once = match told.name {
            "points.toppedUp" => format!("top-up {} of {}", told.text("transfer"), told.text("member")),
            "fee.owed" => format!("fee {}", told.text("fee")),
            "fee.paid" => format!("payment of fee {}", told.text("fee")),
            name if name.starts_with("payment.") => return self.payment(told),
            _ => return Ok(()),
        };
        let times = self.once.entry(once.clone()).or_default();
        *times += 1;
        hold(*times == 1, "I4 money", || format!("{once} is booked twice"))
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        let open = self.payments.iter().find(|(_, payment)| payment.open);
        hold(open.is_none(), "I5 sagas", || format!("payment {:?} is still open", open.map(|(id, _)| id)))?;
        let held = self.balances.iter().find(|(account, balance)| account.ends_with(":held") && **balance != 0);
        hold(held.is_none(), "I4 money", || format!("{held:?} is still held"))?;
        let sum: i64 = self.balances.values().sum();
        hold(sum == 0, "I4 money", || format!("all balances together are {sum}"))
    }
}
