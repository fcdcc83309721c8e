use super::{
    super::{channel::Channel, facts::Event, kind::Kind, message::About, reasons},
    notification::place,
};
use kernel::{Cause, MemberId, NoticeId, Text, View};
use serde::{Deserialize, Serialize};

/// One notice with everything that was done to bring it to its member: the answer to "why did I (not) get this?".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct History {
    pub id: NoticeId,
    pub user_id: MemberId,
    pub kind: Kind,
    pub text: Text,
    pub about: About,
    /// When it was made, RFC 3339, UTC.
    pub made_at: String,
    /// How far it has come on each channel.
    pub channels: Vec<Way>,
    /// What was done, in order.
    pub history: Vec<Line>,
}

/// One channel of a notice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Way {
    pub channel: Channel,
    /// `queued`, `sent`, `failed`, `suppressed`, or `notWanted`.
    pub status: String,
    pub why: Text,
}

/// One thing that was done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Line {
    /// When, RFC 3339, UTC.
    pub at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// `made`, `queued`, `handed`, `sent`, `failed`, `suppressed`, `read`.
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same in words.
    pub says: Text,
}

/// Most lines that are kept; a notice has far fewer, unless its quiet hours were in the way again and again.
const LINES_MAX: usize = 100;

/// A line, and the status it leaves its channel in; none when it changes none.
fn line(fact: &Event) -> (Option<&'static str>, Line) {
    let line = |what: &str, attempt: Option<u8>, reason: Option<&str>, says: Text| Line {
        what: what.to_owned(),
        attempt,
        reason: reason.map(str::to_owned),
        says,
        ..Line::default()
    };
    match fact {
        Event::Made { message, .. } => (None, line("made", None, None, reasons::made(&message.about.event, &message.about.id))),
        Event::Queued { attempts, due, reason, why, .. } => {
            let says = reasons::queued(reason, *attempts, *due, why.as_deref());
            (Some("queued"), line("queued", Some(*attempts), Some(reason), says))
        }
        Event::Handed { attempt, .. } => (Some("queued"), line("handed", Some(*attempt), None, reasons::handed(*attempt))),
        Event::Sent { attempts, note, .. } => {
            let says = reasons::sent(*attempts, note.as_deref());
            (Some("sent"), line("sent", Some(*attempts), note.as_deref(), says))
        }
        Event::Failed { attempts, code, why, .. } => {
            (Some("failed"), line("failed", Some(*attempts), Some(code), reasons::failed(*attempts, code, why)))
        }
        Event::Suppressed { reason, .. } => {
            (Some("suppressed"), line("suppressed", None, Some(reason), reasons::suppressed(reason)))
        }
        Event::Read { .. } => (None, line("read", None, None, reasons::read())),
    }
}

impl History {
    /// Channels of which nothing is heard when the notice is routed were not wanted at that moment.
    fn routed(&mut self) {
        let ways = Channel::WANTED.map(|channel| Way { channel, status: "notWanted".into(), why: reasons::not_wanted() });
        self.channels = ways.into();
    }

    fn put(&mut self, channel: Channel, status: &str, why: Text) {
        let way = Way { channel, status: status.to_owned(), why };
        match self.channels.iter_mut().find(|way| way.channel == channel) {
            Some(known) => *known = way,
            None => self.channels.push(way),
        }
        self.channels.sort_by_key(|way| way.channel);
    }
}

impl View for History {
    const NAME: &'static str = "notices";
    const HEARS: &'static [&'static str] = &[
        "notice.made",
        "notice.queued",
        "notice.handed",
        "notice.sent",
        "notice.failed",
        "notice.suppressed",
        "notice.read",
    ];
    const INDEXES: &'static [&'static str] = &["userId", "kind"];
    type Fact = Event;

    fn key(fact: &Event) -> Option<String> {
        match fact {
            Event::Made { notice, .. } => Some(notice.to_string()),
            other => place(other).map(|(notice, ..)| notice.to_string()),
        }
    }

    fn evolve(mut self, fact: &Event, cause: &Cause) -> Option<Self> {
        let (status, mut line) = line(fact);
        line.at = kernel::instant(cause.at);
        match (fact, place(fact)) {
            (Event::Made { notice, member, message }, _) => {
                self.id = notice.clone();
                self.user_id = member.clone();
                self.kind = message.kind;
                self.text = message.text.clone();
                self.about = message.about.clone();
                self.made_at = line.at.clone();
            }
            (_, Some((_, _, channel))) => {
                line.channel = Some(channel);
                if self.channels.is_empty() {
                    self.routed();
                }
                if let Some(status) = status {
                    self.put(channel, status, line.says.clone());
                }
            }
            (_, None) => {}
        }
        if self.history.len() < LINES_MAX {
            self.history.push(line);
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string()), ("kind", self.kind.word().to_owned())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
