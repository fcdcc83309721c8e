//! What can happen to a notice. `facts/` holds a golden sample of each: never edited, only added to.

use super::{channel::Channel, message::Message, preferences::Language, quiet::Quiet};
use kernel::{Fact, MemberId, Millis, NoticeId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to a notice. The first fact of a channel says the message, so that it can be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    /// Somebody is to be told of something.
    #[serde(rename = "notice.made")]
    Made {
        notice: NoticeId,
        member: MemberId,
        #[serde(flatten)]
        message: Message,
    },
    /// It waits, until `due`.
    #[serde(rename = "notice.queued")]
    Queued {
        notice: NoticeId,
        member: MemberId,
        channel: Channel,
        #[serde(flatten)]
        message: Option<Message>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        language: Language,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiet: Option<Quiet>,
        /// Attempts so far.
        attempts: u8,
        due: Millis,
        /// `quiet-hours`, `away` or `unknown`.
        reason: String,
        /// What was heard from outside.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// It is given to its channel, now.
    #[serde(rename = "notice.handed")]
    Handed {
        notice: NoticeId,
        member: MemberId,
        channel: Channel,
        #[serde(flatten)]
        message: Message,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        language: Language,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiet: Option<Quiet>,
        attempt: u8,
        at: Millis,
    },
    /// It arrived.
    #[serde(rename = "notice.sent")]
    Sent {
        notice: NoticeId,
        member: MemberId,
        channel: Channel,
        #[serde(flatten)]
        message: Option<Message>,
        attempts: u8,
        /// `repeated-key`: the provider had it already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It is given up.
    #[serde(rename = "notice.failed")]
    Failed { notice: NoticeId, member: MemberId, channel: Channel, attempts: u8, code: String, why: String },
    /// It is not sent on this channel.
    #[serde(rename = "notice.suppressed")]
    Suppressed {
        notice: NoticeId,
        member: MemberId,
        channel: Channel,
        #[serde(flatten)]
        message: Option<Message>,
        reason: String,
    },
    /// Its member has read it.
    #[serde(rename = "notice.read")]
    Read { notice: NoticeId, member: MemberId, channel: Channel },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "notice.made",
        "notice.queued",
        "notice.handed",
        "notice.sent",
        "notice.failed",
        "notice.suppressed",
        "notice.read",
    ];
}
