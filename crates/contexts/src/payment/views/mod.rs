//! What the public sees of money.

mod ledger;
mod payments;
mod points;

pub(super) use ledger::Ledger;
pub(super) use payments::Payments;
#[cfg(test)]
pub(super) use payments::Status;
pub(super) use points::Points;
