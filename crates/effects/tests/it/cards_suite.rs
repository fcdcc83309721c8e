//! What every provider of cards does alike, seen through the port.

use crate::support::{ask, done, refused, unknown};
use effects::World;
use kernel::Outcome;
use serde_json::{Value, json};

pub(crate) fn payment(key: &str, order: &str) -> Value {
    json!({ "paymentKey": key, "orderId": order, "amount": 15_000 })
}

/// Status, total, balance.
fn state(outcome: Outcome) -> (String, u64, u64) {
    let value = done(outcome);
    let status = value["status"].as_str().unwrap().to_owned();
    (status, value["totalAmount"].as_u64().unwrap(), value["balanceAmount"].as_u64().unwrap())
}

fn is(status: &str, total: u64, balance: u64) -> (String, u64, u64) {
    (status.to_owned(), total, balance)
}

pub(crate) async fn cards_suite(world: &World, approve: &str, decline: &str) {
    paid_once(world, &payment(&format!("{approve}1"), "order-1")).await;
    given_back(world, approve).await;
    refusals(world, approve, decline).await;
}

async fn paid_once(world: &World, first: &Value) {
    let confirmed = done(ask(world, "cards", "confirm", "c1", first.clone()).await);
    assert_eq!((&confirmed["paymentKey"], &confirmed["orderId"]), (&first["paymentKey"], &first["orderId"]));
    assert_eq!(state(Outcome::Done(confirmed)), is("DONE", 15_000, 15_000));
    // The same call again is the same payment; another call for it is not known to be one.
    assert_eq!(state(ask(world, "cards", "confirm", "c1", first.clone()).await), is("DONE", 15_000, 15_000));
    unknown(&ask(world, "cards", "confirm", "c1-again", first.clone()).await, "ALREADY_PROCESSED_PAYMENT");
    assert_eq!(state(ask(world, "cards", "query", "q1", first.clone()).await), is("DONE", 15_000, 15_000));
    // All of it back, as often as it is asked.
    for key in ["x1", "x1", "x1-again"] {
        let (status, _, balance) = state(ask(world, "cards", "cancel", key, first.clone()).await);
        assert_eq!((status.as_str(), balance), ("CANCELED", 0), "{key}");
    }
    assert_eq!(state(ask(world, "cards", "query", "q2", first.clone()).await), is("CANCELED", 15_000, 0));
}

async fn given_back(world: &World, approve: &str) {
    let ask_all = payment(&format!("{approve}2"), "order-2");
    let part = |amount: u64| {
        let mut part = ask_all.clone();
        part["cancelAmount"] = amount.into();
        part["cancelReason"] = "late".into();
        part
    };
    done(ask(world, "cards", "confirm", "c2", ask_all.clone()).await);
    let first = ask(world, "cards", "cancel", "x2-a", part(5_000)).await;
    assert_eq!(state(first), is("PARTIAL_CANCELED", 15_000, 10_000));
    // A repetition gives nothing more back.
    let again = ask(world, "cards", "cancel", "x2-a", part(5_000)).await;
    assert_eq!(state(again), is("PARTIAL_CANCELED", 15_000, 10_000));
    refused(&ask(world, "cards", "cancel", "x2-b", part(10_001)).await, "NOT_CANCELABLE_AMOUNT");
    refused(&ask(world, "cards", "cancel", "x2-c", part(0)).await, "NOT_CANCELABLE_AMOUNT");
    assert_eq!(state(ask(world, "cards", "cancel", "x2-d", part(10_000)).await), is("CANCELED", 15_000, 0));
}

async fn refusals(world: &World, approve: &str, decline: &str) {
    let declined = payment(&format!("{decline}3"), "order-3");
    refused(&ask(world, "cards", "confirm", "c3", declined.clone()).await, "REJECT_CARD_COMPANY");
    refused(&ask(world, "cards", "confirm", "c3", declined.clone()).await, "REJECT_CARD_COMPANY");
    assert!(matches!(ask(world, "cards", "query", "q3", declined).await, Outcome::Refused { .. }));
    for action in ["confirm", "query", "cancel"] {
        let nowhere = payment("never-heard-of-it", "order-4");
        refused(&ask(world, "cards", action, "c4", nowhere).await, "NOT_FOUND_PAYMENT");
    }
    // An order is paid once.
    let twice = payment(&format!("{approve}5"), "order-2");
    refused(&ask(world, "cards", "confirm", "c5", twice).await, "DUPLICATED_ORDER_ID");
    // What no provider can understand.
    for (action, nonsense) in [
        ("confirm", json!({ "paymentKey": "p" })),
        ("confirm", json!({ "paymentKey": "", "orderId": "o", "amount": 1 })),
        ("confirm", json!({ "paymentKey": "p", "orderId": "o", "amount": -1 })),
        ("query", json!("p")),
        ("dance", payment("p", "o")),
    ] {
        refused(&ask(world, "cards", action, "c6", nonsense).await, "unreadable-ask");
    }
}
