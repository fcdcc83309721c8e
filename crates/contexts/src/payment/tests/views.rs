//! What the public sees of money, and whom the policies command.

use super::super::{
    policies::{FeesOwed, MoneyForOrders, MoneyForRentals},
    reasons,
    views::{Ledger, Payments, Points, Status},
};
use super::{
    outside::{Mood, Provider},
    *,
};
use kernel::{Policy, View, read_fact, spec::told};
use serde_json::json;

fn shown<V: View + std::fmt::Debug>(kim: &Kim) -> Vec<Value> {
    let written: Vec<_> = kim.log.iter().map(|event| write_fact(event).unwrap()).collect();
    let facts: Vec<_> = written.iter().map(|(name, data)| (name.as_str(), serde_json::from_str(data).unwrap())).collect();
    let today = "2021-09-13".parse().unwrap();
    let shown = |document: V| document.on(today).unwrap_or_else(|| serde_json::to_value(document).unwrap());
    told::<V>(&facts).into_iter().map(|(_, document)| shown(document)).collect()
}

fn payment(kim: &Kim) -> Value {
    shown::<Payments>(kim).remove(0)
}

#[test]
fn a_payment_shows_how_far_it_has_come() {
    let (mut kim, mut provider) = (Kim::new(), Provider::default());
    kim.asks(hold("p", Method::Card, 9000));
    let expected = json!({"id": "p", "customerId": "kim", "orderId": "o1", "method": "card", "amount": 9000,
        "status": "requested", "cardLast4": "4242"});
    assert_eq!(payment(&kim), expected);
    kim.answered(&mut provider, Mood::Mute);
    assert_eq!(payment(&kim)["status"], json!("unknown"));
    kim.rings_for(5000);
    kim.answered(&mut provider, Mood::Well);
    assert_eq!(payment(&kim)["status"], json!("held"));
    kim.asks(capture("p"));
    assert_eq!(payment(&kim)["status"], json!("completed"));
    kim.asks(give_back("p"));
    assert_eq!(payment(&kim)["status"], json!("completed"));
    kim.answered(&mut provider, Mood::Well);
    let document = payment(&kim);
    assert_eq!((&document["status"], &document["refunded"]), (&json!("canceled"), &json!(9000)));
}

#[test]
fn a_declined_payment_stays_declined_while_it_is_looked_after() {
    let (mut kim, mut provider) = (Kim::new(), Provider::default());
    kim.asks(hold("p", Method::Card, 9000));
    kim.rings_for(15 * 60_000);
    assert_eq!((payment(&kim)["status"].clone(), payment(&kim)["reason"].clone()), (json!("declined"), json!("provider-silent")));
    kim.rings_for(3_600_000);
    kim.answered(&mut provider, Mood::Lost);
    assert_eq!(payment(&kim)["status"], json!("declined"));
}

#[test]
fn a_payment_of_fees_says_whose_and_which() {
    let mut kim = Kim::with(1000);
    kim.asks(owe("r1", 500));
    kim.asks(pay_fees("p1", Method::Point));
    let document = payment(&kim);
    assert_eq!((&document["feeOf"], &document["fees"]), (&json!("kim"), &json!([{"fee": "r1", "amount": 500}])));
}

#[test]
fn a_payment_has_settled_when_nothing_more_is_to_come() {
    let settled = |status| Payments { status, ..Payments::default() }.settled();
    for status in [Status::Completed, Status::Declined, Status::Canceled] {
        assert!(settled(status));
    }
    for status in [Status::Requested, Status::Held, Status::Unknown] {
        assert!(!settled(status));
    }
}

#[test]
fn points_are_what_is_available_with_what_is_held_and_owed() {
    let mut kim = Kim::with(1000);
    kim.asks(hold("p", Method::Point, 400));
    kim.asks(owe("r1", 500));
    let expected = json!({"id": "kim", "customerId": "kim", "point": 600, "held": 400, "owed": 500});
    assert_eq!(shown::<Points>(&kim), [expected]);
    let of_kim = Points { id: super::kim(), ..Points::default() };
    assert_eq!((of_kim.indexed(), of_kim.owner()), (vec![("customerId", "kim".to_owned())], Some("kim")));
    let blank = Points::blank("lee").on("2021-09-13".parse().unwrap()).unwrap();
    assert_eq!(blank, json!({"id": "lee", "customerId": "lee", "point": 0, "held": 0, "owed": 0}));
}

#[test]
fn the_ledger_sums_to_zero() {
    let (mut kim, mut provider) = (Kim::with(1000), Provider::default());
    kim.asks(owe("r1", 500));
    kim.asks(pay_fees("p1", Method::Point));
    kim.asks(hold("p", Method::Card, 9000));
    kim.answered(&mut provider, Mood::Well);
    let ledger = shown::<Ledger>(&kim).remove(0);
    assert_eq!((&ledger["id"], &ledger["sum"]), (&json!("KRW"), &json!(0)));
    assert_eq!(ledger["house"], json!({"house:cash": -1000, "house:fees": 500, "house:cards": -9000}));
    assert_eq!(ledger["members"], json!({"points": 500, "held": 9000, "owed": 0}));
}

#[test]
fn every_reason_there_is_has_a_sentence() {
    for reason in reasons::WORDS {
        for says in [reasons::declined(reason), reasons::canceled(reason)] {
            assert!(![&says.ko, &says.en].into_iter().any(|text| text.contains(&format!("({reason})"))), "{says:?}");
        }
    }
}

#[test]
fn what_was_declined_does_not_read_as_canceled() {
    // What only ever ends a payment whose money had been held.
    let given_back = [reasons::CHARGED_LATE, reasons::EXPIRED];
    let declined = reasons::WORDS.iter().filter(|word| !given_back.contains(word));
    for says in declined.chain(&["some-new-word"]).map(|word| reasons::declined(word)) {
        let canceled = ["결제가 취소", "취소했습니다", "취소되었습니다"].iter().any(|ko| says.ko.contains(ko));
        assert!(!canceled && !says.en.contains("payment was canceled"), "{says:?}");
    }
}

fn commands<P: Policy<Target = Account>>(name: &str, data: Value) -> Vec<(String, Command)> {
    let to = P::react(read_fact(name, &data.to_string()).unwrap(), &cause_on("2021-09-13"));
    to.into_iter().map(|to| (to.id, to.command)).collect()
}

#[test]
fn decision_8_a_rental_holds_captures_and_gives_back() {
    let rental = |more: Value| {
        let mut data = json!({"rental": "r1", "member": "kim", "title": "5", "payment": "rental-r1", "method": "point"});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    assert!(commands::<MoneyForRentals>("rental.requested", rental(json!({"qty": 1}))).is_empty());
    for name in ["rental.requested", "rental.priced"] {
        let held = commands::<MoneyForRentals>(name, rental(json!({"amount": 1000})));
        let expected = |command: &Command| matches!(command, Command::Hold { bill, card: None } if bill.amount == Won(1000));
        assert!(held[0].0 == "kim" && expected(&held[0].1), "{held:?}");
    }
    let accepted = commands::<MoneyForRentals>("rental.accepted", rental(json!({"amount": 1000})));
    assert!(matches!(&accepted[0].1, Command::Capture { bill } if bill.payment == id("rental-r1")));
    for name in ["rental.refused", "rental.canceled"] {
        let back = commands::<MoneyForRentals>(name, rental(json!({"reason": "out-of-stock"})));
        assert!(matches!(&back[0].1, Command::GiveBack { reason, .. } if reason == "out-of-stock"));
    }
}

#[test]
fn s6_an_order_that_is_canceled_gives_its_payment_back_and_one_that_changes_does_not() {
    let order = |payment: Option<&str>| json!({"order": "o1", "member": "kim", "payment": payment, "reason": "canceled",
        "amount": 400, "method": "card", "card": {"key": "k", "last4": "4242"}, "lines": [], "refund": 400});
    let asked = commands::<MoneyForOrders>("order.paymentAsked", order(Some("p1")));
    assert!(matches!(&asked[0].1, Command::Hold { card: Some(card), .. } if card.key == "k"));
    let completed = commands::<MoneyForOrders>("order.completed", order(Some("p1")));
    assert!(matches!(&completed[0].1, Command::Capture { .. }));
    for name in ["order.canceled", "order.refused"] {
        let back = commands::<MoneyForOrders>(name, order(Some("p1")));
        assert!(matches!(&back[0].1, Command::GiveBack { payment, .. } if *payment == id("p1")));
        assert!(commands::<MoneyForOrders>(name, order(None)).is_empty());
    }
    let unwanted = commands::<MoneyForOrders>("order.paymentUnwanted", order(Some("p1")));
    assert!(matches!(&unwanted[0].1, Command::GiveBack { reason, .. } if reason == "not-wanted"));
    assert!(!MoneyForOrders::HEARS.contains(&"order.changed"));
}

#[test]
fn a_fee_that_was_charged_is_owed() {
    let owed = commands::<FeesOwed>("fee.charged", json!({"fee": "r1", "member": "kim", "amount": 500, "name": "책"}));
    assert_eq!(owed, [("kim".to_owned(), owe("r1", 500))]);
}
