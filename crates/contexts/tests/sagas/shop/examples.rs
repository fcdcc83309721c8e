//! Whole conversations of the shop: what the documents name, and what the doors say.

use super::world::*;
use serde_json::json;

#[test]
fn req_004_the_printed_commands_work_as_they_stand() {
    let mut world = World::open(1, 5);
    world.post(DESK, "/products", json!({"name": "TEST1", "price": "500", "stock": "9"}));
    let first = json!({"name": "TEST1", "status": "put myCart", "cardNo": "123456789999"});
    let order = world.post(KIM, "/orders", first);
    assert_eq!((&order["status"], &order["cardLast4"]), (&json!("waitingForPayment"), &json!("9999")));
    for key in ["../cancel", "123456789999"] {
        let no = world.ask(KIM, ("POST", "/orders"), json!({"name": "chicken", "paymentKey": key}));
        assert_eq!(no, Err("bad-payment-key".into()));
    }
    let order = world.post(KIM, "/orders", json!({"item": "chicken"}));
    assert_eq!((&order["name"], &order["qty"], &order["price"]), (&json!("chicken"), &json!(1), &json!(1000)));
    let path = format!("/orders/{}/payment", order["id"].as_str().unwrap());
    let no = world.ask(KIM, ("POST", &path), json!({"paymentKey": "123456789999"}));
    assert_eq!(no, Err("bad-payment-key".into()));
    let written: Vec<&String> = world.town.log.iter().map(|(_, data, _)| data).collect();
    assert!(!written.iter().any(|data| data.contains("123456789999")), "a card number was written down");
}

#[test]
fn req_004_f1_to_f4_ordered_in_the_cart_paid_and_complete() {
    let mut world = World::open(3, 5);
    let both = json!({"lines": [{"name": "chicken", "qty": 2}, {"productId": 5}]});
    let order = world.order(KIM, both);
    assert_eq!(world.see("carts", &order)["status"], json!("waitingForPayment"));
    world.settle();
    assert_eq!(world.pieces(), ([3, 0], [2, 1, 0]));
    let payment = world.pay(KIM, &order).unwrap();
    assert_eq!((&payment["status"], &payment["amount"]), (&json!("requested"), &json!(11_000)));
    world.settle();
    assert_eq!(world.status(&order), ("completed".into(), None));
    assert_eq!(world.town.get("carts", &order, TODAY), None);
    assert_eq!(world.see("order_payments", &order)["status"], json!("completed"));
    assert_eq!((world.pieces(), world.till.points_of("kim")), (([3, 2], [2, 0, 1]), 9_000));
    assert_eq!((&world.see("products", "5")["stock"], &world.see("products", "5")["sold"]), (&json!(2), &json!(1)));
}

#[test]
fn req_004_f5_f6_reg_s6_canceling_a_complete_order_gives_everything_back() {
    let mut world = World::open(3, 5);
    let order = world.order(KIM, json!({"lines": [{"name": "chicken", "qty": 2}, {"productId": 5}]}));
    world.pay(KIM, &order).unwrap();
    world.settle();
    let canceled = world.cancel(KIM, &order).unwrap();
    assert_eq!(canceled["status"], json!("canceled"));
    assert_eq!(world.see("cancellations", &order)["status"], json!("refunding"));
    world.settle();
    let cancellation = world.see("cancellations", &order);
    assert_eq!((&cancellation["status"], &cancellation["refund"]), (&json!("refunded"), &json!(11_000)));
    assert_eq!((world.pieces(), world.till.points_of("kim")), (([5, 0], [3, 0, 0]), 20_000));
    assert_eq!(world.cancel(KIM, &order), Err("order-canceled".into()));
    assert_eq!(world.see("products", "5")["sold"], json!(0));
}

#[test]
fn reg_s6_changing_an_order_does_not_cancel_it() {
    let mut world = World::open(3, 5);
    let order = world.order(KIM, json!({"name": "chicken", "qty": 2}));
    world.settle();
    let path = format!("/orders/{order}");
    let changed = world.ask(KIM, ("PATCH", &path), json!({"qty": 4})).unwrap();
    assert_eq!((&changed["qty"], &changed["amount"]), (&json!(4), &json!(4000)));
    world.settle();
    assert_eq!((world.status(&order).0, world.pieces().0), ("waitingForPayment".into(), [1, 0]));
    assert_eq!(world.ask(KIM, ("PATCH", &path), json!({"status": "ordered"})), Err("not-by-hand".into()));
    assert_eq!(world.ask(KIM, ("PATCH", &path), json!({})), Err("one-change".into()));
    // More than there is: the new pieces are refused, and the order says so.
    world.ask(KIM, ("PATCH", &path), json!({"qty": 6})).unwrap();
    world.settle();
    assert_eq!((world.status(&order), world.pieces().0), (("refused".into(), Some("out-of-stock".into())), [5, 0]));
    assert_eq!(world.ask(KIM, ("PATCH", &path), json!({"status": "Canceled"})), Err("order-refused".into()));
}

#[test]
fn req_004_f7_products_are_seen_changed_and_filled_up() {
    let mut world = World::open(3, 5);
    assert_eq!(world.see("products", "5")["stock"], json!(3));
    let book = world.ask(DESK, ("PATCH", "/products/5"), json!({"price": 9500})).unwrap();
    assert_eq!((&book["price"], &book["stock"]), (&json!(9500), &json!(3)));
    world.post(DESK, "/stocks", json!({"bookid": 5, "qty": 2}));
    let chicken = world.post(DESK, "/products/c/receipts", json!({"qty": 4}));
    assert_eq!(chicken["stock"], json!(9));
    world.settle();
    assert_eq!(world.see("products", "5")["stock"], json!(5));
    let taken = json!({"name": "chicken", "price": 1});
    assert_eq!(world.ask(DESK, ("POST", "/products"), taken), Err("name-taken".into()));
    assert_eq!(world.ask(DESK, ("PATCH", "/products/5"), json!({"name": "chicken"})), Err("name-taken".into()));
    assert_eq!(world.ask(DESK, ("PATCH", "/products/c"), json!({"stock": 9})), Err("use-receipts".into()));
    let other = json!({"id": "x", "bookId": 6, "name": "책", "price": 1});
    assert_eq!(world.ask(DESK, ("POST", "/products"), other), Err("id-of-the-book".into()));
    let again = json!({"id": "c", "name": "chicken", "price": 1});
    assert_eq!(world.ask(DESK, ("POST", "/products"), again), Err("already-registered".into()));
    // A book taken off the shelves is not for sale any more.
    world.ask(DESK, ("DELETE", "/books/5"), json!({})).unwrap();
    world.settle();
    assert_eq!(world.see("products", "5")["stock"], json!(0));
}

#[test]
fn an_order_keeps_the_price_of_its_moment() {
    let mut world = World::open(3, 5);
    let order = world.order(KIM, json!({"name": "chicken"}));
    world.ask(DESK, ("PATCH", "/products/c"), json!({"price": 5000})).unwrap();
    world.pay(KIM, &order).unwrap();
    world.settle();
    assert_eq!((world.see("orders", &order)["amount"].clone(), world.till.points_of("kim")), (json!(1000), 19_000));
}

#[test]
fn what_we_do_not_sell_is_taken_refused_and_never_charged() {
    let mut world = World::open(3, 5);
    let order = world.order(KIM, json!({"lines": [{"name": "chicken", "qty": 2}, {"item": "ghost"}]}));
    world.settle();
    let shown = world.see("orders", &order);
    assert_eq!(
        (&shown["status"], &shown["reason"], &shown["line"]),
        (&json!("refused"), &json!("unknown-product"), &json!(2))
    );
    assert_eq!(world.pay(KIM, &order), Err("order-refused".into()));
    assert_eq!(world.pieces(), ([5, 0], [3, 0, 0]));
    assert_eq!(world.ask(KIM, ("POST", "/orders"), json!({})), Err("missing-field".into()));
    let twice = json!({"name": "chicken", "lines": [{"name": "chicken"}]});
    assert_eq!(world.ask(KIM, ("POST", "/orders"), twice), Err("given-twice".into()));
}

#[test]
fn reg_r12_an_expired_basket_cannot_be_paid_and_is_ordered_anew() {
    let mut world = World::open(3, 5);
    let basket = json!({"name": "chicken", "qty": 5});
    let order = world.order(KIM, basket.clone());
    world.settle();
    let late = world.town.ask(KIM, ("POST", &format!("/orders/{order}/payment")), json!({"method": "point"}), TOMORROW);
    assert_eq!(late.unwrap_err().code, "order-expired");
    assert!(world.town.wake("order", &order, TOMORROW));
    assert!(!world.town.wake("order", &order, TOMORROW));
    world.settle();
    assert_eq!((world.status(&order), world.pieces().0), (("canceled".into(), Some("not-paid".into())), [5, 0]));
    // Somebody else takes them; the basket, sent again, is a new order that asks for its pieces like any other.
    let other = world.order(LEE, json!({"name": "chicken", "qty": 3}));
    world.settle();
    assert_eq!(world.pay(KIM, &order), Err("order-canceled".into()));
    let again = world.order(KIM, basket);
    world.settle();
    assert_eq!((world.status(&again).0, world.status(&other).0), ("refused".into(), "waitingForPayment".into()));
    assert_eq!((world.pieces().0, world.told("order.paymentAsked")), ([2, 0], 0));
}

#[test]
fn a_declined_payment_leaves_the_order_waiting() {
    let mut world = World::open(9, 5);
    let order = world.order(KIM, json!({"productId": 5, "qty": 3}));
    let first = world.pay(KIM, &order).unwrap();
    assert_eq!(world.pay(KIM, &order), Err("payment-running".into()));
    world.settle();
    let payment = world.see("order_payments", &order);
    assert_eq!((&payment["status"], &payment["reason"]), (&json!("declined"), &json!("not-enough-points")));
    world.till.points.insert("kim".into(), 27_000);
    let second = world.pay(KIM, &order).unwrap();
    assert_ne!(first["id"], second["id"]);
    world.settle();
    assert_eq!((world.status(&order).0, world.till.points_of("kim")), ("completed".into(), 0));
    assert_eq!(world.pay(KIM, &order), Err("order-completed".into()));
}

#[test]
fn reg_s4_a_refused_command_tells_nothing() {
    let mut world = World::open(3, 5);
    let order = world.order(KIM, json!({"name": "chicken"}));
    world.cancel(KIM, &order).unwrap();
    let before = world.town.log.len();
    assert!(world.cancel(KIM, &order).is_err());
    assert!(world.pay(KIM, &order).is_err());
    assert!(world.ask(KIM, ("PATCH", &format!("/orders/{order}")), json!({"qty": 3})).is_err());
    assert!(world.ask(DESK, ("POST", "/products"), json!({"name": "chicken", "price": 1})).is_err());
    assert_eq!(world.town.log.len(), before);
}
