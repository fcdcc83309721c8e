//! What is told to whom, when, how often; and what is seen of it.

mod deliveries;
mod house;
mod notices;
mod preferring;
mod properties;
mod sagas;
mod views;

use super::{
    channel::Channel,
    facts::Event,
    kind::Kind,
    message::{Message, Params},
    notice::{Command, Notice},
    preferences::{Language, Preferences, Route},
    quiet::Quiet,
};
use house::House;
use kernel::{MemberId, Millis, NoticeId, Outcome};
use serde_json::{Value, json};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;

/// From 22:00 to 07:00 in Seoul.
const NIGHT: Quiet = Quiet { from: 22 * 60, to: 7 * 60, utc_offset: 9 * 60 };

fn kim() -> MemberId {
    "kim".parse().unwrap()
}

/// A reservation of this member that succeeded.
fn succeeded(reservation: &str, member: &str) -> (&'static str, Value) {
    ("reservation.succeeded", json!({"reservation": reservation, "member": member, "title": "5", "name": "어린 왕자"}))
}

/// Wants to be told by mail and KakaoTalk, too.
fn everywhere() -> Preferences {
    let channels = [Channel::Mail, Channel::Kakao].into();
    let (mail, phone) = (Some("kim@example.org".into()), Some("01012345678".into()));
    Preferences { channels, mail, phone, ..Preferences::default() }
}

fn away(_: &kernel::Call) -> Outcome {
    Outcome::Away("connection refused".into())
}
