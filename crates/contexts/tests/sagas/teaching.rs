//! Teaching and consulting together: from a request to the end of the talk, in any order of messages.

mod any_order;
mod examples;

use crate::town::Town;
use kernel::{Refused, Role};
use serde_json::{Value, json};

const LEE: (Role, &str) = (Role::Teacher, "lee");
const HAN: (Role, &str) = (Role::Teacher, "han");
const KIM: (Role, &str) = (Role::Patron, "kim");
const PARK: (Role, &str) = (Role::Patron, "park");
const TODAY: &str = "2021-09-13";
const SECOND: u64 = 1000;
const HOUR: u64 = 3600 * SECOND;

/// A town with two teachers, where guards are answered.
fn town() -> Town {
    let mut town = Town::open();
    town.guards_answer = true;
    for (who, name) in [(LEE, "이 선생님"), (HAN, "한 선생님")] {
        ask(&mut town, who, ("POST", "/teachers"), json!({"name": name, "introduction": "수학"})).unwrap();
    }
    town
}

fn ask(town: &mut Town, who: (Role, &str), route: (&str, &str), body: Value) -> Result<Value, Refused> {
    town.ask(who, route, body, TODAY)
}

fn keep(town: &mut Town, (role, id): (Role, &str)) -> Value {
    ask(town, (role, id), ("POST", &format!("/teachers/{id}/presence")), json!({})).unwrap()
}

fn leave(town: &mut Town, (role, id): (Role, &str)) -> Value {
    ask(town, (role, id), ("DELETE", &format!("/teachers/{id}/presence")), json!({})).unwrap()
}

fn request(town: &mut Town, who: (Role, &str), teacher: &str) -> String {
    let made = ask(town, who, ("POST", "/requests"), json!({"teacherId": teacher, "studentName": "학생"})).unwrap();
    id(&made)
}

fn start(town: &mut Town, who: (Role, &str), request: &str) -> Result<String, Refused> {
    ask(town, who, ("POST", "/consultings"), json!({"requestId": request})).map(|consulting| id(&consulting))
}

fn end(town: &mut Town, who: (Role, &str), consulting: &str) -> Result<Value, Refused> {
    ask(town, who, ("PATCH", &format!("/consultings/{consulting}")), json!({"status": "ended"}))
}

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap().to_owned()
}

fn status(town: &Town, view: &str, id: &str) -> String {
    town.get(view, id, TODAY).unwrap()["status"].as_str().unwrap().to_owned()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, Refused>, code: &str) {
    assert_eq!(answer.map(|_| ()).map_err(|refused| refused.code), Err(code.to_owned()));
}
