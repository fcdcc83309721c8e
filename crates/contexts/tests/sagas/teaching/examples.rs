//! One conversation at a time: what the doors say, and who wins a race.

use super::*;

#[test]
fn req_003_a2_to_b3_a_consultation_from_its_request_to_its_end() {
    let mut town = town();
    let request = request(&mut town, KIM, "lee");
    refused(start(&mut town, KIM, &request), "teacher-offline");
    assert_eq!(keep(&mut town, LEE)["status"], json!("online"));
    let consulting = start(&mut town, KIM, &request).unwrap();
    assert_eq!(status(&town, "consultings", &consulting), "requested");
    town.settle();
    assert_eq!(status(&town, "consultings", &consulting), "started");
    assert_eq!(status(&town, "teachers", "lee"), "consulting");
    assert_eq!(town.get("requests", &request, TODAY).unwrap()["consultingId"], json!(consulting));
    refused(end(&mut town, KIM, &consulting), "teacher-only");
    end(&mut town, LEE, &consulting).unwrap();
    town.settle();
    let lee = town.get("teachers", "lee", TODAY).unwrap();
    assert_eq!((&lee["status"], &lee["consultingCount"]), (&json!("online"), &json!(1)));
    assert_eq!(status(&town, "requests", &request), "ended");
    refused(start(&mut town, KIM, &request), "not-waiting");
}

#[test]
fn req_003_i1_requests_are_taken_while_nobody_consults() {
    let mut town = town();
    let waiting = [request(&mut town, KIM, "lee"), request(&mut town, PARK, "lee"), request(&mut town, KIM, "lee")];
    assert!(waiting.iter().all(|request| status(&town, "requests", request) == "waiting"));
    let unknown = request(&mut town, KIM, "nobody");
    let unknown = town.get("requests", &unknown, TODAY).unwrap();
    assert_eq!((&unknown["status"], &unknown["reason"]), (&json!("canceled"), &json!("unknown-teacher")));
}

#[test]
fn req_003_i2_when_teaching_is_silent_nothing_is_started_and_the_request_waits() {
    let mut town = town();
    keep(&mut town, LEE);
    let request = request(&mut town, KIM, "lee");
    town.guards_answer = false;
    refused(start(&mut town, KIM, &request), "teaching-away");
    assert_eq!(status(&town, "requests", &request), "waiting");
}

#[test]
fn r11_two_students_want_him_at_once_and_one_gets_him() {
    let mut town = town();
    keep(&mut town, LEE);
    let requests = [request(&mut town, KIM, "lee"), request(&mut town, PARK, "lee")];
    let first = start(&mut town, PARK, &requests[1]).unwrap();
    let second = start(&mut town, KIM, &requests[0]).unwrap();
    town.settle();
    assert_eq!(status(&town, "consultings", &first), "started");
    let second = town.get("consultings", &second, TODAY).unwrap();
    assert_eq!((&second["status"], &second["reason"]), (&json!("refused"), &json!("teacher-busy")));
    assert_eq!(status(&town, "requests", &requests[0]), "waiting");
    refused(start(&mut town, KIM, &requests[0]), "teacher-busy");
}

#[test]
fn r13_teacher_and_student_start_one_request_in_the_same_moment() {
    let mut town = town();
    keep(&mut town, LEE);
    let request = request(&mut town, KIM, "lee");
    let both = [LEE, KIM].map(|who| start(&mut town, who, &request).unwrap());
    town.settle();
    let statuses = both.map(|consulting| status(&town, "consultings", &consulting));
    assert_eq!(statuses, ["started", "refused"]);
}

#[test]
fn nobody_but_the_two_starts_ends_or_cancels() {
    let mut town = town();
    keep(&mut town, LEE);
    let request = request(&mut town, KIM, "lee");
    refused(start(&mut town, PARK, &request), "not-found");
    refused(start(&mut town, HAN, &request), "not-found");
    let cancel = json!({"status": "Canceled"});
    let path = format!("/requests/{request}");
    refused(ask(&mut town, LEE, ("PATCH", &path), cancel.clone()), "student-only");
    let canceled = ask(&mut town, KIM, ("PATCH", &path), cancel.clone()).unwrap();
    assert_eq!((&canceled["status"], &canceled["reason"]), (&json!("canceled"), &json!("withdrawn")));
    refused(ask(&mut town, KIM, ("PATCH", &path), cancel), "not-waiting");
    refused(start(&mut town, KIM, &request), "not-waiting");
    refused(start(&mut town, KIM, "nothing"), "not-found");
}

#[test]
fn a_teacher_registers_himself_and_the_desk_anybody() {
    let mut town = town();
    let desk = (Role::Librarian, "desk");
    let name = json!({"name": "새 선생님"});
    refused(ask(&mut town, LEE, ("POST", "/teachers"), json!({"name": "x", "id": "han"})), "not-yours");
    refused(ask(&mut town, LEE, ("POST", "/teachers"), name.clone()), "already-registered");
    let fresh = ask(&mut town, desk, ("POST", "/teachers"), name).unwrap();
    assert!(id(&fresh).starts_with("made-"));
    let named = ask(&mut town, desk, ("POST", "/teachers"), json!({"name": "x", "id": 7})).unwrap();
    assert_eq!((&named["id"], &named["status"]), (&json!("7"), &json!("offline")));
    let changed = ask(&mut town, desk, ("PATCH", "/teachers/7"), json!({"introduction": "물리"})).unwrap();
    assert_eq!((&changed["name"], &changed["introduction"]), (&json!("x"), &json!("물리")));
    let liked = ask(&mut town, KIM, ("PUT", "/teachers/7/favorites/kim"), json!({})).unwrap();
    assert_eq!(liked["favoriteCount"], json!(1));
    let disliked = ask(&mut town, KIM, ("DELETE", "/teachers/7/favorites/kim"), json!({})).unwrap();
    assert_eq!(disliked["favoriteCount"], json!(0));
    refused(ask(&mut town, KIM, ("PUT", "/teachers/nobody/favorites/kim"), json!({})), "unknown-teacher");
}

#[test]
fn a_consultation_nobody_answers_is_refused_and_its_late_answer_frees_the_teacher() {
    let mut town = town();
    keep(&mut town, LEE);
    let request = request(&mut town, KIM, "lee");
    let consulting = start(&mut town, KIM, &request).unwrap();
    town.time = HOUR;
    assert_eq!(town.ring_at("consultation", &consulting, TODAY), 1);
    assert_eq!(town.get("consultings", &consulting, TODAY).unwrap()["reason"], json!("timed-out"));
    town.settle();
    assert_eq!(status(&town, "requests", &request), "waiting");
    assert_eq!(town.get("teachers", "lee", TODAY).unwrap()["consultingCount"], json!(0));
}
