//! Loans and late fees, followed and computed again from the facts.

use super::{Moment, Rules, Told, Wrong, hold};
use kernel::Day;
use std::collections::BTreeMap;

/// All loans, and the returns that cost something.
#[derive(Default)]
pub(super) struct Loans {
    loans: BTreeMap<String, Loan>,
    /// Lateness by return: the largest of its loans.
    late: BTreeMap<String, i64>,
    /// Fees that returns say, and whether they were charged.
    fees: BTreeMap<String, (i64, bool)>,
}

#[derive(Default)]
struct Loan {
    stage: Stage,
    qty: i64,
    left: i64,
    due: Day,
    noted: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Stage {
    #[default]
    Requested,
    Borrowed,
    Canceled,
    Returned,
}

/// The tariff of the library, a second time: 1–7 days 500 won, 8–14 days 1000, from 15 days 2000.
fn fee(late_days: i64) -> i64 {
    match late_days {
        ..=0 => 0,
        1..=7 => 500,
        8..=14 => 1000,
        _ => 2000,
    }
}

impl Loans {
    fn request(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let id = told.text("loan");
        let qty = told.number("qty");
        let loan = Loan { qty, left: qty, due: told.day("dueDay"), ..Loan::default() };
        let twice = self.loans.insert(id.clone(), loan).is_some();
        hold(!twice && qty > 0, "I2 quantities", || format!("loan {id} was requested twice, or for {qty}"))
    }

    fn change(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let id = told.text("loan");
        let unknown = ("I5 sagas", format!("{} of loan {id}, which nobody requested", told.name));
        let loan = self.loans.get_mut(&id).ok_or(unknown)?;
        let (from, to) = match told.name {
            "loan.borrowed" => (Stage::Requested, Stage::Borrowed),
            "loan.canceled" => (Stage::Requested, Stage::Canceled),
            _ => (Stage::Borrowed, Stage::Borrowed),
        };
        let stage = loan.stage;
        hold(stage == from, "I5 sagas", || format!("{} of loan {id}, which is {stage:?}", told.name))?;
        loan.stage = to;
        match told.name {
            "loan.borrowed" => loan.due = told.day("dueDay"),
            "loan.renewed" => {
                let (due, days) = (told.day("dueDay"), told.number("loanDays"));
                hold(i64::from(due.days_since(loan.due)) == days, "I3 fees", || {
                    format!("loan {id} was due on {}, is renewed by {days} days to {due}", loan.due)
                })?;
                loan.due = due;
            }
            "loan.overdue" => loan.noted = true,
            "loan.returned" => return self.give_back(&id, told),
            _ => {}
        }
        Ok(())
    }

    fn give_back(&mut self, id: &str, told: &Told<'_>) -> Result<(), Wrong> {
        let Some(loan) = self.loans.get_mut(id) else { return Ok(()) };
        let (qty, left, late) = (told.number("qty"), told.number("left"), told.number("lateDays"));
        hold(qty > 0 && left >= 0 && loan.left - qty == left, "I2 quantities", || {
            format!("loan {id} of {} had {} out, {qty} came back, {left} are said to be left", loan.qty, loan.left)
        })?;
        loan.left = left;
        if left == 0 {
            loan.stage = Stage::Returned;
        }
        let days = i64::from(told.day("day").days_since(loan.due)).max(0);
        hold(days == late, "I3 fees", || format!("loan {id}: {late} days late are said, counted {days}"))?;
        let most = self.late.entry(told.text("return")).or_default();
        *most = late.max(*most);
        Ok(())
    }

    fn recorded(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let id = told.text("return");
        let late = self.late.get(&id).copied().unwrap_or(0);
        let (said, days) = (told.number("fee"), told.number("lateDays"));
        self.fees.insert(id.clone(), (said, false));
        hold(days == late && said == fee(late), "I3 fees", || {
            format!("return {id}, {late} days late, is said to be {days} days late and cost {said}, not {}", fee(late))
        })
    }

    fn charged(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let (id, amount) = (told.text("fee"), told.number("amount"));
        let said = self.fees.insert(id.clone(), (amount, true));
        hold(said == Some((amount, false)) && amount > 0, "I3 fees", || {
            format!("{amount} are charged for return {id}; before that: {said:?}")
        })
    }
}

impl Rules for Loans {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        match told.name {
            "loan.requested" => self.request(told),
            "return.recorded" => self.recorded(told),
            "fee.charged" => self.charged(told),
            name if name.starts_with("loan.") => self.change(told),
            _ => Ok(()),
        }
    }

    fn at_rest(&self, Moment { today, .. }: Moment) -> Result<(), Wrong> {
        for (id, loan) in &self.loans {
            hold(loan.stage != Stage::Requested, "I5 sagas", || format!("loan {id} is still requested"))?;
            let late = loan.stage == Stage::Borrowed && loan.due < today;
            hold(!late || loan.noted, "I5 sagas", || {
                format!("loan {id} was due on {}, today is {today}, and nobody was told", loan.due)
            })?;
        }
        let owed = self.fees.iter().find(|(_, (amount, charged))| *amount > 0 && !charged);
        hold(owed.is_none(), "I3 fees", || format!("a fee was not charged: {owed:?}"))
    }
}
