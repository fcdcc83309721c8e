//! Who wants money held: one policy for each kind of asker, over the whole life of what he asks for, since order holds
//! within a policy only. What is given back must not overtake its hold.

mod fees;
mod orders;
mod rentals;

pub(super) use fees::FeesOwed;
pub(super) use orders::MoneyForOrders;
pub(super) use rentals::MoneyForRentals;
