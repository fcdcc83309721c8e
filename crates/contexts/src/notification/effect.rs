use super::{
    channel::Channel,
    message::Message,
    notice::{Command, Notice},
    preferences::Language,
};
use kernel::{Call, Cause, Effect, MemberId, NoticeId, Outcome, To};
use serde::Deserialize;
use serde_json::json;

/// Whenever a notice is handed to a channel, the channel is called; the notice is told what came of it.
///
/// The key is the same for each attempt, so a provider who recognises it sends one message. When to call again, the notice
/// decides. The console is always called: whether it prints is the installation's affair.
pub(super) struct Deliver;

/// A notice that is to go out.
#[derive(Deserialize)]
pub(super) enum Handed {
    #[serde(rename = "notice.handed")]
    Handed {
        notice: NoticeId,
        member: MemberId,
        channel: Channel,
        #[serde(flatten)]
        message: Message,
        #[serde(default)]
        to: Option<String>,
        language: Language,
        attempt: u8,
    },
}

impl Effect for Deliver {
    const NAME: &'static str = "notification.deliver";
    const HEARS: &'static [&'static str] = &["notice.handed"];
    type Fact = Handed;
    type Target = Notice;

    fn call(fact: &Handed, _: &Cause) -> Option<Call> {
        let Handed::Handed { notice, member, channel, message, to, language, .. } = fact;
        let service = channel.word();
        let ask = json!({
            "to": to.as_deref().unwrap_or(member.as_str()),
            "member": member,
            "kind": message.kind,
            "ko": message.text.ko,
            "en": message.text.en,
            "language": language,
            "template": message.kind,
            "params": message.params,
        });
        Some(Call { service, action: "send", key: format!("notice/{notice}/{service}"), ask })
    }

    fn told(fact: Handed, outcome: Outcome, _: &Cause) -> Vec<To<Notice>> {
        let Handed::Handed { notice, channel, attempt, .. } = fact;
        let command = match outcome {
            Outcome::Done(_) => Command::Done { channel, attempt },
            Outcome::Refused { code, why } => Command::Refused { channel, attempt, code, why },
            Outcome::Unknown(why) => Command::Unknown { channel, attempt, why },
            Outcome::Away(why) => Command::Away { channel, attempt, why },
        };
        vec![To::new(notice, command)]
    }
}
