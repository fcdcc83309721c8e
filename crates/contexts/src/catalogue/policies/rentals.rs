use super::super::title::{Command, Title};
use kernel::{Cause, MemberId, Policy, PromiseId, RentalId, TitleId, To};
use serde::Deserialize;

/// Whenever a rental is asked for, copies are promised to it; they go out with its parcel and come back with it.
///
/// A rental that is refused or canceled gives up whatever it has: a promise, copies that are out, or nothing. Which of them
/// it is, nobody has to know: what is not there is not given back.
pub(in super::super) struct CopiesForRentals;

/// What we need to know about a rental.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "rental.requested")]
    Requested { rental: RentalId, member: MemberId, title: TitleId, qty: u32 },
    #[serde(rename = "rental.dispatched")]
    Dispatched { rental: RentalId, title: TitleId },
    #[serde(rename = "rental.returned")]
    Returned { rental: RentalId, title: TitleId },
    #[serde(rename = "rental.refused", alias = "rental.canceled")]
    Off { rental: RentalId, title: TitleId },
}

impl Policy for CopiesForRentals {
    const NAME: &'static str = "catalogue.copies_for_rentals";
    const HEARS: &'static [&'static str] =
        &["rental.requested", "rental.dispatched", "rental.returned", "rental.refused", "rental.canceled"];
    type Fact = Heard;
    type Target = Title;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Title>> {
        let of = |rental: &RentalId| PromiseId::of("rental", rental);
        let (title, commands) = match fact {
            Heard::Requested { rental, member, title, qty } => {
                let promise = of(&rental);
                (title.clone(), vec![Command::Promise { title, promise, member, qty }])
            }
            Heard::Dispatched { rental, title } => (title, vec![Command::HandOut { promise: of(&rental) }]),
            Heard::Returned { rental, title } => {
                (title, vec![Command::TakeBack { promise: of(&rental), left: 0 }])
            }
            Heard::Off { rental, title } => {
                let promise = of(&rental);
                (title, vec![Command::Release { promise: promise.clone() }, Command::TakeBack { promise, left: 0 }])
            }
        };
        commands.into_iter().map(|command| To::new(title.clone(), command)).collect()
    }
}
