//! Several at once, and the same again and again.

use super::*;
use purse::Money;

#[test]
fn r1_two_rentals_that_are_too_many_together_are_not_both_accepted() {
    let mut world = World::with(3, 10_000);
    let (first, second) = (world.rent(KIM, book(2)), world.rent(LEE, book(2)));
    let whole = world.rent(LEE, book(4));
    world.settle();
    assert_eq!(world.status(&first), is("accepted", ""));
    assert_eq!(world.status(&second), is("refused", "out-of-stock"));
    assert_eq!(world.status(&whole), is("refused", "out-of-stock"));
    assert_eq!((world.stock(), world.purse.points("lee")), ([1, 2, 0], 10_000));
}

#[test]
fn r3_of_many_racers_for_the_last_copy_one_wins_and_losers_leave_nothing() {
    let mut world = World::with(1, 10_000);
    let racers: Vec<String> = (0..20).map(|n| format!("racer-{n}")).collect();
    let ids: Vec<String> = racers.iter().map(|racer| world.rent((Role::Patron, racer), book(1))).collect();
    world.settle();
    let accepted: Vec<&String> = ids.iter().filter(|id| world.status(id).0 == "accepted").collect();
    assert_eq!((accepted.len(), world.stock()), (1, [0, 1, 0]));
    for (id, racer) in ids.iter().zip(&racers).filter(|(id, _)| *id != accepted[0]) {
        assert_eq!((world.status(id), world.parcel(id)), (is("refused", "out-of-stock"), None));
        assert_eq!((world.purse.points(racer), world.purse.money[id]), (10_000, Money::Gone));
    }
}

#[test]
fn s7_stock_moves_once_however_often_the_messages_come() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(2));
    for status in [None, Some("inTransit"), Some("delivered")] {
        if let Some(status) = status {
            world.report(&id, status);
        }
        for _ in 0..3 {
            world.settle();
            world.policies().into_iter().for_each(|policy| world.town.redeliver(policy, 1000));
            world.purse.redeliver(1000);
        }
        world.settle();
    }
    assert_eq!((world.status(&id), world.stock()), (is("delivered", ""), [3, 0, 2]));
    let told = |name: &str| world.town.log.iter().filter(|(told, ..)| told == name).count();
    for name in ["stock.promised", "stock.lent", "payment.held", "rental.accepted", "parcel.created"] {
        assert_eq!(told(name), 1, "{name}");
    }
}

#[test]
fn a_parcel_that_arrived_while_its_rental_was_canceled_is_called_back() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(2));
    world.settle();
    world.change(KIM, &id, json!({"status": "canceled"}));
    world.report(&id, "delivered");
    world.settle();
    let parcel = world.town.get("deliveries", &id, TODAY).unwrap();
    assert_eq!((&parcel["status"], &parcel["recalled"]), (&json!("stopped"), &json!(true)));
    assert_eq!((world.status(&id), world.stock()), (is("canceled", "withdrawn"), [5, 0, 0]));
}

#[test]
fn req_003_r2_points_equal_to_the_price_suffice_and_two_rentals_never_overdraw() {
    let mut world = World::with(5, 1000);
    let (first, second) = (world.rent(KIM, book(1)), world.rent(KIM, book(1)));
    world.settle();
    assert_eq!(world.status(&first), is("accepted", ""));
    assert_eq!(world.status(&second), is("refused", "not-enough-points"));
    assert_eq!((world.stock(), world.purse.points("kim")), ([4, 1, 0], 0));
}
