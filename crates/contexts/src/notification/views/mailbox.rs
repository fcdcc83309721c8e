use super::super::{
    channel::Channel,
    kind::Kind,
    preferences::{Language, Preferences},
    quiet::{SEOUL, clock, written_offset},
};
use kernel::{Cause, MemberId, View};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A member's inbox: what he has not read yet, and how he wants to be told things.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Mailbox {
    pub id: MemberId,
    pub user_id: MemberId,
    /// Notices in the application that are not marked as read.
    pub unread: u32,
    /// Besides the application.
    pub channels: BTreeSet<Channel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_to: Option<String>,
    /// How far the clock of the quiet hours is ahead of UTC.
    pub utc_offset: String,
    pub muted: BTreeSet<Kind>,
    pub language: Language,
}

/// What is told about it.
#[derive(Deserialize)]
pub(in super::super) enum Told {
    #[serde(rename = "inbox.preferred")]
    Preferred { member: MemberId, preferences: Preferences },
    #[serde(rename = "notice.sent")]
    Sent { member: MemberId, channel: Channel },
    #[serde(rename = "notice.read")]
    Read { member: MemberId, channel: Channel },
}

impl Mailbox {
    fn prefers(self, preferences: &Preferences) -> Self {
        let Preferences { channels, mail, phone, quiet, muted, language } = preferences.clone();
        Self {
            channels,
            mail,
            phone,
            quiet_from: quiet.map(|quiet| clock(quiet.from)),
            quiet_to: quiet.map(|quiet| clock(quiet.to)),
            utc_offset: written_offset(quiet.map_or(SEOUL, |quiet| quiet.utc_offset)),
            muted,
            language,
            ..self
        }
    }
}

impl View for Mailbox {
    const NAME: &'static str = "inboxes";
    const HEARS: &'static [&'static str] = &["inbox.preferred", "notice.sent", "notice.read"];
    type Fact = Told;

    fn blank(key: &str) -> Self {
        let member: MemberId = key.parse().unwrap_or_default();
        Self { id: member.clone(), user_id: member, ..Self::default() }.prefers(&Preferences::default())
    }

    fn key(fact: &Told) -> Option<String> {
        let (Told::Preferred { member, .. } | Told::Sent { member, .. } | Told::Read { member, .. }) = fact;
        match fact {
            Told::Sent { channel, .. } | Told::Read { channel, .. } if *channel != Channel::InApp => None,
            _ => Some(member.to_string()),
        }
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        let (Told::Preferred { member, .. } | Told::Sent { member, .. } | Told::Read { member, .. }) = fact;
        let known = if self.id.as_str().is_empty() { Self::blank(member.as_str()) } else { self };
        Some(match fact {
            Told::Preferred { preferences, .. } => known.prefers(preferences),
            Told::Sent { .. } => Self { unread: known.unread + 1, ..known },
            Told::Read { .. } => Self { unread: known.unread.saturating_sub(1), ..known },
        })
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
