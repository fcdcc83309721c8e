//! Requirements 002, and 003's rental pieces, as whole conversations.

use super::*;
use purse::Money;

#[test]
fn req_002_f1_f2_f3_a_rental_from_the_request_to_the_return() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(2));
    assert_eq!(world.status(&id), is("requested", ""));
    world.settle();
    let rental = world.rental(&id);
    assert_eq!((&rental["status"], &rental["bookName"]), (&json!("accepted"), &json!("어린 왕자")));
    assert_eq!((&rental["amount"], &rental["deliveryId"]), (&json!(2000), &json!(id)));
    assert_eq!((world.stock(), world.purse.points("kim")), ([3, 2, 0], 8000));
    assert_eq!(world.purse.money[&id], Money::Taken(2000));
    world.report(&id, "inTransit");
    world.settle();
    assert_eq!((world.status(&id), world.stock()), (is("delivering", ""), [3, 0, 2]));
    world.report(&id, "delivered");
    world.settle();
    assert_eq!(world.status(&id), is("delivered", ""));
    world.change(KIM, &id, json!({"rentStatus": "DELAY"}));
    assert_eq!(world.status(&id), is("delayed", ""));
    world.change(KIM, &id, json!({"rentStatus": "RETURN"}));
    world.settle();
    assert_eq!((world.status(&id), world.stock()), (is("returned", ""), [5, 0, 0]));
    assert_eq!(world.purse.points("kim"), 8000);
}

#[test]
fn decision_8_whichever_says_no_undoes_the_other() {
    let mut poor = World::with(5, 1999);
    let id = poor.rent(KIM, book(2));
    poor.settle();
    assert_eq!((poor.status(&id), poor.stock()), (is("refused", "not-enough-points"), [5, 0, 0]));
    assert_eq!(poor.purse.points("kim"), 1999);
    let mut empty = World::with(1, 10_000);
    let id = empty.rent(KIM, book(2));
    empty.settle();
    assert_eq!((empty.status(&id), empty.stock()), (is("refused", "out-of-stock"), [1, 0, 0]));
    assert_eq!(empty.purse.points("kim"), 10_000);
    assert_eq!(empty.parcel(&id), None);
}

#[test]
fn req_002_f4_f5_canceling_undoes_parcel_copies_and_money_each_on_its_own() {
    for moved in [None, Some("inTransit")] {
        let mut world = World::with(5, 10_000);
        let id = world.rent(KIM, book(2));
        world.settle();
        if let Some(status) = moved {
            world.report(&id, status);
            world.settle();
        }
        world.change(KIM, &id, json!({"status": "Canceled"}));
        world.settle_without(&["catalogue.", "payment."]);
        assert_eq!(world.parcel(&id).as_deref(), Some("stopped"));
        world.settle_without(&["catalogue."]);
        assert_eq!(world.purse.points("kim"), 10_000);
        world.settle();
        assert_eq!((world.status(&id), world.stock()), (is("canceled", "withdrawn"), [5, 0, 0]));
    }
}

#[test]
fn decision_7_what_is_over_is_not_canceled_and_adds_nothing() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(2));
    world.settle();
    world.report(&id, "delivered");
    world.settle();
    let path = format!("/rentals/{id}");
    let no = world.ask(KIM, ("DELETE", &path), json!({})).unwrap_err();
    assert_eq!(no.code, "already-delivered");
    world.change(DESK, &id, json!({"rentStatus": "RETURN"}));
    for body in [json!({"status": "canceled"}), json!({"rentStatus": "RETURN"}), json!({"rentStatus": "DELAY"})] {
        assert_eq!(world.ask(KIM, ("PATCH", &path), body).unwrap_err().code, "not-open");
    }
    world.settle();
    assert_eq!((world.stock(), world.purse.points("kim")), ([5, 0, 0], 8000));
}

#[test]
fn req_002_i1_rentals_are_accepted_while_delivery_is_down() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(1));
    world.settle_without(&["delivery."]);
    assert_eq!((world.status(&id), world.parcel(&id)), (is("accepted", ""), None));
    assert_eq!(world.rental(&id)["deliveryId"], Value::Null);
    world.settle();
    assert_eq!(world.parcel(&id).as_deref(), Some("created"));
    assert_eq!(world.rental(&id)["deliveryId"], json!(id));
}

#[test]
fn req_002_i2_under_load_a_rental_is_on_hold_and_not_lost() {
    let mut world = World::with(5, 10_000);
    world.town.busy = true;
    let id = world.rent(KIM, book(1));
    world.settle();
    assert_eq!((world.status(&id), world.stock()), (is("onHold", ""), [5, 0, 0]));
    world.ring(TODAY);
    assert_eq!(world.status(&id), is("requested", ""));
    world.settle();
    assert_eq!((world.status(&id), world.stock()), (is("accepted", ""), [4, 1, 0]));
}

#[test]
fn req_002_i3_a_cancellation_goes_through_while_the_catalogue_is_down() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(1));
    world.settle_without(&["catalogue."]);
    assert_eq!(world.purse.points("kim"), 9000);
    world.change(KIM, &id, json!({"status": "canceled"}));
    world.settle_without(&["catalogue."]);
    assert_eq!((world.status(&id), world.purse.points("kim")), (is("canceled", "withdrawn"), 10_000));
    world.settle();
    assert_eq!((world.status(&id), world.stock()), (is("canceled", "withdrawn"), [5, 0, 0]));
}

#[test]
fn with_the_payment_away_it_stays_requested_and_is_refused_after_a_day() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(1));
    world.settle_without(&["payment."]);
    assert_eq!((world.status(&id), world.stock()), (is("requested", ""), [4, 1, 0]));
    world.ring(TODAY);
    assert_eq!(world.status(&id), is("requested", ""));
    world.ring("2021-09-14");
    world.settle();
    assert_eq!((world.status(&id), world.stock()), (is("refused", "timed-out"), [5, 0, 0]));
    assert_eq!(world.purse.points("kim"), 10_000);
}

#[test]
fn req_002_p1_a_customer_sees_all_he_has_rented_and_nobody_elses() {
    let mut world = World::with(1, 10_000);
    let (first, second) = (world.rent(KIM, book(1)), world.rent(KIM, book(1)));
    world.rent(LEE, book(1));
    world.settle();
    let his: Vec<Value> = world.rentals().into_iter().filter(|rental| rental["customerId"] == "kim").collect();
    assert_eq!(his.len(), 2);
    assert_eq!((world.status(&first).0, world.status(&second).0), ("accepted".into(), "refused".into()));
    let other = world.ask(KIM, ("POST", "/rentals"), json!({"bookId": 5, "customerId": "lee"})).unwrap_err();
    assert_eq!(other.code, "not-yours");
}

#[test]
fn a_parcel_brought_back_cancels_the_rental_and_everything_goes_back() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(2));
    world.settle();
    world.report(&id, "inTransit");
    world.settle();
    world.report(&id, "stopped");
    world.settle();
    assert_eq!((world.status(&id), world.stock()), (is("canceled", "parcel-stopped"), [5, 0, 0]));
    assert_eq!((world.purse.points("kim"), world.parcel(&id).as_deref()), (10_000, Some("stopped")));
}
