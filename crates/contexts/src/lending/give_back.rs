//! A borrower's decision when copies come back: to which loans they belong, and what lateness costs.

use super::{
    borrower::{Borrower, ReturnOf},
    facts::{Event, Share},
    loan::{Loan, Stage},
    refusal::Refusal,
    tariff::Tariff,
};
use kernel::{Day, LoanId, ReturnId, Won};

/// Copies of one loan that come back.
struct Match<'a> {
    id: &'a LoanId,
    loan: &'a Loan,
    qty: u32,
}

impl Borrower {
    /// All of it or nothing (000-T4): more than is on loan is refused, and nothing changes.
    pub(super) fn take_back(&self, ret: ReturnId, of: ReturnOf, qty: u32, day: Day) -> Result<Vec<Event>, Refusal> {
        let matches = self.matched(&of, qty)?;
        if let Some(early) = matches.iter().find(|m| day < m.loan.borrow_day) {
            return Err(Refusal::ReturnBeforeBorrow { borrow_day: early.loan.borrow_day });
        }
        // Sorted by due day, the first is the latest; its lateness is that of the whole return.
        let Some(worst) = matches.first() else { return Ok(vec![]) };
        let mut events: Vec<Event> = matches.iter().map(|m| self.returned(&ret, m, day)).collect();
        let (title, due_day, late_days) = (worst.loan.title.clone(), worst.loan.due_day, worst.loan.late_days(day));
        let tariff = tariff_of(worst.loan);
        let fee = tariff.fee(late_days);
        let borrows = matches.iter().map(|m| Share { borrow_id: m.id.clone(), qty: m.qty }).collect();
        let member = self.member.clone();
        events.push(Event::Recorded {
            ret: ret.clone(),
            member: member.clone(),
            title: title.clone(),
            qty,
            day,
            due_day,
            late_days,
            fee,
            tariff: tariff.clone(),
            borrows,
        });
        if fee > Won::ZERO {
            let name = worst.loan.name().to_owned();
            events.push(Event::FeeCharged { fee: ret, member, title, name, day, due_day, late_days, amount: fee, tariff });
        }
        Ok(events)
    }

    /// The loans these copies belong to, oldest due date first (README §3, 5).
    fn matched(&self, of: &ReturnOf, qty: u32) -> Result<Vec<Match<'_>>, Refusal> {
        let meant = |id: &LoanId, loan: &Loan| match of {
            ReturnOf::Title(title) => loan.title == *title,
            ReturnOf::Loan(wanted) => id == wanted,
        };
        let mut open: Vec<_> = self.loans.iter().filter(|(id, loan)| loan.is_on_loan() && meant(id, loan)).collect();
        open.sort_by_key(|(id, loan)| (loan.due_day, loan.borrow_day, *id));
        let mut rest = qty;
        let mut matches = vec![];
        for (id, loan) in &open {
            let qty = rest.min(loan.left);
            if qty > 0 {
                matches.push(Match { id, loan, qty });
            }
            rest -= qty;
        }
        if rest > 0 {
            return Err(Refusal::MoreThanOnLoan { returned: qty, on_loan: u64::from(qty) - u64::from(rest) });
        }
        Ok(matches)
    }

    fn returned(&self, ret: &ReturnId, m: &Match<'_>, day: Day) -> Event {
        Event::Returned {
            loan: m.id.clone(),
            member: self.member.clone(),
            title: m.loan.title.clone(),
            ret: ret.clone(),
            qty: m.qty,
            left: m.loan.left - m.qty,
            day,
            due_day: m.loan.due_day,
            late_days: m.loan.late_days(day),
        }
    }
}

/// The tariff the loan was made under: what the member was told is what he pays.
fn tariff_of(loan: &Loan) -> Tariff {
    match &loan.stage {
        Stage::OnLoan { tariff, .. } => tariff.clone(),
        Stage::Requested { .. } => Tariff::in_force(),
    }
}
