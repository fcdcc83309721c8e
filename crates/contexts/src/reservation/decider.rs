//! The aggregate of reservation: one copy for one member. Each is a stream of its own, so none waits for another.

use super::{
    facts::{Event, Was},
    refusal::Refusal,
};
use kernel::{Cause, Decider, MemberId, ReservationId, TitleId};
use serde::{Deserialize, Serialize};


/// One reservation.
#[derive(Debug, Default)]
pub(super) enum Reservation {
    /// Nobody has asked for it.
    #[default]
    New,
    /// Waits for the catalogue's answer.
    Requested(What),
    /// A copy is put aside.
    Succeeded(What, String),
    /// There was no copy.
    Failed,
    /// Not wanted any more.
    Canceled,
}

/// What is reserved for whom.
#[derive(Clone, Debug)]
pub(super) struct What {
    reservation: ReservationId,
    member: MemberId,
    title: TitleId,
}

/// What can be asked of a reservation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Request { reservation: ReservationId, member: MemberId, title: TitleId },
    /// A copy is promised.
    Succeed { name: String },
    /// No copy can be promised.
    Fail { why: String },
    /// The member, or the desk for him, does not want it any more.
    Cancel,
}

impl Decider for Reservation {
    const NAME: &'static str = "reservation";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, _: &Cause) -> Result<Vec<Event>, Refusal> {
        Ok(match (self, command) {
            (Self::New, Command::Request { reservation, member, title }) => {
                vec![Event::Requested { reservation, member, title }]
            }
            (Self::Requested(What { reservation, member, title }), Command::Succeed { name }) => {
                let (reservation, member, title) = (reservation.clone(), member.clone(), title.clone());
                vec![Event::Succeeded { reservation, member, title, name }]
            }
            (Self::Requested(What { reservation, member, title }), Command::Fail { why: reason }) => {
                let (reservation, member, title) = (reservation.clone(), member.clone(), title.clone());
                vec![Event::Failed { reservation, member, title, reason }]
            }
            (Self::Requested(what), Command::Cancel) => vec![what.canceled(None, Was::Requested)],
            (Self::Succeeded(what, name), Command::Cancel) => vec![what.canceled(Some(name.clone()), Was::Succeeded)],
            (Self::New, Command::Cancel) => return Err(Refusal::Unknown),
            (Self::Failed, Command::Cancel) => return Err(Refusal::Failed),
            (Self::Canceled, Command::Cancel) => return Err(Refusal::Canceled),
            // Said before, or too late: a copy promised to what is closed is released by the catalogue itself, which hears
            // the end of a reservation behind its beginning.
            (_, Command::Request { .. } | Command::Succeed { .. } | Command::Fail { .. }) => vec![],
        })
    }

    fn evolve(self, event: &Event) -> Self {
        match (event, self) {
            (Event::Requested { reservation, member, title }, _) => {
                let (reservation, member, title) = (reservation.clone(), member.clone(), title.clone());
                Self::Requested(What { reservation, member, title })
            }
            (Event::Succeeded { name, .. }, Self::Requested(what)) => Self::Succeeded(what, name.clone()),
            (Event::Failed { .. }, _) => Self::Failed,
            (Event::Canceled { .. }, _) => Self::Canceled,
            (Event::Succeeded { .. }, other) => other,
        }
    }
}

impl What {
    fn canceled(&self, name: Option<String>, was: Was) -> Event {
        let Self { reservation, member, title } = self.clone();
        Event::Canceled { reservation, member, title, name, was }
    }
}
