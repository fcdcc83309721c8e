mod properties;
mod sales;
mod views;

use super::{
    facts::Event,
    record::{Changes, Record},
    title::{Command, Title},
};
use kernel::spec::given;
use kernel::{MemberId, PromiseId, RefusalKind, TitleId, Won};

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
    Event::Promised { title: five(), promise: loan(number), member: kim(), qty, name, kind, price: None, on_shelf }
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
fn a_change_keeps_everything_it_does_not_name() {
    let text = |text: &str| Some(text.to_owned());
    let full = Record {
        name: "어린 왕자".into(),
        author: text("생텍쥐페리"),
        isbn: text("978-1"),
        price: Some(Won(1000)),
        kind: "media".into(),
        publisher: text("마당"),
        year: Some(1943),
        language: text("kor"),
        also: Some("어린 왕자".into()),
    };
    assert_eq!(full.with(Changes::default()), full);
    let all = Changes {
        name: Some(full.name.clone()),
        author: full.author.clone(),
        isbn: full.isbn.clone(),
        price: full.price,
        kind: Some(full.kind.clone()),
        publisher: full.publisher.clone(),
        year: full.year,
        language: full.language.clone(),
        also: full.also.clone(),
    };
    assert_eq!(Record::named("").with(all), full);
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
