use super::super::{
    channel::Channel,
    facts::Event,
    
    kind::Kind,
    message::{About, Message},
    reasons,
};
use kernel::{Cause, MemberId, NoticeId, Text, View};
use serde::{Deserialize, Serialize};

/// What a member was told on one of his channels. The console is not his.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Notification {
    /// The notice and the channel.
    pub id: String,
    pub notice: NoticeId,
    pub user_id: MemberId,
    pub kind: Kind,
    pub text: Text,
    pub channel: Channel,
    pub status: Status,
    /// When it was sent, RFC 3339, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<String>,
    pub read: bool,
    /// Calls that were made for it.
    pub attempts: u8,
    /// Why it waits, failed or was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
    pub about: About,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) enum Status {
    #[default]
    Queued,
    Sent,
    Failed,
    Suppressed,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::Sent => "sent",
            Status::Failed => "failed",
            Status::Suppressed => "suppressed",
        }
    }
}

/// Notice, member and channel of a fact that is about a channel.
pub(super) fn place(fact: &Event) -> Option<(&NoticeId, &MemberId, Channel)> {
    match fact {
        Event::Made { .. } => None,
        Event::Queued { notice, member, channel, .. }
        | Event::Handed { notice, member, channel, .. }
        | Event::Sent { notice, member, channel, .. }
        | Event::Failed { notice, member, channel, .. }
        | Event::Suppressed { notice, member, channel, .. }
        | Event::Read { notice, member, channel } => Some((notice, member, *channel)),
    }
}

impl Notification {
    fn says(mut self, message: Option<&Message>) -> Self {
        if let Some(message) = message {
            self.kind = message.kind;
            self.text = message.text.clone();
            self.about = message.about.clone();
        }
        self
    }

    fn because(self, status: Status, reason: Option<&str>, why: Option<Text>) -> Self {
        Self { status, reason: reason.map(str::to_owned), why, ..self }
    }
}

impl View for Notification {
    const NAME: &'static str = "notifications";
    const HEARS: &'static [&'static str] = &[
        "notice.queued",
        "notice.handed",
        "notice.sent",
        "notice.failed",
        "notice.suppressed",
        "notice.read",
    ];
    const INDEXES: &'static [&'static str] = &["userId", "kind", "channel", "status", "read"];
    type Fact = Event;

    fn key(fact: &Event) -> Option<String> {
        let (notice, _, channel) = place(fact).filter(|(.., channel)| *channel != Channel::Console)?;
        Some(format!("{notice}~{}", channel.word()))
    }

    fn evolve(mut self, fact: &Event, cause: &Cause) -> Option<Self> {
        let (notice, member, channel) = place(fact)?;
        self.id = format!("{notice}~{}", channel.word());
        self.notice = notice.clone();
        self.user_id = member.clone();
        self.channel = channel;
        Some(match fact {
            Event::Made { .. } => self,
            Event::Queued { message, attempts, due, reason, why, .. } => {
                self.attempts = *attempts;
                let says = reasons::queued(reason, *attempts, *due, why.as_deref());
                self.says(message.as_ref()).because(Status::Queued, Some(reason), Some(says))
            }
            Event::Handed { message, attempt, .. } => {
                self.attempts = *attempt;
                self.says(Some(message)).because(Status::Queued, None, None)
            }
            Event::Sent { message, attempts, note, .. } => {
                self.attempts = *attempts;
                self.sent_at = Some(kernel::instant(cause.at));
                let says = note.as_ref().map(|_| reasons::sent(*attempts, note.as_deref()));
                self.says(message.as_ref()).because(Status::Sent, note.as_deref(), says)
            }
            Event::Failed { attempts, code, why, .. } => {
                self.attempts = *attempts;
                self.because(Status::Failed, Some(code), Some(reasons::failed(*attempts, code, why)))
            }
            Event::Suppressed { message, reason, .. } => {
                let says = reasons::suppressed(reason);
                self.says(message.as_ref()).because(Status::Suppressed, Some(reason), Some(says))
            }
            Event::Read { .. } => Self { read: true, ..self },
        })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("userId", self.user_id.to_string()),
            ("kind", self.kind.word().to_owned()),
            ("channel", self.channel.word().to_owned()),
            ("status", self.status.word().to_owned()),
            ("read", self.read.to_string()),
        ]
    }

    /// However a caller writes the name of a channel: `inApp`, `inapp`.
    fn wanted(index: &str, value: &str) -> String {
        let all = [Channel::InApp, Channel::Mail, Channel::Kakao];
        let known = all.iter().map(|it| it.word()).find(|word| index == "channel" && word.eq_ignore_ascii_case(value));
        known.unwrap_or(value).to_owned()
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
