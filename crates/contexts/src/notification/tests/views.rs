//! What members see.

use super::super::views::{History, Mailbox, Notification};
use super::*;
use kernel::View;

#[test]
fn by_default_there_is_one_document_per_event_in_the_application() {
    let mut house = House::at(12);
    house.hear(&succeeded("v1", "kim"));
    house.settle();
    let documents = house.documents::<Notification>();
    let expected = json!({"id": "reservation-succeeded.v1.kim~inApp", "notice": "reservation-succeeded.v1.kim",
        "userId": "kim", "kind": "reservation-succeeded", "channel": "inApp", "status": "sent",
        "text": {"ko": "예약 완료 되었습니다", "en": "your reservation is complete"},
        "sentAt": "2021-09-13T03:00:00.000Z", "read": false, "attempts": 0,
        "about": {"event": "reservation.succeeded", "id": "v1"}});
    assert_eq!(json!(documents), json!([expected]));
    assert_eq!(documents[0].owner(), Some("kim"));
    assert_eq!(Notification::wanted("channel", "INAPP"), "inApp");
}

#[test]
fn reading_a_notice_lowers_the_count_once() {
    let mut house = House::at(12);
    house.prefer(everywhere());
    [succeeded("v1", "kim"), succeeded("v2", "kim")].iter().for_each(|event| house.hear(event));
    house.settle();
    let unread = |house: &House| house.documents::<Mailbox>()[0].unread;
    assert_eq!(unread(&house), 2);
    let read = |channel| Command::Read { channel };
    for _ in 0..2 {
        house.ask("reservation-succeeded.v1.kim", read(Channel::InApp)).unwrap();
        assert_eq!(unread(&house), 1);
    }
    // A letter that is marked as read is not the notice in the application.
    house.ask("reservation-succeeded.v2.kim", read(Channel::Mail)).unwrap();
    assert_eq!(unread(&house), 1);
    let read_ones = house.documents::<Notification>().into_iter().filter(|document| document.read).count();
    assert_eq!(read_ones, 2);
}

#[test]
fn what_has_not_arrived_is_not_read() {
    let mut house = House::at(12);
    house.prefer(Preferences { muted: [Kind::ReservationSucceeded].into(), ..Preferences::default() });
    house.hear(&succeeded("v1", "kim"));
    house.settle();
    let read = Command::Read { channel: Channel::InApp };
    assert_eq!(house.ask("reservation-succeeded.v1.kim", read), Err("NotArrived".into()));
}

#[test]
fn the_history_says_why_and_why_not() {
    let mut house = House::at(23);
    let channels = [Channel::Mail].into();
    house.prefer(Preferences { channels, quiet: Some(NIGHT), ..everywhere() });
    house.outside = away;
    house.hear(&succeeded("v1", "kim"));
    house.settle();
    while house.ring() {}
    let history = house.documents::<History>().remove(0);
    assert_eq!((history.id.as_str(), history.owner()), ("reservation-succeeded.v1.kim", Some("kim")));
    let ways: Vec<_> = history.channels.iter().map(|way| (way.channel.word(), way.status.as_str())).collect();
    let expected = [("inApp", "sent"), ("console", "failed"), ("mail", "failed"), ("kakao", "notWanted")];
    assert_eq!(ways, expected);
    let mail: Vec<_> = history.history.iter().filter(|line| line.channel == Some(Channel::Mail)).collect();
    let what: Vec<_> = mail.iter().map(|line| line.what.as_str()).take(3).collect();
    assert_eq!((what, mail.len()), (vec!["queued", "handed", "queued"], 1 + 6 + 5 + 1));
    assert!(mail[0].says.ko.contains("방해 금지") && mail[0].says.en.contains("quiet"), "{mail:?}");
    assert!(mail[2].says.en.contains("connection refused"), "{mail:?}");
    assert_eq!((history.history[0].what.as_str(), history.made_at.as_str()), ("made", "2021-09-13T14:00:00.000Z"));
}

#[test]
fn an_inbox_shows_what_was_preferred() {
    let blank = json!({"id": "kim", "userId": "kim", "unread": 0, "channels": [], "utcOffset": "+09:00", "muted": [],
        "language": "ko"});
    assert_eq!(json!(Mailbox::blank("kim")), blank);
    let mut house = House::at(12);
    house.prefer(Preferences { quiet: Some(NIGHT), ..everywhere() });
    house.prefer(Preferences { quiet: Some(NIGHT), ..everywhere() });
    assert_eq!(house.told("inbox.preferred"), 1);
    let shown = json!({"id": "kim", "userId": "kim", "unread": 0, "channels": ["mail", "kakao"],
        "mail": "kim@example.org", "phone": "01012345678", "quietFrom": "22:00", "quietTo": "07:00",
        "utcOffset": "+09:00", "muted": [], "language": "ko"});
    assert_eq!(json!(house.documents::<Mailbox>()), json!([shown]));
}
