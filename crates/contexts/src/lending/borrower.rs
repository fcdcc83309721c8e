//! The aggregate of lending: one member with what he has on loan.
//!
//! The limit, and which loan a returned copy belongs to, are decisions over all his loans at once; so he is the
//! unit in which things are decided, and two requests of his never race. Only open loans and unpaid fees are kept.

use super::{
    facts::Event,
    loan::{Loan, Stage},
    refusal::Refusal,
    terms::{Group, TERMS},
};
use kernel::{Alarm, Cause, Day, Decider, LoanId, MemberId, PaymentId, ReturnId, TitleId, When, Won};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a loan was canceled: its kind of book is not lent.
pub(super) const NOT_FOR_LOAN: &str = "not-for-loan";
/// Why a loan was canceled: the member (or the desk for him) did not want it any more.
pub(super) const WITHDRAWN: &str = "withdrawn";

/// A member as a borrower.
#[derive(Debug, Default)]
pub(super) struct Borrower {
    pub(super) member: MemberId,
    pub(super) group: Group,
    /// Requested or on loan.
    pub(super) loans: BTreeMap<LoanId, Loan>,
    /// Late fees that are not paid yet.
    pub(super) unpaid: BTreeMap<ReturnId, Won>,
}

/// What can be asked of a borrower.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Request {
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        /// Today, unless the desk says otherwise.
        borrow_day: Option<Day>,
        /// What the terms say, unless the desk says otherwise.
        due_day: Option<Day>,
    },
    /// The copies are there.
    Confirm { loan: LoanId, name: String, kind: String },
    /// The copies are not there.
    Cancel { loan: LoanId, why: String, on_shelf: u32 },
    /// He does not want it any more.
    Withdraw { loan: LoanId },
    Return { ret: ReturnId, of: ReturnOf, qty: u32, day: Option<Day> },
    Renew { loan: LoanId },
    /// Rings on the day after a due day.
    NoteOverdue,
    PutInGroup { member: MemberId, group: Group },
    /// A payment covers these fees; those that are not owed (any more) are none of its business.
    NoteFeesPaid { payment: PaymentId, fees: Vec<ReturnId> },
}

/// Of what copies come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ReturnOf {
    /// Of this title, whichever loans they belong to.
    Title(TitleId),
    /// Of this loan.
    Loan(LoanId),
}

impl Decider for Borrower {
    const NAME: &'static str = "borrower";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        match command {
            Request { loan, member, title, qty, borrow_day, due_day } => {
                self.request(loan, member, title, qty, (borrow_day, due_day), cause)
            }
            Confirm { loan, name, kind } => Ok(self.confirm(loan, name, kind)),
            Cancel { loan, why, on_shelf } => Ok(self.cancel(loan, why, on_shelf)),
            Withdraw { loan } => self.withdraw(loan),
            Return { ret, of, qty, day } => self.take_back(ret, of, qty, day.unwrap_or(cause.today)),
            Renew { loan } => self.renew(loan, cause.today),
            NoteOverdue => Ok(self.note_overdue(cause.today)),
            PutInGroup { member, group } => Ok(self.put_in_group(member, group)),
            NoteFeesPaid { payment, fees } => Ok(self.note_fees_paid(&payment, fees)),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Requested { loan, member, title, qty, borrow_day, due_day, due_by_desk, .. } => {
                self.member = member.clone();
                let stage = Stage::Requested { due_by_desk: *due_by_desk };
                let (title, left) = (title.clone(), *qty);
                self.loans.insert(loan.clone(), Loan { title, left, borrow_day: *borrow_day, due_day: *due_day, stage });
            }
            Event::Borrowed { loan, name, kind, due_day, tariff, .. } => {
                if let Some(loan) = self.loans.get_mut(loan) {
                    loan.due_day = *due_day;
                    loan.stage = Stage::lent(name, kind, tariff);
                }
            }
            Event::Canceled { loan, .. } => {
                self.loans.remove(loan);
            }
            Event::Renewed { loan, due_day, .. } => {
                if let Some(loan) = self.loans.get_mut(loan) {
                    loan.due_day = *due_day;
                    loan.stage.count_renewal();
                }
            }
            Event::Overdue { loan, .. } => {
                if let Some(loan) = self.loans.get_mut(loan) {
                    loan.stage.note_overdue();
                }
            }
            Event::Returned { loan, left: 0, .. } => {
                self.loans.remove(loan);
            }
            Event::Returned { loan, left, .. } => {
                if let Some(loan) = self.loans.get_mut(loan) {
                    loan.left = *left;
                }
            }
            Event::Recorded { .. } => {}
            Event::FeeCharged { fee, amount, .. } => {
                self.unpaid.insert(fee.clone(), *amount);
            }
            Event::FeePaid { fee, .. } => {
                self.unpaid.remove(fee);
            }
            Event::Grouped { member, group, .. } => {
                self.member = member.clone();
                self.group = *group;
            }
        }
        self
    }

    /// The day after the earliest due day nobody was told about. What was noted does not ring again, and what is
    /// overdue cannot be renewed, so it comes to rest.
    fn alarm(&self) -> Option<Alarm<Command>> {
        let due = self.loans.values().filter(|loan| loan.is_watched()).map(|loan| loan.due_day).min()?;
        Some(Alarm { when: When::Day(due.plus(1)), command: Command::NoteOverdue })
    }
}

impl Borrower {
    /// Copies he holds or has asked for.
    pub(super) fn copies(&self) -> u64 {
        self.loans.values().map(|loan| u64::from(loan.left)).sum()
    }

    fn put_in_group(&self, member: MemberId, group: Group) -> Vec<Event> {
        if group == self.group {
            return vec![];
        }
        vec![Event::Grouped { member, group, copies_at_once: group.copies_at_once(), terms: TERMS.into() }]
    }

    fn note_fees_paid(&self, payment: &PaymentId, fees: Vec<ReturnId>) -> Vec<Event> {
        let paid = fees.into_iter().filter_map(|fee| {
            let amount = *self.unpaid.get(&fee)?;
            Some(Event::FeePaid { fee, member: self.member.clone(), amount, payment: payment.clone() })
        });
        paid.collect()
    }

    fn note_overdue(&self, today: Day) -> Vec<Event> {
        let overdue = self.loans.iter().filter(|(_, loan)| loan.is_watched() && loan.due_day < today);
        let noted = overdue.map(|(id, loan)| Event::Overdue {
            loan: id.clone(),
            member: self.member.clone(),
            title: loan.title.clone(),
            name: loan.name().to_owned(),
            qty: loan.left,
            due_day: loan.due_day,
            late_days: loan.late_days(today),
        });
        noted.collect()
    }
}
