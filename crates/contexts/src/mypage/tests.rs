mod money;
mod page;

use super::{my_fee::MyFee, my_loan::MyLoan, user_info::UserInfo};
use kernel::{Day, View, spec::told};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn borrowed(loan: &str, title: &str, qty: u32, due: &str) -> (&'static str, Value) {
    let steps = json!([{"fromDay": 1, "fee": 500}, {"fromDay": 8, "fee": 1000}, {"fromDay": 15, "fee": 2000}]);
    let data = json!({"loan": loan, "member": "kim", "title": title, "name": "책", "qty": qty, "borrowDay": "2021-09-13",
        "dueDay": due, "tariff": {"version": "late-fee-1", "steps": steps}});
    ("loan.borrowed", data)
}

fn requested(loan: &str, qty: u32) -> (&'static str, Value) {
    let data = json!({"loan": loan, "member": "kim", "title": "5", "qty": qty, "borrowDay": "2021-09-13",
        "dueDay": "2021-09-27"});
    ("loan.requested", data)
}

fn returned(loan: &str, title: &str, (qty, left): (u32, u32), due: &str) -> (&'static str, Value) {
    ("loan.returned", json!({"loan": loan, "member": "kim", "title": title, "qty": qty, "left": left, "dueDay": due}))
}

fn charged(amount: i64) -> (&'static str, Value) {
    let data = json!({"fee": "r1", "member": "kim", "title": "5", "name": "책", "day": "2021-10-04", "lateDays": 7,
        "amount": amount});
    ("fee.charged", data)
}

fn dashboard(facts: &[(&str, Value)], today: &str) -> Value {
    let mut documents = told::<UserInfo>(facts);
    let (_, document) = documents.pop().unwrap_or_else(|| ("kim".into(), UserInfo::blank("kim")));
    document.on(day(today)).unwrap()
}

fn shows(count: u32, fee: i64, today: i64) -> Value {
    json!({"userId": "kim", "borrowCnt": count, "expireFee": fee, "feeIfReturnedToday": today})
}

const DUE: &str = "2021-09-27";

#[test]
fn worked_example_4_borrowed_3_returned_7_days_late() {
    let facts = [borrowed("l1", "5", 4, DUE), returned("l1", "5", (3, 1), DUE), charged(500)];
    assert_eq!(dashboard(&facts, "2021-09-27"), shows(1, 500, 0));
    assert_eq!(dashboard(&facts, "2021-10-04"), shows(1, 500, 500));
}

#[test]
fn reg_s5_a_canceled_loan_leaves_on_loan_as_it_was() {
    let canceled = ("loan.canceled", json!({"loan": "l2", "member": "kim", "reason": "out-of-stock"}));
    let facts = [borrowed("l1", "5", 4, DUE), requested("l2", 5), canceled];
    assert_eq!(dashboard(&facts, DUE), shows(4, 0, 0));
    let loans = told::<MyLoan>(&facts);
    assert_eq!((loans[1].1.status.as_str(), loans[1].1.reason.as_deref()), ("canceled", Some("out-of-stock")));
}

#[test]
fn a_member_nothing_happened_to_has_zeros() {
    assert_eq!(dashboard(&[], DUE), shows(0, 0, 0));
}

#[test]
fn what_all_would_cost_today_is_one_return_per_title_by_its_greatest_lateness() {
    let facts = [
        borrowed("l1", "5", 1, "2021-09-27"),
        borrowed("l2", "5", 9, "2021-09-20"),
        borrowed("l3", "6", 1, "2021-09-27"),
        borrowed("l4", "7", 1, "2021-10-30"),
    ];
    assert_eq!(dashboard(&facts, "2021-09-20"), shows(12, 0, 0));
    assert_eq!(dashboard(&facts, "2021-09-21"), shows(12, 0, 500));
    assert_eq!(dashboard(&facts, "2021-09-28"), shows(12, 0, 1000 + 500));
    assert_eq!(dashboard(&facts, "2021-10-12"), shows(12, 0, 2000 + 2000));
    let back = facts.into_iter().chain([returned("l2", "5", (9, 0), "2021-09-20")]).collect::<Vec<_>>();
    assert_eq!(dashboard(&back, "2021-09-28"), shows(3, 0, 500 + 500));
}

#[test]
fn a_renewal_moves_what_it_would_cost() {
    let renewed = json!({"loan": "l1", "member": "kim", "title": "5", "qty": 1, "from": DUE, "dueDay": "2021-10-11"});
    let facts = [borrowed("l1", "5", 1, DUE), ("loan.renewed", renewed)];
    assert_eq!(dashboard(&facts, "2021-10-11"), shows(1, 0, 0));
    assert_eq!(dashboard(&facts, "2021-10-12"), shows(1, 0, 500));
    let back = [facts[0].clone(), facts[1].clone(), returned("l1", "5", (1, 0), "2021-10-11")];
    assert_eq!(dashboard(&back, "2021-10-12"), shows(0, 0, 0));
}

#[test]
fn what_came_back_leaves_nothing_behind() {
    let facts = [borrowed("l1", "5", 1, DUE), returned("l1", "5", (1, 0), DUE)];
    let (_, document) = told::<UserInfo>(&facts).pop().unwrap();
    let stored = serde_json::to_value(document).unwrap();
    assert_eq!((&stored["open"], &stored["tariffs"]), (&json!([]), &json!([])));
}

#[test]
fn reg_t19_two_thousand_loans_stay_a_small_document() {
    let title = |number: u32| format!("title-{number}");
    let facts: Vec<_> = (0..2000).map(|n| borrowed(&n.to_string(), &title(n), 1, DUE)).collect();
    let (_, document) = told::<UserInfo>(&facts).pop().unwrap();
    assert!(serde_json::to_string(&document).unwrap().len() < 200_000);
    assert_eq!(document.on(day("2021-09-28")).unwrap()["feeIfReturnedToday"], json!(2000 * 500));
    assert_eq!(told::<MyLoan>(&facts).len(), 2000);
}

#[test]
fn a_loan_on_my_page_says_what_it_would_cost_today() {
    let facts = [requested("l1", 2), borrowed("l1", "5", 2, DUE)];
    let loan = told::<MyLoan>(&facts).pop().unwrap().1;
    let shown = loan.on(day("2021-10-05")).unwrap();
    assert_eq!((&shown["lateDays"], &shown["feeIfReturnedToday"]), (&json!(8), &json!(1000)));
    assert_eq!((&shown["status"], &shown["title"]), (&json!("borrowed"), &json!("책")));
    let back: Vec<_> = facts.into_iter().chain([returned("l1", "5", (2, 0), DUE)]).collect();
    let loan = told::<MyLoan>(&back).pop().unwrap().1;
    assert_eq!((loan.status.as_str(), loan.returned_qty), ("returned", 2));
    assert_eq!(loan.on(day("2021-10-05")), None);
}

#[test]
fn a_fee_on_my_page_says_what_for() {
    let fee = told::<MyFee>(&[charged(500)]).pop().unwrap().1;
    let shown = json!({"id": "r1", "userId": "kim", "bookId": "5", "title": "책", "amount": 500, "status": "owed",
        "lateDays": 7, "chargedOn": "2021-10-04"});
    assert_eq!(serde_json::to_value(fee).unwrap(), shown);
    let paid = ("fee.paid", json!({"fee": "r1", "member": "kim", "amount": 500, "payment": "p1"}));
    let fee = told::<MyFee>(&[charged(500), paid]).pop().unwrap().1;
    let shown = serde_json::to_value(fee).unwrap();
    assert_eq!((&shown["status"], &shown["paidBy"], &shown["amount"]), (&json!("paid"), &json!("p1"), &json!(500)));
}

#[test]
fn a_paid_fee_stays_in_the_sum_charged_so_far() {
    let paid = ("fee.paid", json!({"fee": "r1", "member": "kim", "amount": 500, "payment": "p1"}));
    for facts in [[charged(500), paid.clone()], [paid, charged(500)]] {
        let fee = serde_json::to_value(told::<MyFee>(&facts).pop().unwrap().1).unwrap();
        assert_eq!((&fee["status"], &fee["paidBy"]), (&json!("paid"), &json!("p1")));
        assert_eq!(dashboard(&facts, DUE)["expireFee"], json!(500));
    }
}
