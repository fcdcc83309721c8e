use kernel::Millis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A way to a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Channel {
    /// His list in the application: always, and at once.
    #[default]
    InApp,
    /// The installation's console; whether it prints is the installation's affair. Not the member's own.
    Console,
    Mail,
    Kakao,
}

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;

/// How long a sending waits after each attempt that reached nobody; after the last of them it is given up.
pub(super) const BACK_OFF: [Millis; 5] = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR];

/// KakaoTalk's answer to a key it has seen within the last ten minutes: the first call reached it.
pub(super) const REPEATED_KEY: &str = "-1005";

impl Channel {
    /// The channels a member may want besides.
    pub(super) const WANTED: [Channel; 2] = [Channel::Mail, Channel::Kakao];

    /// Its word in the API; the outside goes by the same one.
    pub(super) fn word(self) -> &'static str {
        match self {
            Channel::InApp => "inApp",
            Channel::Console => "console",
            Channel::Mail => "mail",
            Channel::Kakao => "kakao",
        }
    }

    /// The channel of this name.
    pub(super) fn named(word: &str) -> Option<Self> {
        [Channel::InApp, Channel::Console, Channel::Mail, Channel::Kakao].into_iter().find(|it| it.word() == word)
    }

    /// Does it wake people up?
    pub(super) fn disturbs(self) -> bool {
        matches!(self, Channel::Mail | Channel::Kakao)
    }

    /// How long its provider recognises a key. When a call may have reached him and this time is over, another call might
    /// be a second message, so there is none. Mail carries the key as the id of the letter, which readers of mail recognise
    /// for ever; the console may print twice.
    pub(super) fn remembers(self) -> Option<Millis> {
        match self {
            Channel::Kakao => Some(10 * MINUTE),
            Channel::InApp | Channel::Console | Channel::Mail => None,
        }
    }
}
