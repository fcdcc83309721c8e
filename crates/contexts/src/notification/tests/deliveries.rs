//! Channels that answer, refuse, are away, or leave us in doubt.

use super::super::{
    effect::{Console, Deliver, Kakao, Mail, Outside},
    views::{History, Notification},
};
use super::*;
use kernel::{Effect, read_fact, spec::cause_on};

/// Status, attempts and reason on a channel.
fn seen(house: &House, channel: Channel) -> (String, u8, Option<String>) {
    let documents = house.documents::<Notification>();
    let found = documents.into_iter().find(|it| it.channel == channel).unwrap();
    (json!(found.status).as_str().unwrap().to_owned(), found.attempts, found.reason)
}

fn told(preferences: Preferences, hour: Millis, outside: fn(&kernel::Call) -> Outcome) -> House {
    let mut house = House::at(hour);
    house.outside = outside;
    house.prefer(preferences);
    house.hear(&succeeded("v1", "kim"));
    house.settle();
    house
}

#[test]
fn a_notice_goes_to_every_channel_that_is_wanted() {
    let house = told(everywhere(), 12, |_| Outcome::Done(json!({})));
    for channel in [Channel::Mail, Channel::Kakao] {
        assert_eq!(seen(&house, channel), ("sent".into(), 1, None));
    }
    assert_eq!(seen(&house, Channel::InApp), ("sent".into(), 0, None));
    assert_eq!((house.calls.len(), house.next()), (3, None));
    let message = json!({"kind": "reservation-succeeded", "template": "reservation-succeeded", "member": "kim",
        "ko": "예약 완료 되었습니다", "en": "your reservation is complete", "language": "ko",
        "params": {"title": "어린 왕자"}});
    for (service, to) in [("console", "kim"), ("mail", "kim@example.org"), ("kakao", "01012345678")] {
        let (_, call) = house.calls.iter().find(|(_, call)| call.service == service).unwrap();
        let mut ask = message.clone();
        ask["to"] = json!(to);
        assert_eq!((call.action, &call.ask), ("send", &ask));
        assert_eq!(call.key, format!("notice/reservation-succeeded.v1.kim/{service}"));
    }
}

#[test]
fn each_channel_has_an_effect_of_its_own_that_calls_nobody_else() {
    let house = told(everywhere(), 12, away);
    let handed = |channel: Channel| {
        let of = |(name, data, _): &&(String, String, Millis)| {
            name == "notice.handed" && data.contains(&format!("\"channel\":\"{}\"", channel.word()))
        };
        let (name, data, _) = house.log.iter().find(of).unwrap();
        (name.clone(), data.clone())
    };
    fn called<O: Outside>((name, data): &(String, String)) -> Option<&'static str> {
        let fact = read_fact(name, data).unwrap();
        Deliver::<O>::call(&fact, &cause_on("2021-09-13")).map(|call| call.service)
    }
    for channel in [Channel::Console, Channel::Mail, Channel::Kakao] {
        let fact = handed(channel);
        let calls: Vec<_> = [called::<Console>(&fact), called::<Mail>(&fact), called::<Kakao>(&fact)].into_iter().flatten().collect();
        assert_eq!(calls, [channel.word()]);
    }
    let names = [Deliver::<Console>::NAME, Deliver::<Mail>::NAME, Deliver::<Kakao>::NAME];
    assert_eq!(names, ["notification.deliver_console", "notification.deliver_mail", "notification.deliver_kakao"]);
}

#[test]
fn r19_deliveries_go_on_by_themselves_when_a_channel_is_back() {
    let mut house = told(everywhere(), 12, away);
    assert_eq!(seen(&house, Channel::Mail), ("queued".into(), 1, Some("away".into())));
    assert!(house.ring() && house.ring());
    house.outside = |_| Outcome::Done(json!({}));
    assert!(house.ring() && !house.ring());
    for channel in [Channel::Mail, Channel::Kakao] {
        assert_eq!(seen(&house, channel), ("sent".into(), 4, None));
    }
    assert_eq!(house.calls_to("mail"), [0, 1, 6, 36]);
    let keys: std::collections::BTreeSet<_> = house.calls.iter().map(|(_, call)| &call.key).collect();
    assert_eq!(keys.len(), 3, "the same key for each attempt");
}

#[test]
fn a_channel_that_stays_away_is_given_up_within_a_day() {
    let mut house = told(everywhere(), 10, away);
    while house.ring() {}
    assert_eq!(seen(&house, Channel::Mail), ("failed".into(), 6, Some("away".into())));
    assert_eq!(house.calls_to("mail"), [0, 1, 6, 36, 156, 516]);
    assert_eq!(house.calls_to("console").len(), 6);
    assert_eq!(seen(&house, Channel::InApp).0, "sent");
}

#[test]
fn what_is_refused_fails_at_once_with_the_providers_code() {
    let refused = |_: &kernel::Call| Outcome::Refused { code: "-2018".into(), why: "template not approved".into() };
    let house = told(everywhere(), 12, refused);
    assert_eq!(seen(&house, Channel::Kakao), ("failed".into(), 1, Some("-2018".into())));
    assert_eq!(house.next(), None);
}

#[test]
fn a_key_that_kakao_has_seen_already_is_taken_for_sent() {
    let lost = |call: &kernel::Call| match call.service {
        "kakao" => Outcome::Unknown("timed out".into()),
        _ => Outcome::Done(json!({})),
    };
    let repeated = [
        |_: &kernel::Call| Outcome::Unknown("-1005".into()),
        |_: &kernel::Call| Outcome::Unknown("isSuccessful false: -1005, repeated key".into()),
        |_: &kernel::Call| Outcome::Refused { code: "-1005".into(), why: "repeated key".into() },
    ];
    for outside in repeated {
        let mut house = told(everywhere(), 12, lost);
        assert_eq!(seen(&house, Channel::Kakao), ("queued".into(), 1, Some("unknown".into())));
        house.outside = outside;
        house.ring();
        assert_eq!(seen(&house, Channel::Kakao), ("sent".into(), 2, Some("repeated-key".into())));
        let says = house.documents::<History>()[0].history.last().cloned().unwrap().says;
        assert!(says.ko.contains("-1005") && says.en.contains("taken for sent"), "{says:?}");
    }
    // Elsewhere the number means nothing.
    let mail = told(everywhere(), 12, |_| Outcome::Unknown("-1005".into()));
    assert_eq!(seen(&mail, Channel::Mail).0, "queued");
    let other = told(everywhere(), 12, |_| Outcome::Unknown("-10051".into()));
    assert_eq!(seen(&other, Channel::Kakao).0, "queued");
}

#[test]
fn kakao_is_not_called_again_when_it_may_have_forgotten_the_key() {
    let mut house = told(everywhere(), 12, |_| Outcome::Unknown("timed out".into()));
    while house.ring() {}
    assert_eq!(seen(&house, Channel::Kakao), ("failed".into(), 3, Some("maybe-sent".into())));
    assert_eq!(house.calls_to("kakao"), [0, 1, 6]);
    assert_eq!(seen(&house, Channel::Mail), ("failed".into(), 6, Some("unknown".into())));
}

#[test]
fn one_call_in_doubt_is_enough_to_stop_when_the_key_is_forgotten() {
    let mut house = told(everywhere(), 12, |_| Outcome::Unknown("timed out".into()));
    house.outside = away;
    while house.ring() {}
    assert_eq!(seen(&house, Channel::Kakao), ("failed".into(), 3, Some("maybe-sent".into())));
    assert_eq!((house.calls_to("kakao"), house.calls_to("mail").len()), (vec![0, 1, 6], 6));
}

#[test]
fn the_first_call_in_doubt_counts() {
    let mut house = told(everywhere(), 12, |_| Outcome::Unknown("timed out".into()));
    // The alarm rings late: the first call is eight minutes ago, and the third would be thirteen minutes after it.
    house.now += 8 * MINUTE;
    while house.ring() {}
    assert_eq!(seen(&house, Channel::Kakao), ("failed".into(), 2, Some("maybe-sent".into())));
}

#[test]
fn decision_10_an_alarm_that_rings_after_kakao_has_forgotten_the_key_gives_up() {
    let mut house = told(everywhere(), 12, |_| Outcome::Unknown("timed out".into()));
    // Nobody was up for a while: the second call was to be made after a minute.
    house.now += 11 * MINUTE;
    while house.ring() {}
    assert_eq!(seen(&house, Channel::Kakao), ("failed".into(), 1, Some("maybe-sent".into())));
    assert_eq!(house.calls_to("kakao"), [0]);
}

#[test]
fn an_answer_to_another_attempt_says_nothing() {
    let (notice, channel): (NoticeId, _) = ("n".parse().unwrap(), Channel::Mail);
    let message = Message::new(Kind::LateFee, "r1", Params::new());
    let route = Route { channel, to: None, suppressed: None };
    let begin = [
        Command::Make { notice, member: kim(), message },
        Command::Send { routes: vec![route], quiet: None, language: Language::Ko },
    ];
    for attempt in [0, 2] {
        let mut house = House::at(12);
        begin.iter().for_each(|command| house.ask("n", command.clone()).unwrap());
        let why = || String::from("why");
        for answer in [
            Command::Refused { channel, attempt, code: "no".into(), why: why() },
            Command::Away { channel, attempt, why: why() },
            Command::Unknown { channel, attempt, why: why() },
        ] {
            house.ask("n", answer).unwrap();
        }
        assert_eq!(house.log.last().map(|(name, ..)| name.as_str()), Some("notice.handed"));
    }
}

#[test]
fn quiet_hours_hold_what_disturbs_until_they_are_over() {
    let quiet = Preferences { quiet: Some(NIGHT), ..everywhere() };
    let mut house = told(quiet.clone(), 23, |_| Outcome::Done(json!({})));
    assert_eq!(seen(&house, Channel::InApp).0, "sent");
    assert_eq!(seen(&house, Channel::Mail), ("queued".into(), 0, Some("quiet-hours".into())));
    assert_eq!((house.calls_to("mail"), house.calls_to("console")), (vec![], vec![0]));
    house.ring();
    assert_eq!((seen(&house, Channel::Mail).0, house.calls_to("mail")), ("sent".into(), vec![8 * 60]));
    // An attempt that was missed before is not made again in the night either.
    let mut house = told(quiet, 21, away);
    while house.ring() {}
    assert_eq!(house.calls_to("kakao"), [0, 1, 6, 36, 10 * 60, 16 * 60]);
}

#[test]
fn an_alarm_that_rings_late_finds_the_night_and_waits() {
    let mut house = told(Preferences { quiet: Some(NIGHT), ..everywhere() }, 21, away);
    house.now += 3 * HOUR;
    house.ring();
    assert_eq!(seen(&house, Channel::Mail), ("queued".into(), 1, Some("quiet-hours".into())));
    house.outside = |_| Outcome::Done(json!({}));
    while house.ring() {}
    assert_eq!(seen(&house, Channel::Mail), ("sent".into(), 2, None));
}

#[test]
fn a_muted_kind_is_told_nowhere_but_says_why() {
    let house = told(Preferences { muted: [Kind::ReservationSucceeded].into(), ..everywhere() }, 12, away);
    for channel in [Channel::InApp, Channel::Mail, Channel::Kakao] {
        assert_eq!(seen(&house, channel), ("suppressed".into(), 0, Some("muted".into())));
    }
    assert!(house.calls.iter().all(|(_, call)| call.service == "console"));
}

#[test]
fn what_is_heard_again_is_not_sent_again() {
    let mut house = told(everywhere(), 12, |_| Outcome::Done(json!({})));
    let sent = house.told("notice.sent");
    for facts in [1, 5, 100] {
        house.hear(&succeeded("v1", "kim"));
        // What he wants now is for what comes now; what went out went out.
        house.prefer(Preferences { quiet: Some(NIGHT), ..Preferences::default() });
        house.redeliver(facts);
        house.settle();
    }
    assert_eq!((house.told("notice.made"), house.told("notice.sent")), (1, sent));
    assert_eq!(house.told("notice.handed"), 3);
}

#[test]
fn a_late_success_ends_the_waiting() {
    let mut house = told(everywhere(), 12, away);
    house.ask("reservation-succeeded.v1.kim", Command::Done { channel: Channel::Mail, attempt: 1 }).unwrap();
    assert_eq!(seen(&house, Channel::Mail), ("sent".into(), 1, None));
    // An answer to an earlier attempt says nothing about this one.
    house.ring();
    let refused =
        Command::Refused { channel: Channel::Kakao, attempt: 1, code: "x".into(), why: "y".into() };
    house.ask("reservation-succeeded.v1.kim", refused).unwrap();
    assert_eq!(seen(&house, Channel::Kakao).0, "queued");
}
