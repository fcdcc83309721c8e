//! Copies that are sold, and come back when the sale is undone.

use super::super::{book::Book, policies::CopiesForOrders, stock::Stock};
use super::*;
use kernel::spec::{cause_on, told};
use kernel::{Policy, read_fact};
use serde_json::{Value, json};

fn sold(number: u8, qty: u32) -> Event {
    Event::Consumed { title: five(), promise: loan(number), member: kim(), qty }
}

fn unsold(number: u8, qty: u32, on_shelf: u32) -> Event {
    Event::Unsold { title: five(), promise: loan(number), member: kim(), qty, on_shelf }
}

#[test]
fn sold_copies_come_back_once() {
    let unsell = || Command::Unsell { promise: loan(1) };
    let consume = || Command::Consume { promise: loan(1) };
    let asked = || vec![registered(), received(4, 4), promised(1, 3, 1)];
    given::<Title>(asked()).when(unsell()).nothing();
    given::<Title>(asked()).when(consume()).then([sold(1, 3)]);
    let after = || asked().into_iter().chain([sold(1, 3)]);
    let state = given::<Title>(after()).when(unsell()).then([unsold(1, 3, 4)]);
    assert_eq!(state.pool.counts(), [4, 0, 0, 0, 4]);
    given::<Title>(after().chain([unsold(1, 3, 4)])).when(unsell()).nothing();
    given::<Title>(after().chain([unsold(1, 3, 4)])).when(consume()).nothing();
}

#[test]
fn what_was_sold_is_not_promised_or_sold_again_by_the_same_messages() {
    let after = || vec![registered(), received(4, 4), promised(1, 3, 1), sold(1, 3)];
    given::<Title>(after()).when(promise(1, 3)).nothing();
    given::<Title>(after()).when(promise(1, 1)).nothing();
    for message in [Command::Consume { promise: loan(1) }, Command::Release { promise: loan(1) }] {
        given::<Title>(after()).when(message).nothing();
    }
}

#[test]
fn copies_of_a_removed_book_stay_sold() {
    let all_sold = [registered(), received(3, 3), promised(1, 3, 0), sold(1, 3)];
    let removed = all_sold.into_iter().chain([Event::Removed { title: five(), written_off: 0 }]);
    given::<Title>(removed).when(Command::Unsell { promise: loan(1) }).nothing();
}

#[test]
fn whoever_sells_from_the_pool_is_told_what_is_there() {
    let count = || Command::Count { title: five() };
    given::<Title>([received(4, 4)]).when(count()).then([Event::Counted { title: five(), on_shelf: 4 }]);
    given::<Title>([]).when(count()).then([Event::Counted { title: five(), on_shelf: 0 }]);
}

#[test]
fn a_sale_that_is_undone_is_seen_in_books_and_stocks() {
    let of = |more: Value| {
        let mut data = json!({"title": "5", "promise": "order:o1.1", "member": "kim", "qty": 3});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    let facts = [
        ("stock.received", of(json!({"qty": 4, "onShelf": 4}))),
        ("stock.promised", of(json!({"onShelf": 1}))),
        ("stock.consumed", of(json!({}))),
        ("stock.unsold", of(json!({"onShelf": 4}))),
    ];
    let stock = |told_of: usize| {
        let stocks = told::<Stock>(&facts[..told_of]);
        serde_json::to_value(&stocks[0].1).unwrap()
    };
    assert_eq!((&stock(3)["sold"], &stock(3)["qty"], &stock(3)["promised"]), (&json!(3), &json!(1), &json!(0)));
    assert_eq!((&stock(4)["sold"], &stock(4)["qty"]), (&json!(0), &json!(4)));
    assert_eq!(told::<Book>(&facts)[0].1.stock, 4);
}

#[test]
fn the_copies_of_an_order_follow_it_line_by_line() {
    let react = |name: &str, data: &Value| {
        let fact = read_fact(name, &data.to_string()).unwrap();
        let to = CopiesForOrders::react(fact, &cause_on("2021-09-13")).into_iter();
        to.map(|to| (to.id, serde_json::to_value(to.command).unwrap())).collect::<Vec<_>>()
    };
    let book = |line: u32| json!({"line": line, "product": "5", "title": "5", "name": "어린 왕자", "qty": 2, "price": 1});
    let own = json!({"line": 1, "product": "p1", "name": "chicken", "qty": 1, "price": 1});
    let order = |was: &str| json!({"order": "o.1", "member": "kim", "lines": [own, book(2)], "was": was});
    let five = |command: Value| ("5".to_owned(), command);
    let promise = |line: u32| {
        let promise = format!("order:o.1.{line}");
        five(json!({"promise": {"title": "5", "promise": promise, "member": "kim", "qty": 2}}))
    };
    let of_line_2 = |what: &str| five(json!({what: {"promise": "order:o.1.2"}}));
    assert_eq!(react("order.placed", &order("")), [promise(2)]);
    let changed = json!({"order": "o.1", "member": "kim", "gone": book(2), "line": book(3)});
    assert_eq!(react("order.changed", &changed), [of_line_2("release"), promise(3)]);
    assert_eq!(react("order.completed", &order("")), [of_line_2("consume")]);
    assert_eq!(react("order.refused", &order("")), [of_line_2("release")]);
    assert_eq!(react("order.canceled", &order("waitingForPayment")), [of_line_2("release")]);
    assert_eq!(react("order.canceled", &order("completed")), [of_line_2("unsell")]);
    let offered = json!({"product": "5", "title": "5"});
    assert_eq!(react("product.registered", &offered), [five(json!({"count": {"title": "5"}}))]);
    assert_eq!(react("product.registered", &json!({"product": "p1"})), []);
}
