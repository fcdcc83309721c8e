//! The table of the saga is what the decider does, and every step is safe to repeat.

use super::super::{
    rental::Stage,
    saga::SAGA,
};
use super::*;
use kernel::spec::explore;

fn stage(rental: &Rental) -> &'static str {
    match rental.stage {
        Stage::New => "new",
        Stage::OnHold { .. } => "onHold",
        Stage::Requested { copies: true, .. } => "copiesPromised",
        Stage::Requested { money: true, .. } => "moneyHeld",
        Stage::Requested { .. } => "requested",
        Stage::Accepted => "accepted",
        Stage::Packed => "packed",
        Stage::Delivering => "delivering",
        Stage::Delivered => "delivered",
        Stage::Delayed => "delayed",
        Stage::Returned => "returned",
        Stage::Refused => "refused",
        Stage::Canceled => "canceled",
    }
}

#[test]
fn the_rental_goes_as_its_table_says() {
    let believed = Wish { price: Some(Won(1000)), ..wish() };
    let commands = [
        ask(priced(), false),
        ask(priced(), true),
        ask(wish(), false),
        ask(believed, false),
        Command::Resume,
        Command::GiveUp,
        promise(Some(1000)),
        promise(Some(1200)),
        promise(None),
        Command::CopiesRefused { why: "out-of-stock".into() },
        Command::MoneyHeld,
        gone("not-enough-points"),
        parcel(),
        Command::ParcelDispatched,
        Command::ParcelDelivered,
        Command::ParcelStopped,
        Command::Cancel,
        Command::Return,
        Command::Delay,
    ];
    explore::<Rental>(&commands, stage).is(&SAGA);
}
