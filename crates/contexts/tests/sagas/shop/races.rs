//! Races, repetitions and late answers.

use super::{till::Money, world::*};
use kernel::Role;
use serde_json::json;

#[test]
fn reg_r1_two_lines_of_one_product_that_are_too_much_together_refuse_the_order() {
    for (line, free) in [(json!({"name": "chicken", "qty": 3}), 5), (json!({"productId": 5, "qty": 3}), 5)] {
        let mut world = World::open(5, 5);
        let order = world.order(KIM, json!({"lines": [line, line]}));
        world.settle();
        let shown = world.see("orders", &order);
        assert_eq!((&shown["status"], &shown["line"]), (&json!("refused"), &json!(2)));
        assert_eq!(world.pieces(), ([free, 0], [5, 0, 0]));
    }
}

#[test]
fn reg_r2_loans_and_orders_draw_from_one_pool() {
    let mut world = World::open(5, 0);
    let mut orders = vec![];
    for n in 0..4 {
        world.post(LEE, "/borrows", json!({"bookId": 5}));
        orders.push(world.order(KIM, json!({"productId": 5})));
        if n % 2 == 0 {
            world.town.settle();
        }
    }
    world.settle();
    let stock = world.see("stocks", "5");
    let place = |name: &str| stock[name].as_u64().unwrap();
    assert_eq!((place("qty"), place("promised") + place("out")), (0, 5));
    let waiting = orders.iter().filter(|order| world.status(order).0 == "waitingForPayment").count() as u64;
    assert_eq!(waiting, place("promised"));
}

#[test]
fn reg_r3_of_many_racers_for_the_last_piece_one_wins_and_the_others_leave_nothing() {
    let mut world = World::open(1, 1);
    for product in [json!({"name": "chicken"}), json!({"productId": 5})] {
        let names: Vec<String> = (0..20).map(|n| format!("racer-{n}")).collect();
        let orders: Vec<String> = names.iter().map(|name| world.order((Role::Patron, name), product.clone())).collect();
        for (name, order) in names.iter().zip(&orders) {
            world.pay((Role::Patron, name), order).unwrap();
        }
        world.settle();
        let won: Vec<&String> = orders.iter().filter(|order| world.status(order).0 == "completed").collect();
        assert_eq!(won.len(), 1);
        assert!(orders.iter().all(|order| won.contains(&order) || world.status(order).0 == "refused"));
    }
    assert_eq!(world.pieces(), ([0, 1], [0, 0, 1]));
    let taken = world.till.slots.values().filter(|slot| slot.money == Money::Completed).count();
    assert_eq!((taken, world.till.slots.values().filter(|slot| slot.money == Money::Held).count()), (2, 0));
    let spent: i64 = world.till.points.values().map(|points| 20_000 - points).sum();
    assert_eq!(spent, 10_000);
}

#[test]
fn reg_r4_confirmations_in_every_order_and_twice_complete_once() {
    for money_first in [true, false] {
        let mut world = World::open(3, 5);
        let order = world.order(KIM, json!({"lines": [{"name": "chicken"}, {"productId": 5}]}));
        world.pay(KIM, &order).unwrap();
        if money_first {
            assert!(world.till.step(&mut world.town, false));
            // The shop hears of the money before it hears of any piece.
            let policies = world.town.policies();
            assert!(world.town.step(policies - 1));
            assert_eq!(world.see("order_payments", &order)["status"], json!("held"));
        }
        world.town.settle();
        world.settle();
        for _ in 0..2 {
            world.till.repeat(&mut world.town);
            for policy in 0..world.town.policies() {
                world.town.redeliver(policy, 10);
            }
            world.till.redeliver(10);
            world.settle();
        }
        assert_eq!((world.status(&order).0, world.told("order.completed")), ("completed".into(), 1));
        assert_eq!((world.told("payment.completed"), world.till.points_of("kim")), (1 + 2 + 1, 10_000));
        assert_eq!(world.pieces(), ([4, 1], [2, 0, 1]));
    }
}

#[test]
fn reg_r6_one_success_told_under_two_ids_moves_stock_and_money_once() {
    let mut world = World::open(3, 5);
    let order = world.order(KIM, json!({"name": "chicken"}));
    world.pay(KIM, &order).unwrap();
    world.settle();
    let held = world.town.log.iter().find(|(name, ..)| name == "payment.held").cloned().unwrap();
    world.town.log.push(held);
    world.settle();
    assert_eq!((world.told("product.consumed"), world.told("order.completed")), (1, 1));
    assert_eq!((world.pieces().0, world.till.points_of("kim")), ([4, 1], 19_000));
}

#[test]
fn reg_r7_two_carts_that_cross_do_not_block_each_other() {
    let mut world = World::open(1, 1);
    world.post(DESK, "/products", json!({"id": "r", "name": "rice", "price": 100, "stock": 1}));
    let kim = world.order(KIM, json!({"lines": [{"name": "chicken"}, {"name": "rice"}]}));
    let lee = world.order(LEE, json!({"lines": [{"name": "rice"}, {"name": "chicken"}]}));
    world.settle();
    let status = [kim, lee].map(|order| world.status(&order).0);
    assert_eq!(status, ["waitingForPayment", "refused"]);
    assert_eq!((world.pieces().0, world.see("products", "r")["stock"].clone()), ([0, 0], json!(0)));
}

#[test]
fn reg_r8_stock_that_vanishes_while_in_the_cart_refuses_and_names_the_line() {
    let mut world = World::open(2, 5);
    let order = world.order(KIM, json!({"lines": [{"name": "chicken"}, {"name": "어린 왕자", "qty": 2}]}));
    // Before the pool hears of it, somebody at the desk borrows one of the two.
    let borrow = world.post(LEE, "/borrows", json!({"bookId": 5}));
    assert!(world.town.step(0), "the pool hears of the loan first");
    world.pay(KIM, &order).unwrap();
    world.settle();
    let shown = world.see("orders", &order);
    assert_eq!(
        (&shown["status"], &shown["reason"], &shown["line"]),
        (&json!("refused"), &json!("out-of-stock"), &json!(2))
    );
    assert!(shown["explanation"]["ko"].as_str().unwrap().contains("어린 왕자"));
    assert_eq!((&shown["paymentStatus"], world.till.points_of("kim")), (&json!("canceled"), 20_000));
    assert_eq!(world.see("borrows", borrow["id"].as_str().unwrap())["status"], json!("borrowed"));
    assert_eq!(world.pieces().0, [5, 0]);
}

#[test]
fn an_unknown_outcome_holds_the_expiry_and_ends_either_way() {
    for charged in [true, false] {
        let mut world = World::open(3, 5);
        let order = world.order(KIM, json!({"name": "chicken"}));
        world.pay(KIM, &order).unwrap();
        assert!(world.till.step(&mut world.town, true));
        world.settle();
        assert_eq!(world.see("order_payments", &order)["status"], json!("unknown"));
        world.till.find_all_out(&mut world.town, charged);
        world.settle();
        if !charged {
            assert_eq!(world.status(&order).0, "waitingForPayment");
            assert!(world.town.wake("order", &order, TOMORROW));
            world.settle();
        }
        let (status, points) = if charged { ("completed", 19_000) } else { ("canceled", 20_000) };
        assert_eq!((world.status(&order).0.as_str(), world.till.points_of("kim")), (status, points));
    }
}

#[test]
fn an_order_canceled_while_its_payment_is_unknown_gives_back_what_turns_up() {
    for (charged, refund, status) in [(true, 1000, "refunded"), (false, 0, "nothing-to-refund")] {
        let mut world = World::open(3, 5);
        let order = world.order(KIM, json!({"name": "chicken"}));
        world.pay(KIM, &order).unwrap();
        assert!(world.till.step(&mut world.town, true));
        world.cancel(KIM, &order).unwrap();
        world.settle();
        assert_eq!(world.see("cancellations", &order)["status"], json!("refunding"));
        world.till.find_all_out(&mut world.town, charged);
        world.settle();
        let cancellation = world.see("cancellations", &order);
        assert_eq!((&cancellation["status"], &cancellation["refund"]), (&json!(status), &json!(refund)));
        assert_eq!((world.till.points_of("kim"), world.pieces().0), (20_000, [5, 0]));
    }
}
