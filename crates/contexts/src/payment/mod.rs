//! Payment: whose money is where.
//!
//! An *account* is a member with his points and what he owes: a double-entry ledger, in which the postings of every fact
//! sum to zero. Whoever sells asks for a *hold*; he captures it when the thing is done, or gives it back. A hold is made of
//! points, never more than there are, or by charging a card. A charge whose outcome is not known is a state of its own: it is
//! resolved by asking again and never by charging again, and a charge that turns out late is canceled. Fees are owed here
//! from the moment they are charged, and paid by points or card.

mod account;
mod backoff;
mod bill;
mod books;
mod card;
mod effect;
mod facts;
mod fees;
mod hold;

mod policies;
mod reasons;
mod refusal;
mod routes;
mod saga;
mod stage;
mod state;
mod views;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<account::Account>();
    host.saga(&saga::CARD);
    host.policy::<policies::MoneyForRentals>();
    host.policy::<policies::MoneyForOrders>();
    host.policy::<policies::FeesOwed>();
    host.effect::<effect::Cards>();
    host.view::<views::Payments>();
    host.view::<views::Points>();
    host.view::<views::Ledger>();
    routes::join(host);
}
