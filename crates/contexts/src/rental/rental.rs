//! The aggregate of this context: one rental, from the wish to the return.

use super::{
    facts::Event,
    reasons::{PARCEL_STOPPED, TIMED_OUT},
    refusal::Refusal,
    wish::Wish,
};
use kernel::{Alarm, Cause, Decider, Millis, ParcelId, When, Won};
use serde::{Deserialize, Serialize};

/// Copies lent for money.
#[derive(Debug, Default)]
pub(super) struct Rental {
    pub(super) wish: Wish,
    pub(super) stage: Stage,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Stage {
    /// Nobody has asked for it.
    #[default]
    New,
    OnHold { until: Millis },
    /// The catalogue and the payment have been asked; some may have said yes.
    Requested { answer_by: Millis, copies: bool, money: bool },
    /// Everybody said yes: a parcel is to be made.
    Accepted,
    /// Still accepted; there is a parcel.
    Packed,
    Delivering,
    Delivered,
    /// Delivered, and late in coming back.
    Delayed,
    Returned,
    Refused,
    Canceled,
}

/// What can be asked of a rental.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    /// `hold`: not now, there is too much going on.
    Request { wish: Box<Wish>, hold: bool },
    /// Rings when it was on hold long enough.
    Resume,
    /// Rings when nobody has decided for a day.
    GiveUp,
    CopiesPromised { name: String, price: Option<Won> },
    CopiesRefused { why: String },
    MoneyHeld,
    /// It was not given, or taken away again by who had given it.
    MoneyGone { reason: String },
    ParcelCreated { parcel: ParcelId },
    ParcelDispatched,
    ParcelDelivered,
    /// By the carrier, or by us; in the second case that is no news.
    ParcelStopped,
    /// The customer does not want it any more.
    Cancel,
    Return,
    Delay,
}

impl Decider for Rental {
    const NAME: &'static str = "rental";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        match command {
            Request { wish, hold } => Ok(self.request(*wish, hold, cause.at)),
            Resume => Ok(self.resume(cause.at)),
            GiveUp => Ok(self.refuse(TIMED_OUT)),
            CopiesPromised { name, price } => Ok(self.copies_promised(name, price)),
            CopiesRefused { why } => Ok(self.copies_refused(&why)),
            MoneyHeld => Ok(self.money_held()),
            MoneyGone { reason } => Ok(self.money_gone(&reason)),
            ParcelCreated { parcel } => Ok(self.parcel_created(parcel)),
            ParcelDispatched => Ok(self.parcel_dispatched()),
            ParcelDelivered => Ok(self.parcel_delivered(cause.today)),
            ParcelStopped => Ok(self.cancel_on_the_way(PARCEL_STOPPED)),
            Cancel => self.cancel(),
            Return => self.give_back(cause.today),
            Delay => self.delay(),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::HeldBack { wish, until } => {
                self.wish = wish.clone();
                self.stage = Stage::OnHold { until: *until };
            }
            Event::Requested { wish, answer_by } => {
                self.wish = wish.clone();
                self.stage = Stage::Requested { answer_by: *answer_by, copies: false, money: false };
            }
            Event::CopiesPromised { name, .. } => {
                self.wish.name = Some(name.clone());
                if let Stage::Requested { copies, .. } = &mut self.stage {
                    *copies = true;
                }
            }
            Event::Priced { price, amount, .. } => {
                (self.wish.price, self.wish.amount) = (Some(*price), Some(*amount));
            }
            Event::MoneyHeld { .. } => {
                if let Stage::Requested { money, .. } = &mut self.stage {
                    *money = true;
                }
            }
            Event::Accepted { name, .. } => {
                self.wish.name = Some(name.clone());
                self.stage = Stage::Accepted;
            }
            Event::Refused { .. } => self.stage = Stage::Refused,
            Event::Packed { .. } => self.stage = Stage::Packed,
            Event::Dispatched { .. } => self.stage = Stage::Delivering,
            Event::Delivered { .. } => self.stage = Stage::Delivered,
            Event::Returned { .. } => self.stage = Stage::Returned,
            Event::Delayed { .. } => self.stage = Stage::Delayed,
            Event::Canceled { .. } => self.stage = Stage::Canceled,
        }
        self
    }

    fn alarm(&self) -> Option<Alarm<Command>> {
        match self.stage {
            Stage::OnHold { until } => Some(Alarm { when: When::At(until), command: Command::Resume }),
            Stage::Requested { answer_by, .. } => {
                Some(Alarm { when: When::At(answer_by), command: Command::GiveUp })
            }
            _ => None,
        }
    }
}

impl Stage {
    /// The public word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Stage::New => "new",
            Stage::OnHold { .. } => "onHold",
            Stage::Requested { .. } => "requested",
            Stage::Accepted | Stage::Packed => "accepted",
            Stage::Delivering => "delivering",
            Stage::Delivered => "delivered",
            Stage::Delayed => "delayed",
            Stage::Returned => "returned",
            Stage::Refused => "refused",
            Stage::Canceled => "canceled",
        }
    }
}
