use super::{
    channel::Channel,
    message::Message,
    notice::{Command, Notice},
    preferences::Language,
};
use kernel::{Call, Cause, Effect, MemberId, NoticeId, Outcome, To};
use serde::Deserialize;
use serde_json::json;
use std::marker::PhantomData;

/// Whenever a notice is handed to a channel, the channel is called; the notice is told what came of it. Each channel has
/// an effect of its own, which passes over what goes to others: a slow one keeps nobody else waiting.
///
/// The key is the same for each attempt, so a provider who recognises it sends one message. When to call again, the notice
/// decides. The console is always called: whether it prints is the installation's affair.
pub(super) struct Deliver<O>(PhantomData<O>);

/// A channel that is called outside.
pub(super) trait Outside: Send + 'static {
    const CHANNEL: Channel;
    /// Name of its effect.
    const NAME: &'static str;
}

pub(super) struct Console;
pub(super) struct Mail;
pub(super) struct Kakao;

impl Outside for Console {
    const CHANNEL: Channel = Channel::Console;
    const NAME: &'static str = "notification.deliver_console";
}

impl Outside for Mail {
    const CHANNEL: Channel = Channel::Mail;
    const NAME: &'static str = "notification.deliver_mail";
}

impl Outside for Kakao {
    const CHANNEL: Channel = Channel::Kakao;
    const NAME: &'static str = "notification.deliver_kakao";
}

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

impl<O: Outside> Effect for Deliver<O> {
    const NAME: &'static str = O::NAME;
    const HEARS: &'static [&'static str] = &["notice.handed"];
    type Fact = Handed;
    type Target = Notice;

    fn call(fact: &Handed, _: &Cause) -> Option<Call> {
        let Handed::Handed { notice, member, channel, message, to, language, .. } = fact;
        if *channel != O::CHANNEL {
            return None;
        }
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
