//! Reservation: one copy put aside for one member.
//!
//! A reservation is always taken, also while the catalogue is away (001-I1); it succeeds when the catalogue has promised a
//! copy under the reservation's own id, and fails when it cannot, so two reservations of one book never get each other's
//! answer (README §3, 2). It may be canceled while it is asked for and when it succeeded, and only then; its copy goes back
//! on the shelf, and a late promise finds it canceled and is released. There is no time-out: the catalogue answers every
//! question it hears. Who looks for a book to reserve sees stock as it was last heard of (`booklists`, 001-P1), without a
//! question to anybody.

mod book_list;
mod facts;
mod held;
mod policies;
mod reasons;
mod refusal;
mod decider;
mod routes;
mod saga;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<decider::Reservation>();
    host.saga(&saga::SAGA);
    host.policy::<policies::AnswersFromStock>();
    host.view::<held::Held>();
    host.view::<book_list::BookList>();
    routes::join(host);
}
