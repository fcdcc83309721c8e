//! Fees: owed when charged, each paid once.

use super::{
    outside::{Mood, Provider},
    *,
};
use serde_json::json;

#[test]
fn a_fee_is_owed_once_and_paid_with_points() {
    let mut kim = Kim::with(2000);
    assert_eq!((kim.asks(owe("r1", 500)), kim.asks(owe("r1", 500))), (vec!["fee.owed".to_owned()], vec![]));
    kim.asks(owe("r2", 1000));
    assert_eq!((kim.has(), kim.balance("house:fees")), ([2000, 0, -1500], 1500));
    assert_eq!(kim.asks(pay_fees("p1", Method::Point)), ["payment.completed"]);
    let fees = json!([{"fee": "r1", "amount": 500}, {"fee": "r2", "amount": 1000}]);
    assert_eq!(kim.told("payment.completed")["fees"], fees);
    assert_eq!(kim.has(), [500, 0, 0]);
    assert!(kim.asks(owe("r1", 500)).is_empty(), "told again, after it was paid");
    assert!(kim.asks(give_back("p1")).is_empty());
}

#[test]
fn t4_two_parallel_payments_of_one_fee_one_succeeds() {
    let mut kim = Kim::with(2000);
    kim.asks(owe("r1", 500));
    assert_eq!(kim.asks(pay_fees("p1", Method::Point)), ["payment.completed"]);
    assert_eq!(kim.tries(pay_fees("p2", Method::Point)).unwrap_err().code, "nothing-owed");
    assert!(kim.asks(pay_fees("p1", Method::Point)).is_empty());
    assert_eq!(kim.has(), [1500, 0, 0]);
}

#[test]
fn t4_a_fee_is_reserved_while_the_card_is_asked() {
    let (mut kim, mut provider) = (Kim::with(2000), Provider::default());
    kim.asks(owe("r1", 500));
    assert_eq!(kim.asks(pay_fees("p1", Method::Card)), ["payment.begun", "card.asked"]);
    assert_eq!(kim.tries(pay_fees("p2", Method::Point)).unwrap_err().code, "fee-in-payment");
    // Another fee is charged meanwhile: it alone is free.
    kim.asks(owe("r2", 1000));
    assert_eq!(kim.asks(pay_fees("p3", Method::Point)), ["payment.completed"]);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.held", "payment.completed"]);
    assert_eq!((kim.has(), kim.balance("house:cards")), ([1000, 0, 0], -500));
}

#[test]
fn a_declined_card_leaves_the_fee_owed() {
    let (mut kim, mut provider) = (Kim::with(2000), Provider::default());
    kim.asks(owe("r1", 500));
    kim.asks(pay_fees("p1", Method::Card));
    kim.answered(&mut provider, Mood::No);
    assert_eq!(kim.asks(pay_fees("p2", Method::Point)), ["payment.completed"]);
}

#[test]
fn t4_a_charge_that_turns_out_late_does_not_free_what_somebody_else_pays() {
    let (mut kim, mut provider) = (Kim::with(0), Provider::default());
    kim.asks(owe("r1", 500));
    kim.asks(pay_fees("p1", Method::Card));
    kim.answered(&mut provider, Mood::Mute);
    assert!(kim.rings_for(15 * 60_000).contains(&"card.asked".to_owned()));
    kim.answered(&mut provider, Mood::Lost);
    kim.rings_for(1);
    kim.asks(pay_fees("p2", Method::Card));
    // The first one is found to be charged, and goes back, while the second is being asked.
    let charged = Command::Charged { payment: id("p1"), attempt: 1 };
    assert_eq!(kim.asks(charged), ["payment.chargedLate", "card.asked"]);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.canceled"]);
    assert_eq!(kim.tries(pay_fees("p3", Method::Card)).unwrap_err().code, "fee-in-payment");
}

#[test]
fn too_few_points_and_unknown_fees_are_refused() {
    let mut kim = Kim::with(499);
    assert_eq!(kim.tries(pay_fees("p1", Method::Point)).unwrap_err().code, "nothing-owed");
    kim.asks(owe("r1", 500));
    assert_eq!(kim.tries(pay_fees("p1", Method::Point)).unwrap_err().code, "not-enough-points");
    let other = Command::PayFees {
        payment: id("p1"),
        member: super::kim(),
        fee: Some("other".parse().unwrap()),
        method: Method::Point,
        card: None,
    };
    assert_eq!(kim.tries(other).unwrap_err().code, "nothing-owed");
    kim.asks(top_up("t", 1));
    assert_eq!(kim.asks(pay_fees("p1", Method::Point)), ["payment.completed"]);
}
