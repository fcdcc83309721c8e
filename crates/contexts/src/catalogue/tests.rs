use super::{
    book::Book,
    facts::Event,
    policies::CopiesForLoans,
    record::{Changes, Record},
    stock::Stock,
    title::{Command, Title},
};
use kernel::spec::{cause_on, given, told};
use kernel::{Decider, MemberId, Policy, PromiseId, RefusalKind, TitleId, View, Won, read_fact, write_fact};
use proptest::prelude::*;
use serde_json::{Value, json};

fn five() -> TitleId {
    "5".parse().unwrap()
}

fn kim() -> MemberId {
    "kim".parse().unwrap()
}

fn loan(number: u8) -> PromiseId {
    PromiseId::of("loan", &number)
}

fn received(qty: u32, on_shelf: u32) -> Event {
    Event::Received { title: five(), qty, on_shelf }
}

fn registered() -> Event {
    Event::Registered { title: five(), record: Record::named("어린 왕자") }
}

fn promised(number: u8, qty: u32, on_shelf: u32) -> Event {
    let (name, kind) = ("어린 왕자".into(), "book".into());
    Event::Promised { title: five(), promise: loan(number), member: kim(), qty, name, kind, on_shelf }
}

fn lent(number: u8, qty: u32) -> Event {
    Event::Lent { title: five(), promise: loan(number), member: kim(), qty }
}

fn promise(number: u8, qty: u32) -> Command {
    Command::Promise { title: five(), promise: loan(number), member: kim(), qty }
}

fn register(copies: u32) -> Command {
    Command::Register { title: five(), record: Record::named("어린 왕자"), copies }
}

#[test]
fn req_000_f5_a_book_is_registered_with_its_copies_once() {
    given::<Title>([]).when(register(4)).then([registered(), received(4, 4)]);
    given::<Title>([]).when(register(0)).then([registered()]);
    given::<Title>([registered()]).when(register(4)).refused("already-registered");
}

#[test]
fn a_receipt_makes_a_title_that_registration_completes() {
    given::<Title>([]).when(Command::Receive { title: five(), qty: 0 }).then([received(0, 0)]);
    given::<Title>([received(0, 0)]).when(Command::Receive { title: five(), qty: 0 }).nothing();
    given::<Title>([received(5, 5)]).when(register(3)).then([registered(), received(3, 8)]);
    given::<Title>([received(5, 5), registered()]).when(register(3)).refused("already-registered");
    let rename = Command::Change { changes: Changes { name: Some("새 이름".into()), ..Changes::default() } };
    given::<Title>([received(5, 5)]).when(rename).refused("not-registered");
}

#[test]
fn reg_s2_a_second_receipt_adds_to_the_stock() {
    given::<Title>([received(5, 5)]).when(Command::Receive { title: five(), qty: 5 }).then([received(5, 10)]);
}

#[test]
fn copies_are_limited_far_beyond_any_library() {
    let many = Command::Receive { title: five(), qty: 1 };
    let refused = given::<Title>([received(1_000_000_000, 1_000_000_000)]).when(many).refused("too-many-copies");
    assert_eq!((refused.kind, refused.field.as_deref()), (RefusalKind::Invalid, Some("qty")));
}

#[test]
fn an_import_run_twice_changes_nothing_the_second_time() {
    let take = |record: &Record| Command::Take { title: five(), record: record.clone(), copies: 2 };
    let record = Record::named("어린 왕자");
    given::<Title>([]).when(take(&record)).then([registered(), received(2, 2)]);
    given::<Title>([registered(), received(2, 2)]).when(take(&record)).nothing();
    given::<Title>([received(5, 5)]).when(take(&record)).then([registered(), received(2, 7)]);
    let dearer = Record { price: Some(Won(1000)), ..record };
    let changed = Event::Changed { title: five(), record: dearer.clone() };
    given::<Title>([registered(), received(2, 2)]).when(take(&dearer)).then([changed]);
}

#[test]
fn a_change_touches_what_it_names_only() {
    let priced = Changes { price: Some(Won(1000)), ..Changes::default() };
    let record = Record { price: Some(Won(1000)), ..Record::named("어린 왕자") };
    let changed = Event::Changed { title: five(), record };
    let change = Command::Change { changes: priced };
    given::<Title>([registered()]).when(change.clone()).then([changed.clone()]);
    given::<Title>([registered(), changed]).when(change.clone()).nothing();
    let refused = given::<Title>([]).when(change).refused("unknown-book");
    assert_eq!(refused.kind, RefusalKind::Absent);
}

#[test]
fn a_book_is_not_removed_while_copies_are_promised_or_out() {
    let begun = [registered(), received(4, 4), promised(1, 1, 3)];
    given::<Title>(begun.clone()).when(Command::Remove).refused("copies-out");
    let out = begun.clone().into_iter().chain([lent(1, 1)]);
    given::<Title>(out).when(Command::Remove).refused("copies-out");
    let released = Event::Released { title: five(), promise: loan(1), member: kim(), qty: 1, on_shelf: 4 };
    let removed = Event::Removed { title: five(), written_off: 4 };
    let state = given::<Title>(begun.into_iter().chain([released])).when(Command::Remove).then([removed]);
    assert_eq!(state.pool.counts(), [0, 0, 0, 0, 4]);
    assert!(state.pool.balances());
}

#[test]
fn a_removed_book_is_closed_for_good() {
    let removed = || given::<Title>([registered(), Event::Removed { title: five(), written_off: 0 }]);
    removed().when(register(1)).refused("removed");
    removed().when(Command::Receive { title: five(), qty: 1 }).refused("removed");
    removed().when(Command::Remove).refused("unknown-book");
    removed().when(Command::Change { changes: Changes::default() }).refused("unknown-book");
    removed().when(promise(1, 1)).then([refused(1, 1, "unknown-book", 0)]);
}

fn refused(number: u8, qty: u32, why: &str, on_shelf: u32) -> Event {
    Event::Refused { title: five(), promise: loan(number), member: kim(), qty, why: why.into(), on_shelf }
}

#[test]
fn req_000_p3_more_than_is_there_is_refused_and_the_stock_stays() {
    let stock_4 = || given::<Title>([registered(), received(4, 4)]);
    let state = stock_4().when(promise(1, 5)).then([refused(1, 5, "out-of-stock", 4)]);
    assert_eq!(state.pool.on_shelf(), 4);
    stock_4().when(promise(1, 4)).then([promised(1, 4, 0)]);
    given::<Title>([]).when(promise(1, 1)).then([refused(1, 1, "unknown-book", 0)]);
    given::<Title>([received(0, 0)]).when(promise(1, 1)).then([refused(1, 1, "out-of-stock", 0)]);
}

#[test]
fn a_promise_on_a_title_known_from_a_receipt_calls_it_by_its_id() {
    let facts = given::<Title>([received(1, 1)]).when(promise(1, 1)).facts();
    let [Event::Promised { name, kind, .. }] = &facts[..] else { panic!("{facts:?}") };
    assert_eq!((name.as_str(), kind.as_str()), ("5", "book"));
}

#[test]
fn repeating_any_message_changes_nothing() {
    let asked = || vec![registered(), received(4, 4), promised(1, 3, 1)];
    let out = || asked().into_iter().chain([lent(1, 3)]);
    let back = Event::Returned { title: five(), promise: loan(1), member: kim(), qty: 2, left: 1, on_shelf: 3 };
    given::<Title>(asked()).when(promise(1, 3)).nothing();
    given::<Title>(out()).when(promise(1, 3)).nothing();
    given::<Title>(out()).when(Command::HandOut { promise: loan(1) }).nothing();
    given::<Title>(out()).when(Command::TakeBack { promise: loan(1), left: 1 }).then([back.clone()]);
    let partly = || out().chain([back.clone()]);
    given::<Title>(partly()).when(Command::TakeBack { promise: loan(1), left: 1 }).nothing();
    // An older message that comes again does not undo a newer one.
    given::<Title>(partly()).when(Command::TakeBack { promise: loan(1), left: 2 }).nothing();
    for end in [Command::Release { promise: loan(9) }, Command::Consume { promise: loan(9) }] {
        given::<Title>(asked()).when(end).nothing();
    }
}

#[test]
fn what_is_out_is_not_released_and_what_is_not_out_does_not_come_back() {
    let asked = [registered(), received(4, 4), promised(1, 3, 1)];
    given::<Title>(asked.clone()).when(Command::TakeBack { promise: loan(1), left: 0 }).nothing();
    given::<Title>(asked.into_iter().chain([lent(1, 3)])).when(Command::Release { promise: loan(1) }).nothing();
}

#[test]
fn the_copies_of_a_loan_follow_it() {
    let react = |name: &str, data: Value| {
        let fact = read_fact(name, &data.to_string()).unwrap();
        let mut to = CopiesForLoans::react(fact, &cause_on("2021-09-13"));
        let to = to.pop().unwrap();
        (to.id, serde_json::to_value(to.command).unwrap())
    };
    let asked = json!({"loan": "7", "member": "kim", "title": "5", "qty": 2});
    let promise = json!({"promise": {"title": "5", "promise": "loan:7", "member": "kim", "qty": 2}});
    assert_eq!(react("loan.requested", asked), ("5".to_owned(), promise));
    let of = json!({"loan": "7", "title": "5", "left": 1});
    assert_eq!(react("loan.borrowed", of.clone()).1, json!({"handOut": {"promise": "loan:7"}}));
    assert_eq!(react("loan.canceled", of.clone()).1, json!({"release": {"promise": "loan:7"}}));
    assert_eq!(react("loan.returned", of).1, json!({"takeBack": {"promise": "loan:7", "left": 1}}));
}

#[test]
fn req_000_p1_the_book_shows_what_is_on_the_shelf() {
    let facts = [
        ("stock.received", json!({"title": "5", "qty": 4, "onShelf": 4})),
        ("stock.promised", json!({"title": "5", "qty": 3, "onShelf": 1})),
    ];
    let books = told::<Book>(&facts);
    let (id, book) = &books[0];
    assert_eq!((id.as_str(), book.title.as_str(), book.kind.as_str(), book.stock), ("5", "5", "book", 1));
    let record = json!({"name": "어린 왕자", "author": "Saint-Exupéry", "isbn": "978-1", "kind": "book", "year": -5});
    let named = facts.into_iter().chain([("title.registered", json!({"title": "5", "record": record}))]);
    let named: Vec<_> = named.collect();
    let book = told::<Book>(&named)[0].1.clone();
    let shown = json!({"id": "5", "title": "어린 왕자", "author": "Saint-Exupéry", "isbn": "978-1", "kind": "book",
        "year": -5, "stock": 1});
    assert_eq!(serde_json::to_value(&book).unwrap(), shown);
    let searched = book.searched().unwrap();
    assert_eq!(searched.first, ["어린", "왕자"]);
    for word in ["saint-exupéry", "978-1", "9781", "-5", "5"] {
        assert!(searched.rest.iter().any(|known| known == word), "{word}");
    }
    let gone: Vec<_> = named.into_iter().chain([("title.removed", json!({"title": "5"}))]).collect();
    assert!(told::<Book>(&gone).is_empty());
    assert!(told::<Stock>(&gone).is_empty());
}

#[test]
fn a_title_without_copies_has_a_stock_of_zero() {
    let stocks = told::<Stock>(&[("title.registered", json!({"title": "5"}))]);
    let shown = json!({"id": "5", "bookid": "5", "qty": 0, "promised": 0, "out": 0, "sold": 0, "acquired": 0});
    assert_eq!(serde_json::to_value(&stocks[0].1).unwrap(), shown);
}

fn command() -> impl Strategy<Value = Command> {
    let id = 0u8..4;
    prop_oneof![
        1 => (0u32..4).prop_map(register),
        3 => (0u32..9).prop_map(|qty| Command::Receive { title: five(), qty }),
        6 => (id.clone(), 1u32..6).prop_map(|(number, qty)| promise(number, qty)),
        2 => id.clone().prop_map(|number| Command::Release { promise: loan(number) }),
        4 => id.clone().prop_map(|number| Command::HandOut { promise: loan(number) }),
        4 => (id.clone(), 0u32..5).prop_map(|(number, left)| Command::TakeBack { promise: loan(number), left }),
        1 => id.prop_map(|number| Command::Consume { promise: loan(number) }),
        1 => Just(Command::Remove),
    ]
}

proptest! {
    /// acquired − written off − sold = on the shelf + promised + out, after every fact; and the public sees the same.
    #[test]
    fn copies_are_conserved_at_every_position(commands in prop::collection::vec(command(), 1..60)) {
        let cause = cause_on("2021-09-13");
        let (mut title, mut stock, mut book) = (Title::default(), None::<Stock>, None::<Book>);
        for command in commands {
            for event in title.decide(command, &cause).unwrap_or_default() {
                title = title.evolve(&event);
                prop_assert!(title.pool.balances(), "after {event:?}: {:?}", title.pool);
                let (name, data) = write_fact(&event).unwrap();
                if Stock::HEARS.contains(&name.as_str()) {
                    stock = stock.unwrap_or_default().evolve(&read_fact(&name, &data).unwrap(), &cause);
                }
                if Book::HEARS.contains(&name.as_str()) {
                    book = book.unwrap_or_default().evolve(&read_fact(&name, &data).unwrap(), &cause);
                }
                if let Some(stock) = &stock {
                    let shown = [stock.qty, stock.promised, stock.out, stock.sold, stock.acquired];
                    prop_assert_eq!(shown, title.pool.counts());
                    prop_assert_eq!(book.as_ref().map(|book| book.stock), Some(stock.qty));
                }
            }
        }
    }

    /// What was done is not done again by the same command.
    #[test]
    fn a_repeated_promise_command_is_a_no_op(commands in prop::collection::vec(command(), 1..40)) {
        let cause = cause_on("2021-09-13");
        let mut title = Title::default();
        for command in commands {
            let once = title.decide(command.clone(), &cause).unwrap_or_default();
            title = once.iter().fold(title, Title::evolve);
            let adds = matches!(command, Command::Receive { .. });
            let refused = matches!(once.as_slice(), [Event::Refused { .. }]);
            if !adds && !refused {
                prop_assert_eq!(title.decide(command, &cause).unwrap_or_default(), vec![]);
            }
        }
    }
}
