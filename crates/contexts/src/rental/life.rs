//! A rental's decisions once it was accepted: its parcel, its return, and every way to end it.

use super::{
    facts::Event,
    reasons::WITHDRAWN,
    refusal::Refusal,
    rental::{Rental, Stage},
    wish::Wish,
};
use kernel::{Day, ParcelId};

/// What the parcel does.
impl Rental {
    /// Noted in our own log, so that the document of a rental has one version: that of its stream.
    pub(super) fn parcel_created(&self, parcel: ParcelId) -> Vec<Event> {
        if self.stage != Stage::Accepted {
            return vec![];
        }
        let Wish { rental, member, title, .. } = self.wish.clone();
        vec![Event::Packed { rental, member, title, parcel }]
    }

    pub(super) fn parcel_dispatched(&self) -> Vec<Event> {
        match self.stage {
            Stage::Accepted | Stage::Packed => vec![self.dispatched()],
            _ => vec![],
        }
    }

    /// A parcel may be delivered without anybody having said that it left: then it left now, for the copies have to go out.
    pub(super) fn parcel_delivered(&self, day: Day) -> Vec<Event> {
        match self.stage {
            Stage::Accepted | Stage::Packed => vec![self.dispatched(), self.delivered(day)],
            Stage::Delivering => vec![self.delivered(day)],
            _ => vec![],
        }
    }

    fn dispatched(&self) -> Event {
        let Wish { rental, member, title, .. } = self.wish.clone();
        Event::Dispatched { rental, member, title }
    }

    fn delivered(&self, day: Day) -> Event {
        let Wish { rental, member, title, .. } = self.wish.clone();
        Event::Delivered { rental, member, title, day }
    }
}

/// What the customer, or the desk for him, wants.
impl Rental {
    /// Only what is open and not delivered is canceled (README §3, 7). Parcel, copies and money are undone by who has them.
    pub(super) fn cancel(&self) -> Result<Vec<Event>, Refusal> {
        match self.stage {
            Stage::OnHold { .. } | Stage::Requested { .. } => Ok(vec![self.canceled(WITHDRAWN)]),
            Stage::Accepted | Stage::Packed | Stage::Delivering => Ok(vec![self.canceled(WITHDRAWN)]),
            Stage::Delivered | Stage::Delayed => Err(Refusal::AlreadyDelivered),
            Stage::New | Stage::Returned | Stage::Refused | Stage::Canceled => Err(Refusal::NotOpen),
        }
    }

    pub(super) fn give_back(&self, day: Day) -> Result<Vec<Event>, Refusal> {
        self.has_been_delivered()?;
        let Wish { rental, member, title, .. } = self.wish.clone();
        Ok(vec![Event::Returned { rental, member, title, day }])
    }

    pub(super) fn delay(&self) -> Result<Vec<Event>, Refusal> {
        self.has_been_delivered()?;
        if self.stage == Stage::Delayed {
            return Err(Refusal::AlreadyDelayed);
        }
        let Wish { rental, member, title, name, return_day, .. } = self.wish.clone();
        let name = name.unwrap_or_else(|| title.to_string());
        Ok(vec![Event::Delayed { rental, member, title, name, return_day }])
    }

    fn has_been_delivered(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::Delivered | Stage::Delayed => Ok(()),
            Stage::OnHold { .. } | Stage::Requested { .. } => Err(Refusal::NotDeliveredYet),
            Stage::Accepted | Stage::Packed | Stage::Delivering => Err(Refusal::NotDeliveredYet),
            Stage::New | Stage::Returned | Stage::Refused | Stage::Canceled => Err(Refusal::NotOpen),
        }
    }

    /// Something went wrong with what everybody had said yes to. What is delivered stays delivered: the customer has it.
    pub(super) fn cancel_on_the_way(&self, reason: &str) -> Vec<Event> {
        match self.stage {
            Stage::Accepted | Stage::Packed | Stage::Delivering => vec![self.canceled(reason)],
            _ => vec![],
        }
    }

    fn canceled(&self, reason: &str) -> Event {
        let Wish { rental, member, title, qty, payment, .. } = self.wish.clone();
        Event::Canceled { rental, member, title, qty, payment, was: self.stage.word().into(), reason: reason.into() }
    }
}
