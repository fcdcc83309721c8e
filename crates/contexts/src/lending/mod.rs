//! Lending: who holds which copies until when.
//!
//! A *borrower* is a member with his open loans. He asks for copies of a title; the loan begins when the catalogue
//! has promised them, and is canceled when it cannot. Copies that come back are matched to his loans, oldest due
//! date first, and never more than he has. A return that is late costs a fee, by civil days and the tariff the
//! loan was made under; until it comes back nothing is charged. Every due date, fee and refusal says why.

mod borrow;
mod borrower;
mod card;
mod facts;
mod fee;
mod give_back;
mod guard;
mod lend;
mod loan;
mod policies;
mod reasons;
mod refusal;
mod returns;
mod routes;
mod tariff;
mod terms;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<borrower::Borrower>();
    host.policy::<policies::AnswersFromStock>();
    host.policy::<policies::FeesPaid>();
    host.view::<borrow::Borrow>();
    host.view::<returns::Return>();
    host.view::<fee::Fee>();
    host.view::<card::Card>();
    routes::join(host);
}
