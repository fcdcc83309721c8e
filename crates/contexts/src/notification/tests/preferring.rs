//! How a member says where he wants to be told things.

use super::super::routes::{PREFERENCES, preferences};
use super::*;
use kernel::{Actor, Given, Refused, Role, Who};

fn said(body: Value) -> Result<Preferences, Refused> {
    let caller = Actor { role: Role::Patron, id: "kim".into() };
    preferences(&Given::read(PREFERENCES, body.as_object().unwrap(), &caller, Who::Owner).unwrap())
}

#[test]
fn what_is_said_is_what_is_kept() {
    let body = json!({"channels": ["mail", "kakao"], "mail": "kim@example.org", "phone": "010-1234-5678",
        "quietFrom": "22:00", "quietTo": "07:00", "muted": ["teacher-online"], "language": "en"});
    let expected =
        Preferences { quiet: Some(NIGHT), muted: [Kind::TeacherOnline].into(), language: Language::En, ..everywhere() };
    assert_eq!(said(body).unwrap(), expected);
    assert_eq!(said(json!({})).unwrap(), Preferences::default());
    let abroad = said(json!({"quietFrom": "22:00", "quietTo": "07:00", "utcOffset": "-03:30"})).unwrap();
    assert_eq!(abroad.quiet.unwrap().utc_offset, -210);
}

#[test]
fn what_cannot_be_is_refused_with_its_field() {
    for (body, field, code) in [
        (json!({"channels": ["mail"]}), "mail", "missing-field"),
        (json!({"channels": ["kakao"], "mail": "kim@example.org"}), "phone", "missing-field"),
        (json!({"mail": "kim"}), "mail", "bad-mail"),
        (json!({"mail": "kim@a.kr,lee@a.kr"}), "mail", "bad-mail"),
        (json!({"mail": "<kim@a.kr>"}), "mail", "bad-mail"),
        (json!({"mail": "kim lee@a.kr"}), "mail", "bad-mail"),
        (json!({"phone": "12"}), "phone", "bad-phone"),
        (json!({"phone": "010-1234-567x"}), "phone", "bad-phone"),
        (json!({"quietFrom": "22:00"}), "quietTo", "missing-field"),
        (json!({"quietTo": "22:00"}), "quietFrom", "missing-field"),
        (json!({"quietFrom": "25:00", "quietTo": "07:00"}), "quietFrom", "bad-time"),
        (json!({"quietFrom": "07:00", "quietTo": "07:00"}), "quietTo", "bad-time"),
        (json!({"quietFrom": "22:00", "quietTo": "07:00", "utcOffset": "Seoul"}), "utcOffset", "bad-offset"),
    ] {
        let refused = said(body.clone()).unwrap_err();
        assert_eq!((refused.field.as_deref(), refused.code.as_str()), (Some(field), code), "{body}");
    }
}

#[test]
fn a_channel_without_an_address_says_so() {
    let lost = Preferences { phone: None, ..everywhere() };
    let routes = lost.routes(Kind::LateFee);
    let kakao = routes.iter().find(|route| route.channel == Channel::Kakao).unwrap();
    assert_eq!((kakao.suppressed.as_deref(), &kakao.to), (Some("no-address"), &None));
    assert_eq!(routes.len(), 4);
}
