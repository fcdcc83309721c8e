//! Who is told of what happens elsewhere, and that nobody waits for it.

use crate::town::Town;
use kernel::{Outcome, Role};
use serde_json::{Value, json};

const DESK: (Role, &str) = (Role::Librarian, "desk");
const KIM: (Role, &str) = (Role::Patron, "kim");
const TODAY: &str = "2021-09-13";

/// A town with one book, `5`, and so many copies of it; everybody outside answers.
fn town_with(stock: u32) -> Town {
    let mut town = Town::open();
    town.outside = Some(Box::new(|_| Outcome::Done(json!({}))));
    town.ask(DESK, ("POST", "/books"), json!({"id": 5, "title": "어린 왕자", "stock": stock}), TODAY).unwrap();
    town
}

fn told(town: &Town) -> Vec<Value> {
    let notices = town.all("notifications", TODAY);
    notices.iter().map(|notice| json!([notice["kind"], notice["channel"], notice["status"]])).collect()
}

#[test]
fn worked_example_001_with_notification_stopped_it_succeeds_and_the_notice_comes_later() {
    let mut town = town_with(5);
    let reservation = town.ask(KIM, ("POST", "/reservations"), json!({"bookid": 5}), TODAY).unwrap();
    town.settle_without("notification");
    let id = reservation["id"].as_str().unwrap();
    assert_eq!(town.get("reservations", id, TODAY).unwrap()["status"], json!("succeeded"));
    assert_eq!(told(&town), Vec::<Value>::new());
    town.settle();
    assert_eq!(told(&town), [json!(["reservation-succeeded", "inApp", "sent"])]);
    let notice = format!("reservation-succeeded.{id}.kim");
    let notice = town.get("notifications", &format!("{notice}~inApp"), TODAY).unwrap();
    assert_eq!(notice["text"]["ko"], json!("예약 완료 되었습니다"));
}

#[test]
fn a_loan_that_is_canceled_overdue_or_late_is_told() {
    let mut town = town_with(4);
    town.ask(KIM, ("POST", "/borrows"), json!({"bookId": 5, "qty": 5}), TODAY).unwrap();
    town.settle();
    town.ask(KIM, ("POST", "/borrows"), json!({"bookId": 5, "qty": 4}), TODAY).unwrap();
    town.settle();
    assert_eq!(town.ring("borrower", "kim", "2021-10-04"), 1);
    town.ask(KIM, ("POST", "/returns"), json!({"bookId": 5, "qty": 3}), "2021-10-04").unwrap();
    town.settle();
    let sent = |kind: &str| json!([kind, "inApp", "sent"]);
    assert_eq!(told(&town), [sent("late-fee"), sent("loan-canceled"), sent("loan-overdue")]);
    assert_eq!(town.get("inboxes", "kim", TODAY).unwrap()["unread"], json!(3));
}

#[test]
fn a_member_says_where_and_reads_what_came() {
    let mut town = town_with(4);
    let body = json!({"channels": ["mail"], "mail": "kim@example.org", "muted": ["loan-canceled"]});
    let inbox = town.ask(KIM, ("PUT", "/inboxes/kim"), body, TODAY).unwrap();
    assert_eq!((&inbox["channels"], &inbox["unread"]), (&json!(["mail"]), &json!(0)));
    let reservation = town.ask(KIM, ("POST", "/reservations"), json!({"bookid": 5}), TODAY).unwrap();
    town.settle();
    let sent = |channel: &str| json!(["reservation-succeeded", channel, "sent"]);
    assert_eq!(told(&town), [sent("inApp"), sent("mail")]);
    let notice = format!("reservation-succeeded.{}.kim", reservation["id"].as_str().unwrap());
    let path = format!("/notifications/{notice}~inApp");
    let read = town.ask(KIM, ("PATCH", &path), json!({"status": "Read"}), TODAY).unwrap();
    assert_eq!((&read["read"], &town.get("inboxes", "kim", TODAY).unwrap()["unread"]), (&json!(true), &json!(0)));
    let history = town.get("notices", &notice, TODAY).unwrap();
    assert_eq!(history["channels"].as_array().unwrap().len(), 4, "{history}");
}
