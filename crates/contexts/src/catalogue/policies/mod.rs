//! Who asks for copies: one policy for each kind of asker, over the whole life of what he asks for, since order holds
//! within a policy only. A release must not overtake its promise.

mod loans;
mod orders;
mod rentals;
mod reservations;

pub(super) use loans::CopiesForLoans;
pub(super) use orders::CopiesForOrders;
pub(super) use rentals::CopiesForRentals;
pub(super) use reservations::CopiesForReservations;
