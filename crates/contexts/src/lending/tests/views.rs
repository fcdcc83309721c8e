//! What the public sees of loans, returns and fees.

use super::super::{borrow::Borrow, card::Card, fee::Fee, policies::AnswersFromStock, returns::Return};
use super::*;
use kernel::{Policy, View, read_fact, spec::cause_on, spec::told, write_fact};
use serde_json::{Value, json};

fn facts(events: &[Event]) -> Vec<(String, Value)> {
    let written = events.iter().map(|event| write_fact(event).unwrap());
    written.map(|(name, data)| (name, serde_json::from_str(&data).unwrap())).collect()
}

fn shown<V: View + std::fmt::Debug>(events: &[Event]) -> Value {
    let facts = facts(events);
    let facts: Vec<(&str, Value)> = facts.iter().map(|(name, data)| (name.as_str(), data.clone())).collect();
    let documents = told::<V>(&facts);
    serde_json::to_value(&documents[0].1).unwrap()
}

/// 4 borrowed, 3 of them back 7 days late.
fn worked_example() -> Vec<Event> {
    let begun = on_loan("l1", 4);
    let back = given(begun.clone()).when(give_back("r1", 3, Some("2021-10-04"))).facts();
    begun.into_iter().chain(back).collect()
}

#[test]
fn a_loan_shows_how_far_it_has_come() {
    let begun = shown::<Borrow>(&[requested("l1", 4)]);
    assert_eq!((&begun["status"], &begun["userId"], &begun["bookId"]), (&json!("requested"), &json!("kim"), &json!("5")));
    assert_eq!((&begun["borrowDate"], &begun["expireDate"]), (&json!("2021-09-13"), &json!("2021-09-27")));
    let after = shown::<Borrow>(&worked_example());
    assert_eq!((&after["status"], &after["qty"], &after["returnedQty"]), (&json!("borrowed"), &json!(4), &json!(3)));
    assert!(after["dueReason"]["ko"].as_str().unwrap().contains("14일"), "{after}");
    let all = given(worked_example()).when(give_back("r2", 1, None)).facts();
    let all: Vec<Event> = worked_example().into_iter().chain(all).collect();
    assert_eq!(shown::<Borrow>(&all)["status"], json!("returned"));
}

#[test]
fn req_000_p3_a_canceled_loan_says_why_in_both_languages() {
    let events = [requested("l1", 5), canceled("l1", 5, "out-of-stock", Some(4))];
    let loan = shown::<Borrow>(&events);
    assert_eq!((&loan["status"], &loan["reason"]), (&json!("canceled"), &json!("out-of-stock")));
    assert!(loan["explanation"]["ko"].as_str().unwrap().contains("4권만"), "{loan}");
    assert!(loan["explanation"]["en"].as_str().unwrap().contains("on the shelf: 4"), "{loan}");
}

#[test]
fn every_reason_there_is_has_a_sentence() {
    for reason in ["out-of-stock", "unknown-book", "not-for-loan", "withdrawn"] {
        let loan = shown::<Borrow>(&[requested("l1", 5), canceled("l1", 5, reason, Some(0))]);
        let says = loan["explanation"]["en"].as_str().unwrap();
        assert!(!says.contains(&format!("({reason})")), "{reason} has no sentence of its own: {says}");
    }
}

#[test]
fn a_loan_has_settled_when_it_is_not_waiting() {
    let loan = |events: &[Event]| serde_json::from_value::<Borrow>(shown::<Borrow>(events)).unwrap();
    assert!(!loan(&[requested("l1", 1)]).settled());
    assert!(loan(&on_loan("l1", 1)).settled());
    assert!(loan(&[requested("l1", 1), canceled("l1", 1, "withdrawn", None)]).settled());
    assert_eq!(loan(&on_loan("l1", 1)).owner(), Some("kim"));
}

#[test]
fn a_renewal_explains_the_new_due_date() {
    let renew = given(on_loan("l1", 1)).when(Command::Renew { loan: id("l1") }).facts();
    let loan = shown::<Borrow>(&on_loan("l1", 1).into_iter().chain(renew).collect::<Vec<_>>());
    assert_eq!((&loan["expireDate"], &loan["renewals"], &loan["renewalsLeft"]), (&json!("2021-10-11"), &json!(1), &json!(1)));
    assert!(loan["dueReason"]["en"].as_str().unwrap().starts_with("renewal 1 of 2"), "{loan}");
}

#[test]
fn a_return_shows_its_lateness_its_fee_and_its_loans() {
    let ret = shown::<Return>(&worked_example());
    assert_eq!((&ret["lateDays"], &ret["fee"], &ret["qty"]), (&json!(7), &json!(500), &json!(3)));
    assert_eq!((&ret["borrows"], &ret["tariff"]), (&json!([{"borrowId": "l1", "qty": 3}]), &json!("late-fee-1")));
    assert!(ret["feeReason"]["ko"].as_str().unwrap().contains("500원"), "{ret}");
}

#[test]
fn a_fee_is_a_debt_under_the_id_of_its_return() {
    let fee = shown::<Fee>(&worked_example());
    assert_eq!((&fee["id"], &fee["userId"], &fee["amount"]), (&json!("r1"), &json!("kim"), &json!(500)));
    assert_eq!((&fee["status"], &fee["reason"]), (&json!("owed"), &json!("late-return")));
}

#[test]
fn somebody_nothing_happened_to_has_the_usual_card() {
    let card = serde_json::to_value(Card::blank("kim")).unwrap();
    assert_eq!(card, json!({"id": "kim", "userId": "kim", "group": "standard", "copiesAtOnce": 50}));
}

#[test]
fn decision_2_an_answer_goes_to_the_loan_that_asked_and_to_no_other() {
    let react = |data: Value| {
        let fact = read_fact("stock.refused", &data.to_string()).unwrap();
        AnswersFromStock::react(fact, &cause_on("2021-09-13"))
    };
    let answer = |promise: &str| json!({"promise": promise, "member": "kim", "why": "out-of-stock", "onShelf": 0});
    let to = react(answer("loan:l1"));
    assert_eq!(to[0].id, "kim");
    assert!(matches!(&to[0].command, Command::Cancel { loan, .. } if *loan == id("l1")));
    assert!(react(answer("order:l1")).is_empty());
}

#[test]
fn a_paid_fee_says_by_which_payment() {
    let paid = Event::FeePaid {
        fee: "r1".parse().unwrap(),
        member: kim(),
        amount: kernel::Won(500),
        payment: "p1".parse().unwrap(),
    };
    let fee = shown::<Fee>(&worked_example().into_iter().chain([paid]).collect::<Vec<_>>());
    assert_eq!((&fee["status"], &fee["paidBy"], &fee["amount"]), (&json!("paid"), &json!("p1"), &json!(500)));
}

#[test]
fn only_payments_of_fees_concern_lending() {
    let react = |data: Value| {
        let fact = read_fact("payment.completed", &data.to_string()).unwrap();
        super::super::policies::FeesPaid::react(fact, &cause_on("2021-09-13"))
    };
    assert!(react(json!({"payment": "p1", "member": "kim", "order": "o1"})).is_empty());
    let to = react(json!({"payment": "p1", "member": "kim", "fees": [{"fee": "r1", "amount": 500}]}));
    assert!(matches!(&to[0].command, Command::NoteFeesPaid { fees, .. } if fees.len() == 1));
}
