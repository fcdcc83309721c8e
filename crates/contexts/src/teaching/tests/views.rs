//! What the public sees of teachers and requests, and what is heard of consultations.

use super::super::{listing::Listing, policies::TeachersForConsultations, request::Request};
use super::*;
use kernel::{Policy, View, read_fact, spec::cause_on, spec::told, write_fact};
use serde_json::{Value, json};

fn shown<V: View + std::fmt::Debug>(events: &[Event]) -> (V, Value) {
    let facts: Vec<(String, Value)> = events
        .iter()
        .map(|event| write_fact(event).unwrap())
        .map(|(name, data)| (name, serde_json::from_str(&data).unwrap()))
        .collect();
    let facts: Vec<(&str, Value)> = facts.iter().map(|(name, data)| (name.as_str(), data.clone())).collect();
    let (_, document) = told::<V>(&facts).into_iter().next().unwrap();
    let json = serde_json::to_value(&document).unwrap();
    (document, json)
}

#[test]
fn req_003_a1_a_student_sees_whether_a_teacher_can_be_had() {
    let mut life = Life::new(&["kim"]);
    let status = |life: &Life| shown::<Listing>(&life.log).1["status"].clone();
    assert_eq!(status(&life), json!("offline"));
    life.does(0, Command::Keep);
    assert_eq!(status(&life), json!("online"));
    life.does(0, ask("q1", "kim"));
    life.does(0, take("c1", "q1", "kim"));
    assert_eq!(status(&life), json!("consulting"));
    life.does(SECOND, Command::Leave);
    assert_eq!(status(&life), json!("consulting"));
    life.does(SECOND, free("c1", true));
    let (listing, json) = shown::<Listing>(&life.log);
    let expected = json!({"id": "lee", "name": "이 선생님", "status": "offline", "favoriteCount": 1, "consultingCount": 1});
    assert_eq!(json, expected);
    assert_eq!(listing.owner(), None, "anybody may look him up");
    assert_eq!(Listing::wanted("status", "OnLine"), "online");
}

#[test]
fn a_request_is_shown_to_its_student_and_its_teacher() {
    let (document, json) = shown::<Request>(&[made("q1", "kim")]);
    assert_eq!(json, json!({"id": "q1", "studentId": "kim", "teacherId": "lee", "status": "waiting"}));
    assert_eq!((document.owner(), document.shared_with()), (Some("kim"), Some("lee")));
    let parties = document.indexed().into_iter().filter(|(index, _)| *index == "party").map(|(_, party)| party);
    assert_eq!(parties.collect::<Vec<_>>(), ["kim", "lee"]);
    assert_eq!(document.queued(), Some(("waitingFor", "lee".to_owned())));
    let (alone, _) = shown::<Request>(&[made("q1", "lee")]);
    assert_eq!((alone.owner(), alone.shared_with()), (Some("lee"), None));
}

#[test]
fn req_003_p1_a_request_says_how_far_it_has_come() {
    let begun = [made("q1", "kim"), taken("c1", "q1", "kim")];
    let (document, json) = shown::<Request>(&begun);
    assert_eq!((&json["status"], &json["consultingId"]), (&json!("started"), &json!("c1")));
    assert_eq!(document.queued(), None);
    let ended: Vec<Event> = begun.iter().cloned().chain([freed("c1", "q1", "kim", true, 1)]).collect();
    assert_eq!(shown::<Request>(&ended).1["status"], json!("ended"));
    let back: Vec<Event> = begun.iter().cloned().chain([freed("c1", "q1", "kim", false, 0)]).collect();
    assert_eq!(shown::<Request>(&back).1, shown::<Request>(&[made("q1", "kim")]).1);
}

#[test]
fn every_reason_there_is_has_a_sentence() {
    for reason in ["unknown-teacher", "withdrawn", "expired", "too-many"] {
        let (document, json) = shown::<Request>(&[made("q1", "kim"), canceled("q1", "kim", reason)]);
        assert_eq!((&json["status"], &json["reason"], document.queued()), (&json!("canceled"), &json!(reason), None));
        let says = json["explanation"]["en"].as_str().unwrap();
        assert!(!says.contains(&format!("({reason})")), "{reason} has no sentence of its own: {says}");
    }
}

#[test]
fn a_consultation_takes_its_teacher_and_frees_him() {
    let react = |name: &str| {
        let data = json!({"consulting": "c1", "request": "q1", "teacher": "lee", "student": "kim"});
        let to = TeachersForConsultations::react(read_fact(name, &data.to_string()).unwrap(), &cause_on("2021-09-13"));
        assert_eq!((to.len(), to[0].id.as_str()), (1, "lee"));
        format!("{:?}", to[0].command)
    };
    assert_eq!(react("consulting.requested"), format!("{:?}", take("c1", "q1", "kim")));
    assert_eq!(react("consulting.ended"), format!("{:?}", free("c1", true)));
    assert_eq!(react("consulting.refused"), format!("{:?}", free("c1", false)));
}
