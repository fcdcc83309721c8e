//! How an order is paid, and what comes of it.

use super::*;

const TOMORROW: &str = "2021-09-14";

fn begun() -> Vec<Event> {
    vec![placed(vec![line(1, 2)], None)]
}

fn after(events: impl IntoIterator<Item = Event>) -> kernel::spec::Given<Order> {
    given(begun().into_iter().chain(events))
}

fn pay(id: &str, method: Option<&str>, card: Option<Card>) -> Command {
    Command::Pay { payment: payment(id), method: method.map(str::to_owned), card }
}

fn card(last4: &str) -> Card {
    Card { key: format!("sandbox-approve-{last4}"), last4: last4.into() }
}

fn declined(id: &str) -> Command {
    Command::MoneyDeclined { payment: payment(id), reason: "not-enough-points".into() }
}

fn failed(id: &str, reason: &str) -> Event {
    Event::PaymentFailed { order: o1(), member: kim(), payment: payment(id), reason: reason.into() }
}

fn unwanted(id: &str) -> Event {
    Event::PaymentUnwanted { order: o1(), member: kim(), payment: payment(id) }
}

fn refunded(won: i64) -> Event {
    Event::Refunded { order: o1(), member: kim(), payment: first(), refund: Won(won) }
}

#[test]
fn req_004_f3_the_customer_pays_with_points_or_a_card() {
    after([]).when(pay("order-o1-1", Some("point"), None)).then([asked("order-o1-1", 2000)]);
    let by_card = |card: Card| Event::PaymentAsked {
        order: o1(),
        member: kim(),
        payment: first(),
        method: "card".into(),
        card: Some(card),
        amount: Won(2000),
    };
    after([]).when(pay("order-o1-1", None, Some(card("4242")))).then([by_card(card("4242"))]);
    // The card given with the order, unless there is another one.
    let with_card = || given([placed(vec![line(1, 2)], Some(card("1111")))]);
    with_card().when(pay("order-o1-1", None, None)).then([by_card(card("1111"))]);
    with_card().when(pay("order-o1-1", Some("card"), Some(card("4242")))).then([by_card(card("4242"))]);
    with_card().when(pay("order-o1-1", Some("point"), None)).then([asked("order-o1-1", 2000)]);
    after([]).when(pay("order-o1-1", None, None)).refused("no-method");
    after([]).when(pay("order-o1-1", Some("card"), None)).refused("no-card");
}

#[test]
fn one_payment_at_a_time_and_none_of_what_is_over() {
    let again = || pay("order-o1-1", Some("point"), None);
    after([asked("order-o1-1", 2000)]).when(again()).refused("payment-running");
    let paid = Event::PaymentHeld { order: o1(), member: kim(), payment: first() };
    after([asked("order-o1-1", 2000), paid]).when(again()).refused("already-paid");
    given(complete()).when(again()).refused("order-completed");
    after([canceled(vec![line(1, 2)], "waitingForPayment", "not-paid", None, 0)]).when(again()).refused("order-canceled");
    after([]).on(TOMORROW).when(again()).refused("order-expired");
    given([]).when(again()).refused("unknown-order");
}

#[test]
fn a_declined_order_waits_again_and_can_be_paid_again() {
    let running = || after([asked("order-o1-1", 2000)]);
    running().when(declined("order-o1-1")).then([failed("order-o1-1", "not-enough-points")]);
    let declined_once = || after([asked("order-o1-1", 2000), failed("order-o1-1", "not-enough-points")]);
    declined_once().when(declined("order-o1-1")).nothing();
    declined_once().when(pay("order-o1-2", Some("point"), None)).then([asked("order-o1-2", 2000)]);
    // Whoever asks for a payment that was asked for already saw an older order.
    declined_once().when(pay("order-o1-1", Some("point"), None)).refused("payment-running");
    let attempts = (1..=50).flat_map(|n| {
        let id = format!("order-o1-{n}");
        [asked(&id, 2000), failed(&id, "not-enough-points")]
    });
    after(attempts).when(pay("order-o1-51", Some("point"), None)).refused("too-many-payments");
}

#[test]
fn req_004_f4_complete_when_pieces_and_money_are_there_in_whichever_order() {
    let lines = || vec![line(1, 2)];
    let paid = Event::PaymentHeld { order: o1(), member: kim(), payment: first() };
    after([asked("order-o1-1", 2000)]).when(held("order-o1-1")).then([paid.clone()]);
    let money_first = after([asked("order-o1-1", 2000), paid]);
    money_first.when(Command::LinePromised { line: 1 }).then([secured(), completed(lines())]);
    after([secured(), asked("order-o1-1", 2000)]).when(held("order-o1-1")).then([completed(lines())]);
}

#[test]
fn reg_r6_a_success_told_twice_completes_once() {
    given(complete()).when(held("order-o1-1")).nothing();
    given(complete()).when(Command::MoneyUnknown { payment: first() }).nothing();
    let paid = Event::PaymentHeld { order: o1(), member: kim(), payment: first() };
    after([asked("order-o1-1", 2000), paid]).when(held("order-o1-1")).nothing();
}

#[test]
fn an_outcome_nobody_knows_is_waited_for() {
    let unknown = Event::PaymentUnknown { order: o1(), member: kim(), payment: first() };
    let ask = Command::MoneyUnknown { payment: first() };
    after([asked("order-o1-1", 2000)]).when(ask.clone()).then([unknown.clone()]);
    let not_known = || after([secured(), asked("order-o1-1", 2000), unknown.clone()]);
    not_known().when(ask).nothing();
    not_known().when(pay("order-o1-2", Some("point"), None)).refused("payment-running");
    not_known().when(held("order-o1-1")).then([completed(vec![line(1, 2)])]);
    not_known().when(declined("order-o1-1")).then([failed("order-o1-1", "not-enough-points")]);
}

#[test]
fn money_that_this_order_did_not_ask_for_goes_back_once() {
    given(complete()).when(held("pay-7")).then([unwanted("pay-7")]);
    given(complete().into_iter().chain([unwanted("pay-7")])).when(held("pay-7")).nothing();
    given([]).when(held("pay-7")).then([unwanted("pay-7")]);
    let declined_once = [asked("order-o1-1", 2000), failed("order-o1-1", "not-enough-points")];
    after(declined_once).when(held("order-o1-1")).then([unwanted("order-o1-1")]);
}

#[test]
fn the_money_of_an_order_that_ended_comes_back_once() {
    let returned = || Command::MoneyReturned { payment: first(), refunded: Won(2000), reason: "given-back".into() };
    let end = || canceled(vec![line(1, 2)], "completed", "withdrawn", Some(first()), 2000);
    let over = || complete().into_iter().chain([end()]);
    given(over()).when(returned()).then([refunded(2000)]);
    given(over().chain([refunded(2000)])).when(returned()).nothing();
    given(over()).when(held("order-o1-1")).nothing();
    // Canceled before it was charged: there is nothing to give back.
    let early = canceled(vec![line(1, 2)], "waitingForPayment", "withdrawn", Some(first()), 0);
    after([asked("order-o1-1", 2000), early]).when(declined("order-o1-1")).then([refunded(0)]);
}

#[test]
fn a_complete_order_whose_payment_is_undone_is_canceled() {
    let returned = Command::MoneyReturned { payment: first(), refunded: Won(2000), reason: "charged-back".into() };
    let end = canceled(vec![line(1, 2)], "completed", "charged-back", Some(first()), 2000);
    given(complete()).when(returned.clone()).then([end, refunded(2000)]);
    let held = Event::PaymentHeld { order: o1(), member: kim(), payment: first() };
    let paid = after([asked("order-o1-1", 2000), held]);
    paid.when(returned).then([failed("order-o1-1", "charged-back")]);
}

#[test]
fn a_payment_asked_for_elsewhere_is_taken_or_refused_by_a_fact() {
    let take = |member: &str| Command::TakePayment {
        order: o1(),
        member: member.parse().unwrap(),
        payment: payment("pay-7"),
        method: "point".into(),
        card: None,
    };
    let no = |member: &str, reason: &str| Event::PaymentRefused {
        order: o1(),
        member: member.parse().unwrap(),
        payment: payment("pay-7"),
        reason: reason.into(),
    };
    after([]).when(take("kim")).then([asked("pay-7", 2000)]);
    after([asked("pay-7", 2000)]).when(take("kim")).nothing();
    after([asked("pay-7", 2000), failed("pay-7", "not-enough-points")]).when(take("kim")).nothing();
    after([]).when(take("lee")).then([no("lee", "unknown-order")]);
    given([]).when(take("kim")).then([no("kim", "unknown-order")]);
    given(complete()).when(take("kim")).then([no("kim", "order-completed")]);
    after([asked("order-o1-1", 2000), no("kim", "payment-running")]).when(take("kim")).nothing();
    after([]).on(TOMORROW).when(take("kim")).then([no("kim", "order-expired")]);
}
