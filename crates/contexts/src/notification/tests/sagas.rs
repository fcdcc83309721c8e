//! The table of the saga, held against the decider on every channel.

use super::super::{saga::SAGA, sending::Stage};
use super::*;
use kernel::spec::{cause_on, explore};

fn stage(notice: &Notice) -> &'static str {
    match notice.sendings.values().next().map(|sending| &sending.stage) {
        None if notice.message.is_none() => "new",
        None => "made",
        Some(Stage::Waiting { .. }) => "waiting",
        Some(Stage::Handed { .. }) => "handed",
        Some(Stage::Sent { read: false }) => "sent",
        Some(Stage::Sent { read: true }) => "read",
        Some(Stage::Failed) => "failed",
        Some(Stage::Suppressed) => "suppressed",
    }
}

fn send(channel: Channel, suppressed: Option<&str>, quiet: Option<Quiet>) -> Command {
    let route = Route { channel, to: Some("there".into()), suppressed: suppressed.map(str::to_owned) };
    Command::Send { routes: vec![route], quiet, language: Language::Ko }
}

/// Every answer to every attempt on a channel.
fn answers(channel: Channel) -> Vec<Command> {
    let of = |attempt: u8| {
        let why = || "why".to_owned();
        [
            Command::Done { channel, attempt },
            Command::Refused { channel, attempt, code: "no".into(), why: why() },
            Command::Refused { channel, attempt, code: "-1005".into(), why: why() },
            Command::Away { channel, attempt, why: why() },
            Command::Unknown { channel, attempt, why: why() },
            Command::Unknown { channel, attempt, why: "-1005".into() },
        ]
    };
    (1..=6).flat_map(of).chain([Command::Read { channel }]).collect()
}

#[test]
fn the_saga_is_what_its_table_says_on_every_channel() {
    let notice: NoticeId = "reservation-succeeded.v1.kim".parse().unwrap();
    let message = Message::new(Kind::ReservationSucceeded, "v1", Params::new());
    // It is nine in the morning in Seoul.
    let now = cause_on("2021-09-13").at;
    let morning = Quiet { from: 8 * 60, to: 10 * 60, utc_offset: 9 * 60 };
    let mut commands = vec![
        Command::Make { notice, member: kim(), message },
        send(Channel::InApp, None, None),
        send(Channel::InApp, Some("muted"), None),
        send(Channel::Console, None, Some(morning)),
        send(Channel::Mail, None, Some(morning)),
        send(Channel::Kakao, None, None),
        // Tomorrow at eight, when it is quiet again, and at three.
        Command::Try { due: now + 23 * HOUR },
        Command::Try { due: now + 30 * HOUR },
        Command::Read { channel: Channel::InApp },
    ];
    commands.extend([Channel::Console, Channel::Mail, Channel::Kakao].into_iter().flat_map(answers));
    explore::<Notice>(&commands, stage).is(&SAGA);
}
