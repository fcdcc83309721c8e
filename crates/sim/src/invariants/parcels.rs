//! Every rental has its parcel, and they are equally far.

use super::{Moment, Rules, Told, Wrong, hold};
use std::collections::BTreeMap;

/// Rentals and parcels, by the rental's id.
#[derive(Default)]
pub(super) struct Parcels {
    rentals: BTreeMap<String, &'static str>,
    parcels: BTreeMap<String, &'static str>,
}

impl Rules for Parcels {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let id = told.text("rental");
        let (of, stage) = match told.name {
            "rental.accepted" => (&mut self.rentals, "accepted"),
            "rental.dispatched" => (&mut self.rentals, "delivering"),
            "rental.delivered" | "rental.delayed" | "rental.returned" => (&mut self.rentals, "delivered"),
            "rental.canceled" | "rental.refused" => (&mut self.rentals, "off"),
            "parcel.created" => (&mut self.parcels, "accepted"),
            "parcel.dispatched" => (&mut self.parcels, "delivering"),
            "parcel.delivered" => (&mut self.parcels, "delivered"),
            "parcel.stopped" | "parcel.recalled" => (&mut self.parcels, "off"),
            _ => return Ok(()),
        };
        of.insert(id, stage);
        Ok(())
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        let nobody = self.parcels.keys().find(|id| !self.rentals.contains_key(*id));
        hold(nobody.is_none(), "I5 sagas", || format!("a parcel for nobody: {nobody:?}"))?;
        self.rentals.iter().try_for_each(|(id, rental)| {
            let parcel = self.parcels.get(id).copied();
            // What was called off before it was accepted never had one.
            let agree = parcel == Some(rental) || (*rental == "off" && parcel.is_none());
            hold(agree, "I5 sagas", || format!("rental {id} is {rental}, its parcel {parcel:?}"))
        })
    }
}
