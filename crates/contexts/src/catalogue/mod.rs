//! Catalogue: what the library has.
//!
//! A *title* is a book with its record and the one pool of its copies. Whoever needs copies (a loan, a reservation,
//! a rental, an order) is given a *promise* on them under its own id, or a refusal; a copy is never promised twice.
//! Promised copies go out and come back, or are sold (and given back), or are released. At every moment what was acquired, less what
//! was written off and sold, is on the shelf, promised or out. The catalogue knows nothing of why somebody wants
//! copies: it hears the facts of others and answers with its own.

mod book;
mod facts;
mod policies;
mod pool;
mod record;
mod refusal;
mod routes;
mod search;
mod stock;
mod title;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<title::Title>();
    host.policy::<policies::CopiesForLoans>();
    host.policy::<policies::CopiesForRentals>();
    host.policy::<policies::CopiesForOrders>();
    host.policy::<policies::CopiesForReservations>();
    host.view::<book::Book>();
    host.view::<stock::Stock>();
    routes::join(host);
}
