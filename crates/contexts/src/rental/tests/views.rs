//! What the public sees of rentals, what the routes make of a body, and who is heard.

use super::super::{
    policies::{AnswersFromPayment, AnswersFromStock, NewsOfParcels},
    price::RentalPrice,
    rent::Rent,
};
use super::*;
use kernel::{Policy, View, read_fact, spec::cause_on, spec::told, write_fact};
use serde_json::{Value, json};

fn facts(events: &[Event]) -> Vec<(String, Value)> {
    let written = events.iter().map(|event| write_fact(event).unwrap());
    written.map(|(name, data)| (name, serde_json::from_str(&data).unwrap())).collect()
}

fn rent(facts: &[(String, Value)]) -> Rent {
    let facts: Vec<(&str, Value)> = facts.iter().map(|(name, data)| (name.as_str(), data.clone())).collect();
    told::<Rent>(&facts)[0].1.clone()
}

fn shown(events: &[Event]) -> Value {
    serde_json::to_value(rent(&facts(events))).unwrap()
}

#[test]
fn req_002_f6_a_rental_shows_how_far_it_has_come() {
    let asked = shown(&[requested(wish())]);
    let first = json!({"id": "t1", "bookId": "5", "qty": 2, "customerId": "kim", "status": "requested",
        "paymentId": "rental-t1", "method": "point", "startDate": "2021-09-13", "returnDate": "2021-09-20"});
    assert_eq!(asked, first);
    let told_price = shown(&[requested(wish()), copies_promised(), price_told()]);
    assert_eq!((&told_price["price"], &told_price["amount"]), (&json!(1000), &json!(2000)));
    assert_eq!((&told_price["bookName"], &told_price["status"]), (&json!("어린 왕자"), &json!("requested")));
    let status = |events: &[Event]| shown(events)["status"].clone();
    assert_eq!(status(&[Event::HeldBack { wish: priced(), until: NOW }]), json!("onHold"));
    assert_eq!(status(&up_to_accepted()), json!("accepted"));
    assert_eq!(status(&[up_to_accepted(), vec![dispatched()]].concat()), json!("delivering"));
    assert_eq!(status(&up_to_delivered()), json!("delivered"));
    assert_eq!(status(&[up_to_delivered(), vec![delayed()]].concat()), json!("delayed"));
    assert_eq!(status(&[up_to_delivered(), vec![returned()]].concat()), json!("returned"));
}

#[test]
fn every_reason_there_is_has_a_sentence() {
    let reasons = [
        "out-of-stock",
        "unknown-book",
        "not-for-rent",
        "price-differs",
        "timed-out",
        "withdrawn",
        "parcel-stopped",
        "not-enough-points",
    ];
    for reason in reasons {
        let no = shown(&[requested(priced()), refused(None, reason)]);
        assert_eq!((&no["status"], &no["reason"]), (&json!("refused"), &json!(reason)));
        let says = no["explanation"]["en"].as_str().unwrap();
        assert!(!says.contains(&format!("({reason})")), "{reason} has no sentence of its own: {says}");
    }
    let off = shown(&[requested(priced()), canceled("requested", "a-word-of-the-payment")]);
    assert!(off["explanation"]["ko"].as_str().unwrap().contains("a-word-of-the-payment"), "{off}");
    assert_eq!(off["status"], json!("canceled"));
}

#[test]
fn a_rental_shows_its_parcel_as_soon_as_there_is_one() {
    assert_eq!(shown(&up_to_accepted())["deliveryId"], Value::Null);
    let with_parcel = shown(&[up_to_accepted(), vec![packed()]].concat());
    assert_eq!((&with_parcel["deliveryId"], &with_parcel["status"]), (&json!("t1"), &json!("accepted")));
}

#[test]
fn facts_that_come_twice_show_the_same() {
    let once = [up_to_delivered(), vec![delayed(), returned()]].concat();
    let twice = [once.clone(), once.clone()].concat();
    assert_eq!(shown(&twice), shown(&once));
}

#[test]
fn a_rental_has_settled_when_it_is_decided() {
    let settled = |events: &[Event]| rent(&facts(events)).settled();
    assert!(!settled(&[Event::HeldBack { wish: priced(), until: NOW }]));
    assert!(!settled(&[requested(priced()), copies_promised()]));
    assert!(settled(&up_to_accepted()));
    assert!(settled(&[requested(priced()), refused(None, "timed-out")]));
    assert_eq!(rent(&facts(&up_to_accepted())).owner(), Some("kim"));
}

#[test]
fn req_003_r4_the_price_is_what_the_catalogue_said_last() {
    let record = |price: Value| json!({"title": "5", "record": {"name": "어린 왕자", "kind": "book", "price": price}});
    let facts = [("title.registered", record(json!(1000))), ("title.changed", record(json!(1200)))];
    let known = json!({"title": "5", "name": "어린 왕자", "price": 1200});
    assert_eq!(serde_json::to_value(&told::<RentalPrice>(&facts)[0].1).unwrap(), known);
    assert_eq!(told::<RentalPrice>(&[("title.registered", record(Value::Null))])[0].1.price, None);
    let gone: Vec<_> = facts.into_iter().chain([("title.removed", json!({"title": "5"}))]).collect();
    assert!(told::<RentalPrice>(&gone).is_empty());
}

/// Whom a policy tells what when it hears this.
fn react<P: Policy<Target = Rental>>(name: &str, data: Value) -> Option<(String, Value)> {
    let fact = read_fact(name, &data.to_string()).unwrap_or_else(|why| panic!("{why}"));
    let to = P::react(fact, &cause_on("2021-09-13")).pop()?;
    Some((to.id, serde_json::to_value(to.command).unwrap()))
}

#[test]
fn decision_2_an_answer_goes_to_the_rental_that_asked_and_to_no_other() {
    let answer = |promise: &str| json!({"title": "5", "promise": promise, "name": "책", "price": 1000, "why": "x"});
    let to = |command: Value| Some(("t1".to_owned(), command));
    let promised = json!({"copiesPromised": {"name": "책", "price": 1000}});
    assert_eq!(react::<AnswersFromStock>("stock.promised", answer("rental:t1")), to(promised));
    let no = json!({"copiesRefused": {"why": "x"}});
    assert_eq!(react::<AnswersFromStock>("stock.refused", answer("rental:t1")), to(no));
    assert_eq!(react::<AnswersFromStock>("stock.promised", answer("loan:t1")), None);
    let unpriced = json!({"promise": "rental:t1", "name": "책"});
    let promised = json!({"copiesPromised": {"name": "책", "price": null}});
    assert_eq!(react::<AnswersFromStock>("stock.promised", unpriced), to(promised));

    let money = |rental: Value| json!({"payment": "p", "member": "kim", "rental": rental, "reason": "x"});
    assert_eq!(react::<AnswersFromPayment>("payment.held", money(json!("t1"))), to(json!("moneyHeld")));
    let gone = json!({"moneyGone": {"reason": "x"}});
    assert_eq!(react::<AnswersFromPayment>("payment.declined", money(json!("t1"))), to(gone.clone()));
    assert_eq!(react::<AnswersFromPayment>("payment.canceled", money(json!("t1"))), to(gone));
    let for_an_order = json!({"payment": "p", "order": "o1", "reason": "x"});
    for name in ["payment.held", "payment.declined", "payment.canceled"] {
        assert_eq!(react::<AnswersFromPayment>(name, for_an_order.clone()), None);
    }

    let parcel = || json!({"parcel": "t1", "rental": "t1", "member": "kim"});
    let created = json!({"parcelCreated": {"parcel": "t1"}});
    assert_eq!(react::<NewsOfParcels>("parcel.created", parcel()), to(created));
    assert_eq!(react::<NewsOfParcels>("parcel.dispatched", parcel()), to(json!("parcelDispatched")));
    assert_eq!(react::<NewsOfParcels>("parcel.delivered", parcel()), to(json!("parcelDelivered")));
    assert_eq!(react::<NewsOfParcels>("parcel.stopped", parcel()), to(json!("parcelStopped")));
}
