//! A rental's decisions until it is decided: on hold, asked for, promised, paid, accepted or refused.

use super::{
    facts::Event,
    reasons::{NOT_FOR_RENT, PRICE_DIFFERS},
    rental::{Rental, Stage},
    wish::{Wish, amount},
};
use kernel::{Millis, RentalId, Won};

/// How long the catalogue and the payment have to answer.
pub(super) const DECIDED_WITHIN: Millis = 24 * 60 * 60 * 1000;
/// The shortest time on hold.
pub(super) const HOLD_MIN: Millis = 2_000;
/// The longest.
pub(super) const HOLD_MAX: Millis = 10_000;

impl Rental {
    /// Always taken (002-F2). Whether there are copies and money is for others to say.
    pub(super) fn request(&self, wish: Wish, hold: bool, at: Millis) -> Vec<Event> {
        if self.stage != Stage::New {
            return vec![];
        }
        if hold {
            let until = at + hold_for(&wish.rental);
            return vec![Event::HeldBack { wish, until }];
        }
        vec![Event::Requested { wish, answer_by: at + DECIDED_WITHIN }]
    }

    pub(super) fn resume(&self, at: Millis) -> Vec<Event> {
        match self.stage {
            Stage::OnHold { .. } => {
                vec![Event::Requested { wish: self.wish.clone(), answer_by: at + DECIDED_WITHIN }]
            }
            _ => vec![],
        }
    }

    /// The copies are there. What is not waiting for them any more is left alone: their release is on its way.
    pub(super) fn copies_promised(&self, name: String, price: Option<Won>) -> Vec<Event> {
        let Stage::Requested { copies: false, money, .. } = self.stage else { return vec![] };
        // The price of the moment it was asked for stands, if it was certain then.
        let news = match self.wish.amount {
            Some(_) if money => return self.accept(Some(name)),
            Some(_) => vec![],
            None => match price {
                None => return self.refuse(NOT_FOR_RENT),
                Some(price) if self.wish.price.is_some_and(|given| given != price) => return self.refuse(PRICE_DIFFERS),
                Some(price) => vec![self.priced(price)],
            },
        };
        let Wish { rental, member, title, .. } = self.wish.clone();
        let mut events = vec![Event::CopiesPromised { rental, member, title, name }];
        events.extend(news);
        events
    }

    /// A refusal that comes after the promise is an old one that was delivered again.
    pub(super) fn copies_refused(&self, why: &str) -> Vec<Event> {
        match self.stage {
            Stage::Requested { copies: false, .. } => self.refuse(why),
            _ => vec![],
        }
    }

    /// The money is there. Nobody can hold money nobody has asked for.
    pub(super) fn money_held(&self) -> Vec<Event> {
        match self.stage {
            Stage::Requested { money: false, copies, .. } if self.wish.amount.is_some() => match copies {
                true => self.accept(self.wish.name.clone()),
                false => {
                    let Wish { rental, member, payment, .. } = self.wish.clone();
                    vec![Event::MoneyHeld { rental, member, payment }]
                }
            },
            _ => vec![],
        }
    }

    /// An unpaid rental is not accepted (002-T1); one that was, ends if it can.
    pub(super) fn money_gone(&self, reason: &str) -> Vec<Event> {
        match self.stage {
            Stage::Requested { .. } => self.refuse(reason),
            _ => self.cancel_on_the_way(reason),
        }
    }

    pub(super) fn refuse(&self, reason: &str) -> Vec<Event> {
        let Stage::Requested { .. } = self.stage else { return vec![] };
        let Wish { rental, member, title, name, qty, payment, .. } = self.wish.clone();
        vec![Event::Refused { rental, member, title, name, qty, payment, reason: reason.into() }]
    }

    fn accept(&self, name: Option<String>) -> Vec<Event> {
        let Wish { rental, member, title, qty, payment, return_day, .. } = self.wish.clone();
        let Wish { address, customer_name, customer_phone_no, price, amount, .. } = self.wish.clone();
        vec![Event::Accepted {
            rental,
            member,
            name: name.unwrap_or_else(|| title.to_string()),
            title,
            qty,
            price: price.unwrap_or_default(),
            amount: amount.unwrap_or_default(),
            payment,
            address,
            customer_name,
            customer_phone_no,
            return_day,
        }]
    }

    fn priced(&self, price: Won) -> Event {
        let Wish { rental, member, payment, method, card, qty, .. } = self.wish.clone();
        Event::Priced { rental, member, payment, price, amount: amount(price, qty), method, card }
    }
}

/// Spread over some seconds, so that what was held back does not come back all at once. By the id, not by chance: a decider
/// has no dice. (FNV-1a, which mixes short texts well enough.)
pub(super) fn hold_for(rental: &RentalId) -> Millis {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = rental.as_str().bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    HOLD_MIN + (hash >> 16) % (HOLD_MAX - HOLD_MIN + 1)
}
