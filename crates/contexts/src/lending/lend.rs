//! A borrower's decisions up to and during a loan: asking, getting, not getting, renewing.

use super::{
    borrower::{Borrower, NOT_FOR_LOAN, WITHDRAWN},
    facts::Event,
    loan::{Loan, Stage},
    refusal::Refusal,
    tariff::Tariff,
    terms::TERMS,
};
use kernel::{Cause, Day, LoanId, MemberId, TitleId};

impl Borrower {
    /// Always taken within the limit; whether there are copies is the catalogue's to say (000-I1, 000-P3).
    /// The desk's dates stand as given, back-dated or ahead; only their order is checked.
    pub(super) fn request(
        &self,
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        (borrow_day, due_day): (Option<Day>, Option<Day>),
        cause: &Cause,
    ) -> Result<Vec<Event>, Refusal> {
        if self.loans.contains_key(&loan) {
            return Ok(vec![]);
        }
        let copies_at_once = self.group.copies_at_once();
        let beyond_limit = self.copies() + u64::from(qty) > u64::from(copies_at_once);
        if beyond_limit && !cause.actor.role.is_desk() {
            return Err(Refusal::LoanLimit { most: copies_at_once, now: self.copies() });
        }
        let borrow_day = borrow_day.unwrap_or(cause.today);
        if let Some(due_day) = due_day.filter(|due| *due < borrow_day) {
            return Err(Refusal::DueBeforeBorrow { borrow_day, due_day });
        }
        Ok(vec![Event::Requested {
            loan,
            member,
            title,
            qty,
            borrow_day,
            due_day: due_day.unwrap_or(borrow_day.plus(self.group.usual_terms().days.into())),
            due_by_desk: due_day.is_some(),
            group: self.group,
            terms: TERMS.into(),
            copies_at_once,
            beyond_limit,
        }])
    }

    /// The copies are promised: the loan begins, with its final due day, counted from the day it was asked for.
    /// A loan that is not waiting any more is left alone: it was withdrawn, and its release is on the way.
    pub(super) fn confirm(&self, id: LoanId, name: String, kind: String) -> Vec<Event> {
        let Some(loan) = self.loans.get(&id) else { return vec![] };
        let Stage::Requested { due_by_desk } = loan.stage else { return vec![] };
        let Some(terms) = self.group.terms(&kind) else {
            return vec![self.canceled(id, loan, NOT_FOR_LOAN, None)];
        };
        let due_day = if due_by_desk { loan.due_day } else { loan.borrow_day.plus(terms.days.into()) };
        vec![Event::Borrowed {
            loan: id,
            member: self.member.clone(),
            title: loan.title.clone(),
            name,
            kind,
            qty: loan.left,
            borrow_day: loan.borrow_day,
            due_day,
            due_by_desk,
            loan_days: terms.days,
            renewals_max: terms.renewals,
            group: self.group,
            terms: TERMS.into(),
            tariff: Tariff::in_force(),
        }]
    }

    /// The copies are refused (000-P3). What is not waiting any more is left alone.
    pub(super) fn cancel(&self, id: LoanId, why: String, on_shelf: u32) -> Vec<Event> {
        match self.loans.get(&id) {
            Some(loan) if !loan.is_on_loan() => vec![self.canceled(id, loan, &why, Some(on_shelf))],
            _ => vec![],
        }
    }

    /// Only what is open is canceled (README §3, 7).
    pub(super) fn withdraw(&self, id: LoanId) -> Result<Vec<Event>, Refusal> {
        match self.loans.get(&id) {
            None => Err(Refusal::NotOpen),
            Some(loan) if loan.is_on_loan() => Err(Refusal::AlreadyBorrowed),
            Some(loan) => Ok(vec![self.canceled(id, loan, WITHDRAWN, None)]),
        }
    }

    fn canceled(&self, id: LoanId, loan: &Loan, reason: &str, on_shelf: Option<u32>) -> Event {
        let (member, title) = (self.member.clone(), loan.title.clone());
        Event::Canceled { loan: id, member, title, qty: loan.left, reason: reason.into(), on_shelf }
    }

    /// Renewed from the due day, as libraries do: who renews early loses no days. What is overdue has to come back
    /// first; a renewal never wipes out a fee.
    pub(super) fn renew(&self, id: LoanId, today: Day) -> Result<Vec<Event>, Refusal> {
        let loan = self.loans.get(&id).ok_or(Refusal::NotOpen)?;
        let Stage::OnLoan { kind, renewals, .. } = &loan.stage else { return Err(Refusal::NotOnLoanYet) };
        let late_days = loan.late_days(today);
        if late_days > 0 {
            return Err(Refusal::Overdue { due_day: loan.due_day, late_days });
        }
        // A kind that is lent no more is not renewed either.
        let terms = self.group.terms(kind).ok_or(Refusal::NoRenewalsLeft { most: 0 })?;
        if *renewals >= terms.renewals {
            return Err(Refusal::NoRenewalsLeft { most: terms.renewals });
        }
        Ok(vec![Event::Renewed {
            loan: id,
            member: self.member.clone(),
            title: loan.title.clone(),
            qty: loan.left,
            from: loan.due_day,
            due_day: loan.due_day.plus(terms.days.into()),
            loan_days: terms.days,
            renewals: renewals + 1,
            renewals_max: terms.renewals,
            terms: TERMS.into(),
        }])
    }
}
