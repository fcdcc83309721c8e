//! What a rental hears. Each source has one policy, so its facts come in its order; facts of two sources come as they like.

use super::rental::{Command, Rental};
use kernel::{Cause, ParcelId, Policy, PromiseId, RentalId, To, Won};
use serde::Deserialize;

/// Whenever the catalogue answers a rental, the rental has its copies or is refused. Answers to others are none of our
/// business.
pub(super) struct AnswersFromStock;

/// What we need to know about an answer.
#[derive(Deserialize)]
pub(super) enum Answer {
    #[serde(rename = "stock.promised")]
    Promised { promise: PromiseId, name: String, price: Option<Won> },
    #[serde(rename = "stock.refused")]
    Refused { promise: PromiseId, why: String },
}

impl Policy for AnswersFromStock {
    const NAME: &'static str = "rental.answers_from_stock";
    const HEARS: &'static [&'static str] = &["stock.promised", "stock.refused"];
    type Fact = Answer;
    type Target = Rental;

    fn react(fact: Answer, _: &Cause) -> Vec<To<Rental>> {
        let (promise, command) = match fact {
            Answer::Promised { promise, name, price } => (promise, Command::CopiesPromised { name, price }),
            Answer::Refused { promise, why } => (promise, Command::CopiesRefused { why }),
        };
        let rental: Option<RentalId> = promise.id_of("rental");
        rental.map(|rental| To::new(rental, command)).into_iter().collect()
    }
}

/// Whenever the money for a rental is held, or is not, or not any more, the rental hears it.
pub(super) struct AnswersFromPayment;

/// What we need to know about a payment; it names the rental it is for, if it is for one.
#[derive(Deserialize)]
pub(super) enum Money {
    #[serde(rename = "payment.held")]
    Held { rental: Option<RentalId> },
    #[serde(rename = "payment.declined", alias = "payment.canceled")]
    Gone { rental: Option<RentalId>, reason: String },
}

impl Policy for AnswersFromPayment {
    const NAME: &'static str = "rental.answers_from_payment";
    const HEARS: &'static [&'static str] = &["payment.held", "payment.declined", "payment.canceled"];
    type Fact = Money;
    type Target = Rental;

    fn react(fact: Money, _: &Cause) -> Vec<To<Rental>> {
        let (rental, command) = match fact {
            Money::Held { rental } => (rental, Command::MoneyHeld),
            Money::Gone { rental, reason } => (rental, Command::MoneyGone { reason }),
        };
        rental.map(|rental| To::new(rental, command)).into_iter().collect()
    }
}

/// Whenever a parcel moves, its rental moves along.
pub(super) struct NewsOfParcels;

/// What we need to know about a parcel.
#[derive(Deserialize)]
pub(super) enum News {
    #[serde(rename = "parcel.created")]
    Created { rental: RentalId, parcel: ParcelId },
    #[serde(rename = "parcel.dispatched")]
    Dispatched { rental: RentalId },
    #[serde(rename = "parcel.delivered")]
    Delivered { rental: RentalId },
    #[serde(rename = "parcel.stopped")]
    Stopped { rental: RentalId },
}

impl Policy for NewsOfParcels {
    const NAME: &'static str = "rental.news_of_parcels";
    const HEARS: &'static [&'static str] = &["parcel.created", "parcel.dispatched", "parcel.delivered", "parcel.stopped"];
    type Fact = News;
    type Target = Rental;

    fn react(fact: News, _: &Cause) -> Vec<To<Rental>> {
        let (rental, command) = match fact {
            News::Created { rental, parcel } => (rental, Command::ParcelCreated { parcel }),
            News::Dispatched { rental } => (rental, Command::ParcelDispatched),
            News::Delivered { rental } => (rental, Command::ParcelDelivered),
            News::Stopped { rental } => (rental, Command::ParcelStopped),
        };
        vec![To::new(rental, command)]
    }
}
