//! The aggregate of notification: one member told about one event, over however many channels.
//!
//! Each notice is a stream of its own: that it is made once, and sent once on each channel, is then a property of its own
//! short history, and nobody has to remember what was told long ago.

use super::{
    channel::Channel,
    facts::Event,
    message::Message,
    preferences::{Language, Route},
    quiet::Quiet,
    refusal::NotArrived,
    sending::{AWAY, Sending, Stage, UNKNOWN},
};
use kernel::{Alarm, Cause, Decider, MemberId, Millis, NoticeId, When};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One notice.
#[derive(Debug, Default)]
pub(super) struct Notice {
    pub(super) notice: NoticeId,
    pub(super) member: MemberId,
    pub(super) message: Option<Message>,
    pub(super) language: Language,
    pub(super) quiet: Option<Quiet>,
    /// Empty until it is routed; a route always has the application in it.
    pub(super) sendings: BTreeMap<Channel, Sending>,
}

/// What can be asked of a notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Make { notice: NoticeId, member: MemberId, message: Message },
    Send { routes: Vec<Route>, quiet: Option<Quiet>, language: Language },
    /// Rings when something that waits is due.
    Try { due: Millis },
    /// The channel took it.
    Done { channel: Channel, attempt: u8 },
    /// The channel will not take it.
    Refused { channel: Channel, attempt: u8, code: String, why: String },
    /// The channel was not reached.
    Away { channel: Channel, attempt: u8, why: String },
    /// Nobody knows.
    Unknown { channel: Channel, attempt: u8, why: String },
    Read { channel: Channel },
}

impl Decider for Notice {
    const NAME: &'static str = "notice";
    type Command = Command;
    type Event = Event;
    type Refusal = NotArrived;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, NotArrived> {
        Ok(match command {
            Command::Make { .. } if self.message.is_some() => vec![],
            Command::Make { notice, member, message } => vec![Event::Made { notice, member, message }],
            Command::Send { routes, quiet, language } => self.send(routes, quiet, language, cause.at),
            Command::Try { due } => self.try_again(due.max(cause.at)),
            Command::Done { channel, attempt } => self.done(channel, attempt),
            Command::Refused { channel, attempt, code, why } => self.refused(channel, attempt, code, why),
            Command::Away { channel, attempt, why } => self.missed(channel, attempt, AWAY, why, cause.at),
            Command::Unknown { channel, attempt, why } => self.missed(channel, attempt, UNKNOWN, why, cause.at),
            Command::Read { channel } => return self.read(channel),
        })
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Made { notice, member, message } => {
                self.notice = notice.clone();
                self.member = member.clone();
                self.message = Some(message.clone());
            }
            Event::Queued { channel, to, language, attempts, due, reason, quiet, .. } => {
                self.language = *language;
                self.quiet = *quiet;
                let stage = Stage::Waiting { attempts: *attempts, due: *due };
                let sending = self.sendings.entry(*channel).or_insert_with(|| Sending::new(to.clone(), stage));
                let maybe = sending.handed().filter(|_| reason == UNKNOWN).map(|(_, at)| at);
                sending.maybe_since = sending.maybe_since.or(maybe);
                sending.stage = stage;
            }
            Event::Handed { channel, to, language, quiet, attempt, at, .. } => {
                self.language = *language;
                self.quiet = *quiet;
                self.now(*channel, to.clone(), Stage::Handed { attempt: *attempt, at: *at });
            }
            Event::Sent { channel, .. } => self.now(*channel, None, Stage::Sent { read: false }),
            Event::Failed { channel, .. } => self.now(*channel, None, Stage::Failed),
            Event::Suppressed { channel, .. } => self.now(*channel, None, Stage::Suppressed),
            Event::Read { channel, .. } => self.now(*channel, None, Stage::Sent { read: true }),
        }
        self
    }

    /// The earliest of what waits. What is tried does not wait, so it does not ring again by itself.
    fn alarm(&self) -> Option<Alarm<Command>> {
        let due = self.sendings.values().filter_map(Sending::due).min()?;
        Some(Alarm { when: When::At(due), command: Command::Try { due } })
    }
}
