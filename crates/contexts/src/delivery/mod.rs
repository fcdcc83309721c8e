//! Delivery: what is on its way to a member.
//!
//! An accepted rental becomes a *parcel*, which leaves, and arrives. The desk and carriers say how far it is; it only goes
//! forward. A canceled rental stops its parcel wherever it is; one that had arrived by then is called back. A carrier who
//! brings a parcel back stops it too, and whoever sent it hears that. Rentals go on being accepted while this context is
//! away: their parcels are made when it is back (002-I1).

#[expect(clippy::module_inception, reason = "one delivery is what the context is about")]
mod delivery;
mod facts;
mod parcel;
mod policy;
mod refusal;
mod routes;
mod saga;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<parcel::Parcel>();
    host.policy::<policy::ParcelsForRentals>();
    host.saga(&saga::SAGA);
    host.view::<delivery::Delivery>();
    routes::join(host);
}
