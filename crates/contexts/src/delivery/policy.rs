use super::{
    facts::Contents,
    parcel::{Command, Parcel},
};
use kernel::{Cause, MemberId, Policy, RentalId, TitleId, To};
use serde::Deserialize;

/// Whenever a rental is accepted, it becomes a parcel; whenever one is canceled, its parcel stops, if there is one (002-F3,
/// 002-F5).
pub(super) struct ParcelsForRentals;

/// What we need to know about a rental.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Heard {
    #[serde(rename = "rental.accepted")]
    Accepted {
        rental: RentalId,
        member: MemberId,
        title: TitleId,
        name: String,
        qty: u32,
        address: Option<String>,
        customer_name: Option<String>,
        customer_phone_no: Option<String>,
    },
    #[serde(rename = "rental.canceled")]
    Canceled { rental: RentalId },
}

impl Policy for ParcelsForRentals {
    const NAME: &'static str = "delivery.parcels_for_rentals";
    const HEARS: &'static [&'static str] = &["rental.accepted", "rental.canceled"];
    type Fact = Heard;
    type Target = Parcel;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Parcel>> {
        let (id, command) = match fact {
            Heard::Accepted { rental, member, title, name, qty, address, customer_name, customer_phone_no } => {
                let id = rental.to_string();
                // What is an id of a rental is one of a parcel: they are written alike.
                let Ok(parcel) = id.parse() else { return vec![] };
                let contents =
                    Contents { parcel, rental, member, title, name, qty, address, customer_name, customer_phone_no };
                (id, Command::Create { contents })
            }
            Heard::Canceled { rental } => (rental.to_string(), Command::Stop),
        };
        vec![To::new(id, command)]
    }
}
