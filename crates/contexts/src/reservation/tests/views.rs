//! What the public sees of reservations and of stock, and which answers are heard.

use super::super::{book_list::BookList, held::Held, policies::AnswersFromStock};
use super::*;
use kernel::{Policy, View, read_fact, spec::cause_on, spec::told, write_fact};
use serde_json::{Value, json};

fn shown(events: &[Event]) -> Held {
    let facts: Vec<(String, Value)> = events
        .iter()
        .map(|event| write_fact(event).unwrap())
        .map(|(name, data)| (name, serde_json::from_str(&data).unwrap()))
        .collect();
    let facts: Vec<(&str, Value)> = facts.iter().map(|(name, data)| (name.as_str(), data.clone())).collect();
    told::<Held>(&facts).remove(0).1
}

#[test]
fn a_reservation_shows_how_far_it_has_come() {
    let begun = shown(&[requested()]);
    assert_eq!(json!(begun), json!({"id": "v1", "userid": "kim", "bookid": "5", "status": "requested"}));
    assert!(!begun.settled());
    assert_eq!(begun.owner(), Some("kim"));
    let done = shown(&[requested(), succeeded()]);
    assert_eq!((json!(done.status), done.title.as_deref()), (json!("succeeded"), Some("어린 왕자")));
    assert!(done.settled());
    assert_eq!(json!(shown(&[requested(), canceled(Was::Requested)]).status), json!("canceled"));
}

#[test]
fn a_failed_reservation_says_why_in_both_languages() {
    for (reason, ko, en) in [("out-of-stock", "남은 책이 없어", "no copy"), ("unknown-book", "없는 책", "does not have")]
    {
        let mut why = failed();
        if let Event::Failed { reason: word, .. } = &mut why {
            *word = reason.into();
        }
        let held = shown(&[requested(), why]);
        let says = held.explanation.unwrap();
        assert_eq!(held.reason.as_deref(), Some(reason));
        assert!(says.ko.contains(ko) && says.en.contains(en), "{says:?}");
    }
}

fn react(name: &str, data: Value) -> Option<(String, Command)> {
    let fact = read_fact(name, &data.to_string()).unwrap();
    AnswersFromStock::react(fact, &cause_on("2021-09-13")).pop().map(|to| (to.id, to.command))
}

#[test]
fn s1_an_answer_goes_to_the_reservation_that_asked_and_to_no_other() {
    let promised = |promise: &str| json!({"promise": promise, "title": "5", "name": "책", "kind": "book", "onShelf": 1});
    for id in ["v1", "v2"] {
        let (to, command) = react("stock.promised", promised(&format!("reservation:{id}"))).unwrap();
        assert!(to == id && matches!(command, Command::Succeed { name } if name == "책"));
    }
    assert!(react("stock.promised", promised("loan:v1")).is_none());
    let refused = json!({"promise": "reservation:v2", "why": "unknown-book", "onShelf": 0});
    let (to, command) = react("stock.refused", refused).unwrap();
    assert!(to == "v2" && matches!(command, Command::Fail { why } if why == "unknown-book"));
}

/// What is told of one title, in the order of the catalogue's log.
fn stock() -> Vec<(&'static str, Value)> {
    let count = |on_shelf: u32| json!({"title": "5", "qty": 1, "promise": "loan:1", "onShelf": on_shelf});
    vec![
        ("stock.received", count(5)),
        ("title.registered", json!({"title": "5", "record": {"name": "어린 왕자", "kind": "book"}})),
        ("stock.promised", count(4)),
        ("stock.lent", json!({"title": "5", "qty": 1})),
        ("stock.returned", count(5)),
        ("stock.promised", count(4)),
        ("stock.released", count(5)),
        ("stock.promised", count(4)),
        ("title.changed", json!({"title": "5", "record": {"name": "어린 왕자 2판", "kind": "book"}})),
    ]
}

#[test]
fn req_001_p1_the_stock_is_visible_in_reservation() {
    let unnamed = told::<BookList>(&stock()[..1]);
    assert_eq!(json!(unnamed[0].1), json!({"id": "5", "bookid": "5", "title": "5", "qty": 5}));
    let list = told::<BookList>(&stock());
    assert_eq!(json!(list[0].1), json!({"id": "5", "bookid": "5", "title": "어린 왕자 2판", "qty": 4}));
    assert_eq!(list[0].1.owner(), None);
    let gone: Vec<_> = stock().into_iter().chain([("title.removed", json!({"title": "5"}))]).collect();
    assert!(told::<BookList>(&gone).is_empty());
}

#[test]
fn hearing_the_last_facts_again_gives_the_same_list() {
    let once = told::<BookList>(&stock());
    for from in 0..stock().len() {
        let again: Vec<_> = stock().into_iter().chain(stock().split_off(from)).collect();
        assert_eq!(told::<BookList>(&again), once, "from {from}");
    }
}
