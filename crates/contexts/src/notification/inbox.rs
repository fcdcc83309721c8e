//! The aggregate that knows where one member wants to be told things.

use super::{
    kind::Kind,
    preferences::{Language, Preferences, Route},
    quiet::Quiet,
};
use kernel::{Cause, Decider, Fact, MemberId, NoticeId, RefusalKind, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A member, as somebody who is told things. It keeps his preferences and no notices, so it does not grow.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    preferences: Preferences,
}

/// What can be asked of an inbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Prefer {
        member: MemberId,
        preferences: Preferences,
    },
    /// Says where a notice goes. Asked twice it answers twice, and the notice listens to the first answer: so nothing has to
    /// be remembered here of what was told long ago.
    Route {
        notice: NoticeId,
        member: MemberId,
        kind: Kind,
    },
}

/// What can happen to an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "inbox.preferred")]
    Preferred { member: MemberId, preferences: Preferences },
    #[serde(rename = "inbox.routed")]
    Routed {
        notice: NoticeId,
        member: MemberId,
        routes: Vec<Route>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiet: Option<Quiet>,
        language: Language,
    },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &["inbox.preferred", "inbox.routed"];
}

/// An inbox refuses nothing.
#[derive(Debug)]
pub(super) enum Never {}

impl kernel::Refusal for Never {
    fn code(&self) -> &'static str {
        match *self {}
    }

    fn says(&self) -> Text {
        match *self {}
    }

    fn kind(&self) -> RefusalKind {
        match *self {}
    }
}

impl Decider for Inbox {
    const NAME: &'static str = "inbox";
    type Command = Command;
    type Event = Event;
    type Refusal = Never;

    fn decide(&self, command: Command, _: &Cause) -> Result<Vec<Event>, Never> {
        Ok(match command {
            Command::Prefer { preferences, .. } if preferences == self.preferences => vec![],
            Command::Prefer { member, preferences } => vec![Event::Preferred { member, preferences }],
            Command::Route { notice, member, kind } => {
                let Preferences { quiet, language, .. } = self.preferences;
                vec![Event::Routed { notice, member, routes: self.preferences.routes(kind), quiet, language }]
            }
        })
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Preferred { preferences, .. } => Self { preferences: preferences.clone() },
            Event::Routed { .. } => self,
        }
    }
}
