//! What becomes of a wish: ordered, changed, canceled, expired; and of its pieces.

use super::*;
use kernel::{Decider, RefusalKind, When, spec::cause_on};

fn refused(lines: Vec<Line>, reason: &str, line: u32, payment: Option<PaymentId>) -> Event {
    let product = lines.iter().find(|known| known.line == line).and_then(|line| line.product.clone());
    Event::Refused { order: o1(), member: kim(), lines, reason: reason.into(), line: Some(line), product, payment }
}

#[test]
fn req_004_f1_an_order_keeps_the_price_of_its_moment() {
    given([]).when(place(vec![line(1, 2)])).then([placed(vec![line(1, 2)], None)]);
    given([placed(vec![line(1, 2)], None)]).when(place(vec![line(1, 2)])).nothing();
}

#[test]
fn what_we_do_not_sell_is_taken_and_refused_with_its_line() {
    let ghost = Line { line: 2, name: "ghost".into(), qty: 1, ..Line::default() };
    let lines = vec![line(1, 1), ghost];
    given([]).when(place(lines.clone())).then([
        placed(lines.clone(), None),
        refused(lines, "unknown-product", 2, None),
    ]);
}

#[test]
fn an_order_has_a_price_that_can_be_paid() {
    let dear = Line { price: Won(1_000_000_000_000), ..line(1, 2) };
    let refused = given([]).when(place(vec![dear])).refused("amount-too-large");
    assert_eq!((refused.kind, refused.field.as_deref()), (RefusalKind::Invalid, Some("qty")));
    let cheap = Line { price: Won(1_000_000_000), ..line(1, 1) };
    given([placed(vec![cheap], None)]).when(Command::Change { line: None, qty: 1_000_000 }).refused("amount-too-large");
}

#[test]
fn req_004_f2_it_is_secured_when_all_its_lines_have_their_pieces() {
    let two = || vec![placed(vec![line(1, 1), line(2, 1)], None)];
    let promised = Event::LinePromised { order: o1(), member: kim(), line: 2 };
    given(two()).when(Command::LinePromised { line: 2 }).then([promised.clone()]);
    let partly = || two().into_iter().chain([promised.clone()]);
    given(partly()).when(Command::LinePromised { line: 2 }).nothing();
    given(partly()).when(Command::LinePromised { line: 1 }).then([secured()]);
    given(partly().chain([secured()])).when(Command::LinePromised { line: 1 }).nothing();
    given(partly()).when(Command::LinePromised { line: 7 }).nothing();
    given([]).when(Command::LinePromised { line: 1 }).nothing();
}

#[test]
fn reg_r8_a_line_that_cannot_be_had_refuses_the_order_and_is_named() {
    let lines = vec![line(1, 1), line(2, 1)];
    let no = |line| Command::LineRefused { line, why: "out-of-stock".into() };
    let two = || vec![placed(lines.clone(), None)];
    given(two()).when(no(2)).then([refused(lines.clone(), "out-of-stock", 2, None)]);
    // A payment that runs is given back with it.
    let paying = two().into_iter().chain([asked("order-o1-1", 2000)]);
    given(paying).when(no(1)).then([refused(lines.clone(), "out-of-stock", 1, Some(first()))]);
    // Answers to lines that have their pieces, to lines that are gone, and to orders that ended mean nothing.
    given(two().into_iter().chain([secured()])).when(no(1)).nothing();
    given(two()).when(no(3)).nothing();
    given(complete()).when(no(1)).nothing();
}

#[test]
fn a_change_of_quantity_gives_the_old_pieces_up_and_asks_for_new_ones() {
    let change = |line, qty| Command::Change { line, qty };
    let begun = || vec![placed(vec![line(1, 2)], None), secured()];
    let changed =
        Event::Changed { order: o1(), member: kim(), gone: line(1, 2), line: line(2, 3), amount: Won(3000) };
    let order = given(begun()).when(change(None, 3)).then([changed.clone()]);
    assert!(!order.is_secured());
    given(begun()).when(change(None, 2)).nothing();
    let after = || begun().into_iter().chain([changed.clone()]);
    given(after()).when(Command::LinePromised { line: 1 }).nothing();
    given(after()).when(Command::LinePromised { line: 2 }).then([secured()]);
    given([placed(vec![line(1, 1), line(2, 1)], None)]).when(change(None, 3)).refused("which-line");
    given(begun()).when(change(Some(9), 3)).refused("no-such-line");
    given(begun().into_iter().chain([asked("order-o1-1", 2000)])).when(change(None, 3)).refused("payment-running");
    given(complete()).when(change(None, 3)).refused("order-completed");
}

#[test]
fn req_004_f5_a_waiting_order_is_canceled_once() {
    let lines = || vec![line(1, 2)];
    let end = canceled(lines(), "waitingForPayment", "withdrawn", None, 0);
    given([placed(lines(), None)]).when(Command::Cancel).then([end.clone()]);
    let over = || given([placed(lines(), None), end.clone()]);
    over().when(Command::Cancel).refused("order-canceled");
    over().when(Command::LinePromised { line: 1 }).nothing();
    over().when(Command::Change { line: None, qty: 5 }).refused("order-canceled");
    let no = [placed(lines(), None), refused(lines(), "out-of-stock", 1, None)];
    given(no).when(Command::Cancel).refused("order-refused");
    let absent = given([]).when(Command::Cancel).refused("unknown-order");
    assert_eq!(absent.kind, RefusalKind::Absent);
}

#[test]
fn req_004_f6_canceling_gives_a_running_or_taken_payment_back() {
    let lines = || vec![line(1, 2)];
    let paying = || vec![placed(lines(), None), asked("order-o1-1", 2000)];
    let running = canceled(lines(), "waitingForPayment", "withdrawn", Some(first()), 0);
    given(paying()).when(Command::Cancel).then([running]);
    let paid = Event::PaymentHeld { order: o1(), member: kim(), payment: first() };
    let held = canceled(lines(), "waitingForPayment", "withdrawn", Some(first()), 2000);
    given(paying().into_iter().chain([paid])).when(Command::Cancel).then([held]);
    let taken = canceled(lines(), "completed", "withdrawn", Some(first()), 2000);
    given(complete()).when(Command::Cancel).then([taken]);
}

#[test]
fn an_order_that_nobody_pays_is_canceled_by_its_alarm() {
    let lines = || vec![line(1, 2)];
    let waiting = given([placed(lines(), None), secured()]).state();
    let alarm = waiting.alarm().unwrap();
    assert_eq!(alarm.when, When::At(PAY_BEFORE));
    let expired = waiting.decide(alarm.command, &cause_on("2021-09-13")).unwrap();
    assert_eq!(expired, [canceled(lines(), "waitingForPayment", "not-paid", None, 0)]);
    assert!(given(complete()).state().alarm().is_none());
}

#[test]
fn while_a_payment_runs_the_expiry_waits_for_its_outcome_but_not_for_ever() {
    let lines = || vec![line(1, 2)];
    let paying = || vec![placed(lines(), None), secured(), asked("order-o1-1", 2000)];
    given(paying()).when(Command::Expire).nothing();
    assert_eq!(given(paying()).state().alarm().unwrap().when, When::At(PAY_BEFORE + 24 * 60 * 60_000));
    let failed =
        Event::PaymentFailed { order: o1(), member: kim(), payment: first(), reason: "no-money".into() };
    let again = given(paying().into_iter().chain([failed.clone()])).state();
    assert_eq!(again.alarm().unwrap().when, When::At(PAY_BEFORE));
    let given_up = canceled(lines(), "waitingForPayment", "timed-out", Some(first()), 0);
    given(paying()).when(Command::GiveUp).then([given_up]);
    given(paying().into_iter().chain([failed])).when(Command::GiveUp).nothing();
}
