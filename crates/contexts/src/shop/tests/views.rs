//! What the public sees, and what the shop makes of the facts of others.

use super::super::{
    policies::{AnswersFromPayment, AnswersFromStock, CountOfCopies, PiecesForOrders},
    views::{cancellations::Cancellation, carts::Cart, orders::Order as Shown, payments::OrderPayment, products::Product},
};
use super::*;
use kernel::{Policy, View, read_fact, spec::cause_on, spec::told, write_fact};
use serde_json::{Value, json};

fn shown<V: View + std::fmt::Debug>(events: &[Event]) -> Value {
    let written = events.iter().map(|event| write_fact(event).unwrap());
    let facts: Vec<(String, Value)> =
        written.map(|(name, data)| (name, serde_json::from_str(&data).unwrap())).collect();
    let facts: Vec<(&str, Value)> = facts.iter().map(|(name, data)| (name.as_str(), data.clone())).collect();
    told::<V>(&facts).first().map(|(_, document)| serde_json::to_value(document).unwrap()).unwrap_or_default()
}

fn end() -> Event {
    canceled(vec![line(1, 2)], "completed", "withdrawn", Some(first()), 2000)
}

fn refunded() -> Event {
    Event::Refunded { order: o1(), member: kim(), payment: first(), refund: Won(2000) }
}

#[test]
fn req_004_f7_an_order_shows_how_far_it_has_come() {
    let begun = shown::<Shown>(&complete()[..1]);
    let expected = json!({"id": "o1", "customerId": "kim", "name": "chicken", "productId": "chicken-1", "qty": 2,
        "price": 1000, "amount": 2000, "status": "waitingForPayment", "secured": false, "payments": 0,
        "payBefore": kernel::instant(PAY_BEFORE),
        "lines": [{"line": 1, "name": "chicken", "productId": "chicken-1", "qty": 2, "price": 1000}]});
    assert_eq!(begun, expected);
    let paying = shown::<Shown>(&complete()[..3]);
    assert_eq!((&paying["paymentId"], &paying["paymentStatus"]), (&json!("order-o1-1"), &json!("requested")));
    let done = shown::<Shown>(&complete());
    assert_eq!((&done["status"], &done["paymentStatus"]), (&json!("completed"), &json!("completed")));
    let over = shown::<Shown>(&[complete(), vec![end(), refunded()]].concat());
    assert_eq!((&over["status"], &over["reason"]), (&json!("canceled"), &json!("withdrawn")));
    assert_eq!(over["paymentStatus"], json!("canceled"));
    assert!(over["explanation"]["ko"].as_str().unwrap().contains("취소"));
}

#[test]
fn an_order_of_several_lines_names_the_one_to_blame() {
    let lines = vec![line(1, 2), Line { name: "rice".into(), ..line(2, 1) }];
    let (reason, product) = ("out-of-stock".to_owned(), None);
    let no = Event::Refused { order: o1(), member: kim(), lines: lines.clone(), reason, line: Some(2), product, payment: None };
    let refused = shown::<Shown>(&[placed(lines, None), no]);
    assert_eq!((&refused["status"], &refused["line"]), (&json!("refused"), &json!(2)));
    assert!(refused["explanation"]["en"].as_str().unwrap().contains("“rice”"));
    assert_eq!((refused.get("name"), &refused["amount"]), (None, &json!(3000)));
}

#[test]
fn decision_12_a_card_shows_its_last_four_digits_only() {
    let card = Card { key: "sandbox-approve-1".into(), last4: "4242".into() };
    let order = shown::<Shown>(&[placed(vec![line(1, 1)], Some(card))]);
    assert_eq!(order["cardLast4"], json!("4242"));
    assert!(!order.to_string().contains("sandbox"), "{order}");
}

#[test]
fn req_004_f4_what_was_paid_leaves_the_cart() {
    let waiting = shown::<Cart>(&complete()[..1]);
    let cart: Cart = serde_json::from_value(waiting.clone()).unwrap();
    assert_eq!((&waiting["orderId"], &waiting["name"], &waiting["qty"]), (&json!("o1"), &json!("chicken"), &json!(2)));
    assert_eq!(waiting["status"], json!("waitingForPayment"));
    assert!(cart.indexed().contains(&("customerId", "kim".to_owned())));
    assert_eq!(shown::<Cart>(&complete()), Value::Null);
    let (reason, placed) = ("out-of-stock".to_owned(), complete()[0].clone());
    let over = canceled(vec![line(1, 2)], "waitingForPayment", "withdrawn", None, 0);
    let no = Event::Refused { order: o1(), member: kim(), lines: vec![], reason, line: None, product: None, payment: None };
    let late = Event::Changed { order: o1(), member: kim(), gone: line(1, 2), line: line(2, 3), amount: Won(3000) };
    for end in [over, no] {
        assert_eq!(shown::<Cart>(&[placed.clone(), end.clone()]), Value::Null);
        assert_eq!(shown::<Cart>(&[placed.clone(), end, late.clone()]), Value::Null);
    }
}

#[test]
fn a_change_is_seen_in_the_order_and_in_the_cart() {
    let changed = Event::Changed { order: o1(), member: kim(), gone: line(1, 2), line: line(2, 3), amount: Won(3000) };
    let events = [placed(vec![line(1, 2)], None), secured(), changed];
    for document in [shown::<Shown>(&events), shown::<Cart>(&events)] {
        assert_eq!((&document["qty"], &document["amount"]), (&json!(3), &json!(3000)));
        assert_eq!(document["lines"][0]["line"], json!(2));
    }
    assert_eq!(shown::<Shown>(&events)["secured"], json!(false));
}

#[test]
fn a_cancellation_says_what_goes_back() {
    let going = shown::<Cancellation>(&[complete(), vec![end()]].concat());
    assert_eq!((&going["status"], &going["refund"], &going["orderId"]), (&json!("refunding"), &json!(2000), &json!("o1")));
    let gone = shown::<Cancellation>(&[complete(), vec![end(), refunded()]].concat());
    assert_eq!((&gone["status"], &gone["refund"]), (&json!("refunded"), &json!(2000)));
    let unpaid = canceled(vec![line(1, 2)], "waitingForPayment", "not-paid", None, 0);
    assert_eq!(shown::<Cancellation>(&[unpaid])["status"], json!("nothing-to-refund"));
    // A refused order gives its money back as well, but nobody canceled it.
    assert_eq!(shown::<Cancellation>(&[refunded()]), Value::Null);
}

#[test]
fn the_payment_of_an_order_is_shown_with_it() {
    let declined =
        Event::PaymentFailed { order: o1(), member: kim(), payment: first(), reason: "not-enough-points".into() };
    let running = [placed(vec![line(1, 2)], None), asked("order-o1-1", 2000)];
    let payment = shown::<OrderPayment>(&running);
    let expected = json!({"id": "order-o1-1", "orderId": "o1", "customerId": "kim", "method": "point", "amount": 2000,
        "status": "requested"});
    assert_eq!(payment, expected);
    let twice = [running.to_vec(), vec![declined, asked("order-o1-2", 2000)]].concat();
    let payment = shown::<OrderPayment>(&twice);
    assert_eq!((&payment["id"], &payment["status"]), (&json!("order-o1-2"), &json!("requested")));
    assert_eq!(payment.get("reason"), None);
    let back = shown::<OrderPayment>(&[complete(), vec![end(), refunded()]].concat());
    assert_eq!((&back["status"], &back["refunded"]), (&json!("canceled"), &json!(2000)));
    let unpaid = canceled(vec![line(1, 2)], "waitingForPayment", "not-paid", None, 0);
    assert_eq!(shown::<OrderPayment>(&[unpaid]), Value::Null);
}

#[test]
fn a_product_shows_its_free_pieces() {
    let facts = [
        ("product.registered", json!({"product": "5", "name": "어린 왕자", "price": 9000, "title": "5", "stock": 0})),
        ("product.counted", json!({"product": "5", "free": 4})),
        ("product.consumed", json!({"product": "5", "qty": 2})),
    ];
    let document = serde_json::to_value(&told::<Product>(&facts)[0].1).unwrap();
    let expected = json!({"id": "5", "name": "어린 왕자", "price": 9000, "bookId": "5", "stock": 4, "sold": 2});
    assert_eq!(document, expected);
}

fn react<P: Policy>(name: &str, data: Value) -> Vec<(String, Value)> {
    let fact = read_fact(name, &data.to_string()).unwrap();
    let to = P::react(fact, &cause_on("2021-09-13")).into_iter();
    to.map(|to| (to.id, serde_json::to_value(to.command).unwrap())).collect()
}

#[test]
fn only_lines_with_pieces_of_our_own_are_promised_by_products() {
    let own = json!({"line": 1, "product": "p1", "name": "chicken", "qty": 2, "price": 1000});
    let book = json!({"line": 2, "product": "5", "title": "5", "name": "어린 왕자", "qty": 1, "price": 9000});
    let unknown = json!({"line": 3, "name": "ghost", "qty": 1, "price": 0});
    let order = json!({"order": "o1", "lines": [own, book, unknown], "was": "completed"});
    let promise = json!({"promise": {"product": "p1", "promise": "order:o1.1", "order": "o1", "line": 1, "qty": 2}});
    assert_eq!(react::<PiecesForOrders>("order.placed", order.clone()), [("p1".to_owned(), promise)]);
    assert_eq!(react::<PiecesForOrders>("order.refused", order.clone()).len(), 1);
    // What was sold is counted for both.
    assert_eq!(react::<PiecesForOrders>("order.completed", order.clone()).len(), 2);
    let unsell = json!({"unsell": {"promise": "order:o1.2"}});
    assert_eq!(react::<PiecesForOrders>("order.canceled", order)[1], ("5".to_owned(), unsell));
}

#[test]
fn answers_to_others_are_none_of_our_business() {
    let loan = json!({"title": "5", "promise": "loan:1", "why": "out-of-stock", "onShelf": 0});
    assert_eq!(react::<AnswersFromStock>("stock.refused", loan.clone()), []);
    assert_eq!(react::<CountOfCopies>("stock.released", loan), [("5".to_owned(), json!({"count": {"free": 0}}))]);
    let rent = json!({"payment": "rental-1", "member": "kim", "rental": "1"});
    assert_eq!(react::<AnswersFromPayment>("payment.held", rent), []);
    let ours = json!({"payment": "order-o1-1", "member": "kim", "order": "o1", "reason": "not-enough-points"});
    let declined = json!({"moneyDeclined": {"payment": "order-o1-1", "reason": "not-enough-points"}});
    assert_eq!(react::<AnswersFromPayment>("payment.declined", ours), [("o1".to_owned(), declined)]);
}
