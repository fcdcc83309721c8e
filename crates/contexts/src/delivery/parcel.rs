//! The aggregate of delivery: one parcel.

use super::{
    facts::{Contents, Event},
    refusal::Refusal,
};
use kernel::{Cause, Decider};
use serde::{Deserialize, Serialize};

/// Copies on their way to a member.
#[derive(Debug, Default)]
pub(super) struct Parcel {
    contents: Contents,
    pub(super) stage: Stage,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Stage {
    #[default]
    New,
    Created,
    InTransit,
    Delivered,
    Stopped,
    /// Delivered, and to be fetched again.
    Recalled,
}

/// What can be asked of a parcel.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Create { contents: Contents },
    /// What it was made for is off.
    Stop,
    /// The carrier has it.
    Dispatch,
    /// The member has it.
    Deliver,
    /// The carrier brings it back.
    TurnBack,
}

impl Decider for Parcel {
    const NAME: &'static str = "parcel";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, _: &Cause) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Create { contents } => Ok(self.create(contents)),
            Command::Stop => Ok(self.stop()),
            Command::Dispatch => self.dispatch(),
            Command::Deliver => self.deliver(),
            Command::TurnBack => self.turn_back(),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        self.stage = match event {
            Event::Created { contents } => {
                self.contents = contents.clone();
                Stage::Created
            }
            Event::Dispatched { .. } => Stage::InTransit,
            Event::Delivered { .. } => Stage::Delivered,
            Event::Stopped { .. } => Stage::Stopped,
            Event::Recalled { .. } => Stage::Recalled,
        };
        self
    }
}

/// What a rental makes of it.
impl Parcel {
    /// Once. A parcel that was stopped is not made again: its rental is over.
    fn create(&self, contents: Contents) -> Vec<Event> {
        if self.stage == Stage::New { vec![Event::Created { contents }] } else { vec![] }
    }

    fn stop(&self) -> Vec<Event> {
        match self.stage {
            Stage::Created | Stage::InTransit => vec![self.stopped()],
            Stage::Delivered => {
                let Contents { parcel, rental, member, .. } = self.contents.clone();
                vec![Event::Recalled { parcel, rental, member }]
            }
            Stage::New | Stage::Stopped | Stage::Recalled => vec![],
        }
    }

    fn stopped(&self) -> Event {
        let Contents { parcel, rental, member, .. } = self.contents.clone();
        Event::Stopped { parcel, rental, member, was: self.stage.word().into() }
    }
}

/// What the desk and carriers report: forward only. The same said twice is no news, for carriers' programs repeat themselves.
impl Parcel {
    fn dispatch(&self) -> Result<Vec<Event>, Refusal> {
        match self.stage {
            Stage::Created => {
                let Contents { parcel, rental, member, .. } = self.contents.clone();
                Ok(vec![Event::Dispatched { parcel, rental, member }])
            }
            Stage::InTransit => Ok(vec![]),
            Stage::Delivered => Err(Refusal::AlreadyDelivered),
            Stage::New | Stage::Stopped | Stage::Recalled => Err(Refusal::NotOpen),
        }
    }

    fn deliver(&self) -> Result<Vec<Event>, Refusal> {
        match self.stage {
            Stage::Created | Stage::InTransit => {
                let Contents { parcel, rental, member, title, name, .. } = self.contents.clone();
                Ok(vec![Event::Delivered { parcel, rental, member, title, name }])
            }
            Stage::Delivered => Ok(vec![]),
            Stage::New | Stage::Stopped | Stage::Recalled => Err(Refusal::NotOpen),
        }
    }

    fn turn_back(&self) -> Result<Vec<Event>, Refusal> {
        match self.stage {
            Stage::Created | Stage::InTransit => Ok(vec![self.stopped()]),
            Stage::Stopped | Stage::Recalled => Ok(vec![]),
            Stage::Delivered => Err(Refusal::AlreadyDelivered),
            Stage::New => Err(Refusal::NotOpen),
        }
    }
}

impl Stage {
    /// The word for it, in facts and in the saga's table.
    pub(super) fn word(self) -> &'static str {
        match self {
            Stage::New => "new",
            Stage::Created => "created",
            Stage::InTransit => "inTransit",
            Stage::Delivered => "delivered",
            Stage::Stopped => "stopped",
            Stage::Recalled => "recalled",
        }
    }
}
