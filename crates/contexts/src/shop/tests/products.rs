//! Products and their pieces.

use super::super::{
    product::{Command, Product, Source},
    product_facts::Event,
};
use kernel::spec::{cause_on, given};
use kernel::{Decider, ProductId, PromiseId, RefusalKind, Won};
use proptest::prelude::*;

fn chicken() -> ProductId {
    "chicken-1".parse().unwrap()
}

fn id(order: u8) -> PromiseId {
    format!("order:{order}.1").parse().unwrap()
}

fn register(stock: u32) -> Command {
    Command::Register { product: chicken(), name: "chicken".into(), price: Won(1000), title: None, stock }
}

fn registered(stock: u32) -> Event {
    Event::Registered { product: chicken(), name: "chicken".into(), price: Won(1000), title: None, stock }
}

fn of_book() -> Event {
    let (product, title) = ("5".parse().unwrap(), Some("5".parse().unwrap()));
    Event::Registered { product, name: "어린 왕자".into(), price: Won(9000), title, stock: 0 }
}

fn promise(order: u8, qty: u32) -> Command {
    let (promise, order) = (id(order), order.to_string().parse().unwrap());
    Command::Promise { product: chicken(), promise, order, line: 1, qty }
}

fn promised(order: u8, qty: u32, free: u32) -> Event {
    let (promise, order) = (id(order), order.to_string().parse().unwrap());
    Event::Promised { product: chicken(), promise, order, line: 1, qty, free }
}

fn refused(order: u8, qty: u32, why: &str, free: u32) -> Event {
    let (promise, order) = (id(order), order.to_string().parse().unwrap());
    Event::Refused { product: chicken(), promise, order, line: 1, qty, why: why.into(), free }
}

#[test]
fn req_004_f7_a_product_is_registered_once_and_changed() {
    given::<Product>([]).when(register(4)).then([registered(4)]);
    given::<Product>([registered(4)]).when(register(4)).refused("already-registered");
    let dearer = Command::Change { name: None, price: Some(Won(1200)) };
    let changed = Event::Changed { product: chicken(), name: "chicken".into(), price: Won(1200) };
    given::<Product>([registered(4)]).when(dearer.clone()).then([changed.clone()]);
    given::<Product>([registered(4), changed]).when(dearer.clone()).nothing();
    assert_eq!(given::<Product>([]).when(dearer).refused("unknown-product").kind, RefusalKind::Absent);
}

#[test]
fn pieces_that_come_in_are_added() {
    let receive = |qty| Command::Receive { qty };
    let received = Event::Received { product: chicken(), qty: 3, free: 7 };
    given::<Product>([registered(4)]).when(receive(3)).then([received]);
    given::<Product>([]).when(receive(3)).refused("unknown-product");
    given::<Product>([of_book()]).when(receive(3)).refused("sold-from-the-pool");
    let much = given::<Product>([registered(1_000_000_000)]).when(receive(1)).refused("too-many-pieces");
    assert_eq!(much.field.as_deref(), Some("qty"));
}

#[test]
fn pieces_are_promised_whole_or_not_at_all() {
    given::<Product>([registered(4)]).when(promise(1, 4)).then([promised(1, 4, 0)]);
    given::<Product>([registered(4)]).when(promise(1, 5)).then([refused(1, 5, "out-of-stock", 4)]);
    given::<Product>([]).when(promise(1, 1)).then([refused(1, 1, "unknown-product", 0)]);
}

#[test]
fn repeating_any_message_changes_nothing() {
    let asked = || vec![registered(4), promised(1, 3, 1)];
    let (consume, unsell) = (Command::Consume { promise: id(1), qty: 3 }, Command::Unsell { promise: id(1) });
    let sold = Event::Consumed { product: chicken(), promise: id(1), qty: 3 };
    let back = Event::Unsold { product: chicken(), promise: id(1), qty: 3, free: 4 };
    given::<Product>(asked()).when(promise(1, 3)).nothing();
    given::<Product>(asked()).when(unsell.clone()).nothing();
    given::<Product>(asked()).when(consume.clone()).then([sold.clone()]);
    let after = || asked().into_iter().chain([sold.clone()]);
    given::<Product>(after()).when(promise(1, 3)).nothing();
    given::<Product>(after()).when(consume.clone()).nothing();
    given::<Product>(after()).when(Command::Release { promise: id(1) }).nothing();
    given::<Product>(after()).when(unsell.clone()).then([back.clone()]);
    let undone = || after().chain([back.clone()]);
    given::<Product>(undone()).when(unsell).nothing();
    given::<Product>(undone()).when(consume).nothing();
    let released = Event::Released { product: chicken(), promise: id(1), qty: 3, free: 4 };
    given::<Product>(asked()).when(Command::Release { promise: id(1) }).then([released]);
}

#[test]
fn a_product_of_the_pool_shows_what_is_on_the_library_s_shelf() {
    let counted = Event::Counted { product: "5".parse().unwrap(), title: "5".parse().unwrap(), free: 3 };
    given::<Product>([of_book()]).when(Command::Count { free: 3 }).then([counted.clone()]);
    given::<Product>([of_book(), counted]).when(Command::Count { free: 3 }).nothing();
    given::<Product>([registered(4)]).when(Command::Count { free: 3 }).nothing();
    given::<Product>([]).when(Command::Count { free: 3 }).nothing();
    let both = Command::Register {
        product: "5".parse().unwrap(),
        name: "어린 왕자".into(),
        price: Won(9000),
        title: Some("5".parse().unwrap()),
        stock: 1,
    };
    given::<Product>([]).when(both).refused("sold-from-the-pool");
}

#[test]
fn a_product_of_the_pool_counts_what_was_sold_once() {
    let five = || "5".parse().unwrap();
    let (consume, unsell) = (Command::Consume { promise: id(1), qty: 2 }, Command::Unsell { promise: id(1) });
    let sold = Event::Consumed { product: five(), promise: id(1), qty: 2 };
    given::<Product>([of_book()]).when(consume.clone()).then([sold.clone()]);
    given::<Product>([of_book(), sold.clone()]).when(consume).nothing();
    let back = Event::Unsold { product: five(), promise: id(1), qty: 2, free: 0 };
    given::<Product>([of_book(), sold]).when(unsell.clone()).then([back]);
    given::<Product>([of_book()]).when(unsell).nothing();
}

fn command() -> impl Strategy<Value = Command> {
    let order = 0u8..4;
    prop_oneof![
        1 => (0u32..4).prop_map(register),
        3 => (1u32..9).prop_map(|qty| Command::Receive { qty }),
        6 => (order.clone(), 1u32..6).prop_map(|(order, qty)| promise(order, qty)),
        2 => order.clone().prop_map(|order| Command::Release { promise: id(order) }),
        3 => order.clone().prop_map(|order| Command::Consume { promise: id(order), qty: 1 }),
        2 => order.prop_map(|order| Command::Unsell { promise: id(order) }),
    ]
}

proptest! {
    /// received = free + promised + sold, after every fact; and nothing is done twice by the same message.
    #[test]
    fn pieces_are_conserved_at_every_position(commands in prop::collection::vec(command(), 1..60)) {
        let cause = cause_on("2021-09-13");
        let mut product = Product::default();
        for command in commands {
            let adds = matches!(command, Command::Receive { .. });
            let events = product.decide(command.clone(), &cause).unwrap_or_default();
            for event in &events {
                product = product.evolve(event);
                if let Source::Own(pieces) = &product.source {
                    prop_assert!(pieces.balances(), "after {event:?}: {pieces:?}");
                }
            }
            if !adds && !matches!(events.as_slice(), [Event::Refused { .. }]) {
                prop_assert_eq!(product.decide(command, &cause).unwrap_or_default(), vec![]);
            }
        }
    }
}
