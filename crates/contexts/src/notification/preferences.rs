use super::{channel::Channel, kind::Kind, quiet::Quiet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a member wants to be told things. Without a word from him: in the application, in Korean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Preferences {
    /// Besides the application.
    pub channels: BTreeSet<Channel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// Not to be told at all.
    pub muted: BTreeSet<Kind>,
    pub language: Language,
}

/// The language letters are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Language {
    #[default]
    Ko,
    En,
}

/// Where a notice goes on one channel; or why it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Route {
    pub channel: Channel,
    /// The address there, if there are addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Why nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<String>,
}

/// Why nothing is sent: the member does not want to be told this kind of thing.
pub(super) const MUTED: &str = "muted";
/// Why nothing is sent: he wants the channel, but we do not know where he is to be found there.
pub(super) const NO_ADDRESS: &str = "no-address";

impl Preferences {
    /// Where a notice of this kind goes. The application and the console always have an entry, other channels when wanted.
    pub(super) fn routes(&self, kind: Kind) -> Vec<Route> {
        let muted = || self.muted.contains(&kind).then(|| MUTED.to_owned());
        let mut routes = vec![
            Route { channel: Channel::InApp, to: None, suppressed: muted() },
            Route { channel: Channel::Console, to: None, suppressed: None },
        ];
        for channel in self.channels.iter().copied().filter(|channel| channel.disturbs()) {
            let to = self.address(channel).map(str::to_owned);
            let suppressed = muted().or_else(|| to.is_none().then(|| NO_ADDRESS.to_owned()));
            routes.push(Route { channel, to: to.filter(|_| suppressed.is_none()), suppressed });
        }
        routes
    }

    /// Where he is found on a channel.
    pub(super) fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Mail => self.mail.as_deref(),
            Channel::Kakao => self.phone.as_deref(),
            Channel::InApp | Channel::Console => None,
        }
    }
}
