//! Copies of one title lent to a member at one time: a part of the borrower.

use super::tariff::Tariff;
use kernel::{Day, TitleId};

/// An open loan.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loan {
    pub title: TitleId,
    /// Copies not returned yet.
    pub left: u32,
    pub borrow_day: Day,
    /// The last day that is not late.
    pub due_day: Day,
    pub stage: Stage,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// The copies are not promised yet.
    Requested { due_by_desk: bool },
    /// The copies are with the member.
    OnLoan { name: String, kind: String, tariff: Tariff, renewals: u8, noted: bool },
}

impl Stage {
    /// Just handed out.
    pub(super) fn lent(name: &str, kind: &str, tariff: &Tariff) -> Self {
        Stage::OnLoan { name: name.into(), kind: kind.into(), tariff: tariff.clone(), renewals: 0, noted: false }
    }

    pub(super) fn count_renewal(&mut self) {
        if let Stage::OnLoan { renewals, .. } = self {
            *renewals = renewals.saturating_add(1);
        }
    }

    pub(super) fn note_overdue(&mut self) {
        if let Stage::OnLoan { noted, .. } = self {
            *noted = true;
        }
    }
}

impl Loan {
    /// Civil days after the due day; none up to and on it.
    pub(super) fn late_days(&self, on: Day) -> u32 {
        u32::try_from(on.days_since(self.due_day)).unwrap_or(0)
    }

    /// Is it on loan, and has nobody been told that it is overdue?
    pub(super) fn is_watched(&self) -> bool {
        matches!(self.stage, Stage::OnLoan { noted: false, .. })
    }

    pub(super) fn is_on_loan(&self) -> bool {
        matches!(self.stage, Stage::OnLoan { .. })
    }

    /// What the book is called; its id until we have heard.
    pub(super) fn name(&self) -> &str {
        match &self.stage {
            Stage::OnLoan { name, .. } => name,
            Stage::Requested { .. } => self.title.as_str(),
        }
    }
}
