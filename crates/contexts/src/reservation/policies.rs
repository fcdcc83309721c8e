use super::decider::{Command, Reservation};
use kernel::{Cause, Policy, PromiseId, ReservationId, To};
use serde::Deserialize;

/// Whenever the catalogue answers a reservation, it succeeds or fails. Answers to others are none of our business.
pub(super) struct AnswersFromStock;

/// What we need to know about an answer.
#[derive(Deserialize)]
pub(super) enum Heard {
    #[serde(rename = "stock.promised")]
    Promised { promise: PromiseId, name: String },
    #[serde(rename = "stock.refused")]
    Refused { promise: PromiseId, why: String },
}

impl Policy for AnswersFromStock {
    const NAME: &'static str = "reservation.answers_from_stock";
    const HEARS: &'static [&'static str] = &["stock.promised", "stock.refused"];
    type Fact = Heard;
    type Target = Reservation;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Reservation>> {
        let (promise, command) = match fact {
            Heard::Promised { promise, name } => (promise, Command::Succeed { name }),
            Heard::Refused { promise, why } => (promise, Command::Fail { why }),
        };
        let asked = promise.id_of::<ReservationId>("reservation");
        asked.map(|reservation| To::new(reservation, command)).into_iter().collect()
    }
}
