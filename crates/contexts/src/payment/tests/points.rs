//! Points: paid in, held, captured, given back.

use super::*;
use serde_json::json;

#[test]
fn req_003_r1_points_are_paid_in() {
    let mut kim = Kim::new();
    assert_eq!(kim.asks(top_up("t1", 10_000)), ["points.toppedUp"]);
    assert_eq!(kim.told("points.toppedUp")["available"], json!(10_000));
    assert_eq!((kim.has(), kim.balance("house:cash")), ([10_000, 0, 0], -10_000));
}

#[test]
fn r9_the_same_top_up_twice_is_credited_once() {
    let mut kim = Kim::new();
    kim.asks(top_up("t1", 10_000));
    assert!(kim.asks(top_up("t1", 10_000)).is_empty());
    assert_eq!(kim.tries(top_up("t1", 20_000)).unwrap_err().code, "other-transfer");
    assert_eq!(kim.asks(top_up("t2", 10_000)), ["points.toppedUp"]);
    assert_eq!(kim.has(), [20_000, 0, 0]);
}

#[test]
fn a_top_up_nobody_named_leaves_nothing_behind() {
    let mut kim = Kim::new();
    kim.asks(Command::TopUp { transfer: "made".into(), member: super::kim(), amount: Won(1), named: false });
    assert_eq!(kim.account.transfers.find(|_| true), None);
}

#[test]
fn named_top_ups_are_known_again_as_long_as_they_are_of_the_last_ones() {
    let mut kim = Kim::new();
    for n in 0..=super::super::stage::REMEMBERED {
        kim.asks(top_up(&format!("t{n}"), 100));
    }
    assert!(kim.asks(top_up("t1", 100)).is_empty());
    assert_eq!(kim.account.transfers.find(|(id, _)| id == "t0"), None, "the first of them is forgotten");
}

#[test]
fn s8_points_equal_to_the_price_suffice_and_two_quick_rentals_never_overdraw() {
    let mut kim = Kim::with(1000);
    assert_eq!(kim.asks(hold("p1", Method::Point, 1000)), ["payment.held"]);
    assert_eq!(kim.asks(hold("p2", Method::Point, 1000)), ["payment.declined"]);
    assert_eq!(kim.told("payment.declined")["reason"], json!("not-enough-points"));
    assert_eq!(kim.has(), [0, 1000, 0]);
}

#[test]
fn r10_holds_and_spent_never_exceed_the_balance() {
    let mut kim = Kim::with(5000);
    let held = (0..20).filter(|n| kim.asks(hold(&format!("p{n}"), Method::Point, 700)) == ["payment.held"]).count();
    assert_eq!((held, kim.has()), (7, [100, 4900, 0]));
    for n in 0..20 {
        kim.asks(if n % 2 == 0 { capture(&format!("p{n}")) } else { give_back(&format!("p{n}")) });
    }
    assert_eq!((kim.has(), kim.balance("house:orders")), ([100 + 3 * 700, 0, 0], 4 * 700));
}

#[test]
fn every_step_is_done_once_however_often_it_is_asked() {
    let mut kim = Kim::with(1000);
    for (command, told) in [
        (hold("p1", Method::Point, 400), vec!["payment.held"]),
        (capture("p1"), vec!["payment.completed"]),
        (give_back("p1"), vec!["payment.canceled"]),
    ] {
        assert_eq!(kim.asks(command.clone()), told);
        assert!(kim.asks(command).is_empty());
    }
    // A tail of all of it is told once more.
    for command in [hold("p1", Method::Point, 400), capture("p1"), give_back("p1")] {
        assert!(kim.asks(command).is_empty());
    }
    assert_eq!(kim.has(), [1000, 0, 0]);
}

#[test]
fn s6_canceling_a_completed_order_gives_the_money_back_once() {
    let mut kim = Kim::with(1000);
    kim.asks(hold("p1", Method::Point, 400));
    kim.asks(capture("p1"));
    assert_eq!((kim.has(), kim.balance("house:orders")), ([600, 0, 0], 400));
    kim.asks(give_back("p1"));
    assert_eq!(kim.told("payment.canceled")["refunded"], json!(400));
    assert_eq!((kim.has(), kim.balance("house:orders")), ([1000, 0, 0], 0));
}

#[test]
fn what_was_never_held_needs_no_giving_back() {
    assert!(Kim::new().asks(give_back("p1")).is_empty());
}

#[test]
fn a_hold_nobody_captures_expires_and_whoever_captures_it_then_is_told() {
    let mut kim = Kim::with(1000);
    kim.asks(hold("p1", Method::Point, 400));
    assert!(kim.rings_for(72 * 3_600_000 - 1).is_empty());
    assert_eq!(kim.rings_for(1), ["payment.canceled"]);
    assert_eq!((kim.told("payment.canceled")["reason"].clone(), kim.has()), (json!("expired"), [1000, 0, 0]));
    assert_eq!(kim.asks(capture("p1")), ["payment.declined"]);
    assert_eq!(kim.told("payment.declined")["reason"], json!("hold-expired"));
    assert!(kim.asks(capture("p1")).is_empty());
    assert_eq!(kim.account.alarm(), None);
}

#[test]
fn a_wish_to_pay_becomes_a_hold_or_ends_by_itself() {
    let ask = || Command::Ask {
        payment: id("p1"),
        member: super::kim(),
        order: "o1".parse().unwrap(),
        method: Method::Point,
        card: None,
    };
    let mut kim = Kim::with(1000);
    assert_eq!((kim.asks(ask()), kim.asks(ask())), (vec!["payment.asked".to_owned()], vec![]));
    assert_eq!(kim.asks(hold("p1", Method::Point, 400)), ["payment.held"]);
    let mut kim = Kim::with(1000);
    kim.asks(ask());
    assert_eq!(kim.rings_for(24 * 3_600_000), ["payment.canceled"]);
    assert_eq!(kim.told("payment.canceled")["reason"], json!("timed-out"));
    let mut kim = Kim::with(1000);
    kim.asks(ask());
    assert_eq!(kim.asks(give_back("p1")), ["payment.declined"]);
    assert!(kim.asks(hold("p1", Method::Point, 400)).is_empty());
}

#[test]
fn what_costs_nothing_needs_no_card_and_less_than_nothing_is_declined() {
    let mut kim = Kim::new();
    assert_eq!(kim.asks(hold("p1", Method::Card, 0)), ["payment.held"]);
    assert_eq!(kim.asks(give_back("p1")), ["payment.canceled"]);
    assert_eq!(kim.asks(hold("p2", Method::Point, -1)), ["payment.declined"]);
    let no_card = Command::Hold { bill: bill("p3", Method::Card, 100), card: None };
    assert_eq!(kim.asks(no_card), ["payment.declined"]);
    assert_eq!(kim.told("payment.declined")["reason"], json!("no-card"));
}

#[test]
fn holds_that_expire_together_say_what_is_left_after_each() {
    let mut kim = Kim::with(1000);
    kim.asks(hold("p1", Method::Point, 400));
    kim.asks(hold("p2", Method::Point, 300));
    kim.rings_for(72 * 3_600_000);
    let left = kim.log.iter().filter_map(|event| match event {
        Event::Canceled { available, .. } => Some(available.0),
        _ => None,
    });
    assert_eq!(left.collect::<Vec<_>>(), [700, 1000]);
    assert_eq!(kim.has(), [1000, 0, 0]);
}
