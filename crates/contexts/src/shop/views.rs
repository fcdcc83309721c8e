//! What the public sees of the shop. All of it is told by the shop's own facts, so it is the same in whichever order
//! the facts of others come.

pub(super) mod cancellations;
pub(super) mod carts;
pub(super) mod orders;
pub(super) mod payments;
pub(super) mod products;
