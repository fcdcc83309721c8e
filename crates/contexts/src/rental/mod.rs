//! Rental: copies lent for money and brought to the door.
//!
//! A *rental* is asked for, and accepted when two others have said yes: the catalogue has promised the copies, and the
//! money is held. Both are asked at once, neither waits for the other, and whichever says no undoes the other (README §3, 8);
//! without an answer for a day it is refused. An accepted rental becomes a parcel; it is delivering, then delivered, then
//! returned, perhaps delayed in between. Until it is delivered it can be canceled: parcel, copies and money are each undone
//! by who has them, so none waits for another. Under load it is put on hold first, and goes on by itself (002-I2).

mod asking;
mod facts;
mod life;
mod policies;
mod price;
mod reasons;
mod refusal;
mod rent;
#[expect(clippy::module_inception, reason = "the aggregate gives the context its name")]
mod rental;
mod routes;
mod saga;
mod wish;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<rental::Rental>();
    host.policy::<policies::AnswersFromStock>();
    host.policy::<policies::AnswersFromPayment>();
    host.policy::<policies::NewsOfParcels>();
    host.saga(&saga::SAGA);
    host.view::<rent::Rent>();
    host.view::<price::RentalPrice>();
    routes::join(host);
}
