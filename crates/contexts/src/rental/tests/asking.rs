//! From the wish to the decision.

use super::super::asking::{HOLD_MAX, HOLD_MIN, hold_for};
use super::*;
use kernel::{Alarm, Decider, When};
use std::collections::BTreeSet;

#[test]
fn req_002_f1_a_rental_is_asked_for_once() {
    given([]).when(ask(priced(), false)).then([requested(priced())]);
    given([requested(priced())]).when(ask(priced(), false)).nothing();
    given([requested(priced())]).when(ask(priced(), true)).nothing();
}

#[test]
fn decision_8_promise_and_money_are_both_needed_in_either_order() {
    let copies_first = given([requested(priced())]).when(promise(Some(1000))).then([copies_promised()]);
    assert_eq!(copies_first.alarm().map(|alarm| alarm.when), Some(When::At(NOW + DAY)));
    given([requested(priced()), copies_promised()]).when(Command::MoneyHeld).then([accepted()]);
    given([requested(priced())]).when(Command::MoneyHeld).then([money_held()]);
    let done = given([requested(priced()), money_held()]).when(promise(Some(1000))).then([accepted()]);
    assert!(done.alarm().is_none());
}

#[test]
fn req_002_t1_an_unpaid_rental_is_not_accepted() {
    given([requested(priced())]).when(gone("not-enough-points")).then([refused(Some("어린 왕자"), "not-enough-points")]);
    // The copies were promised already: the catalogue hears the refusal and takes them back.
    let promised = [requested(priced()), copies_promised()];
    given(promised.clone()).when(gone("not-enough-points")).then([refused(Some("어린 왕자"), "not-enough-points")]);
    given(promised).when(promise(Some(1000))).nothing();
}

#[test]
fn req_002_t2_with_too_few_copies_a_rental_is_not_accepted() {
    for why in ["out-of-stock", "unknown-book"] {
        let no = || Command::CopiesRefused { why: why.into() };
        given([requested(wish())]).when(no()).then([refused(None, why)]);
        // The money was held already: the payment hears the refusal and gives it back.
        given([requested(priced()), money_held()]).when(no()).then([refused(Some("어린 왕자"), why)]);
        given([requested(priced()), copies_promised()]).when(no()).nothing();
    }
}

#[test]
fn an_unknown_price_comes_with_the_promise_and_then_the_money_is_asked_for() {
    given([requested(wish())]).when(promise(Some(1000))).then([copies_promised(), price_told()]);
    given([requested(wish()), copies_promised(), price_told()]).when(Command::MoneyHeld).then([accepted()]);
    given([requested(wish())]).when(Command::MoneyHeld).nothing();
    let believed = Wish { price: Some(Won(1000)), ..wish() };
    given([requested(believed)]).when(promise(Some(1000))).then([copies_promised(), price_told()]);
}

#[test]
fn a_wrong_price_or_none_refuses_when_it_comes_to_light() {
    given([requested(wish())]).when(promise(None)).then([refused(None, "not-for-rent")]);
    let wrong = Wish { price: Some(Won(999)), ..wish() };
    given([requested(wrong)]).when(promise(Some(1000))).then([refused(None, "price-differs")]);
}

#[test]
fn the_price_of_the_moment_it_was_asked_for_stands() {
    given([requested(priced()), money_held()]).when(promise(Some(1200))).then([accepted()]);
    given([requested(priced()), money_held()]).when(promise(None)).then([accepted()]);
}

#[test]
fn undecided_for_a_day_it_is_refused() {
    let rings = Some(Alarm { when: When::At(NOW + DAY), command: "GiveUp".to_owned() });
    for events in [vec![], vec![copies_promised()], vec![money_held()]] {
        let events = [vec![requested(priced())], events].concat();
        let alarm = given(events.clone()).state().alarm();
        assert_eq!(alarm.map(|Alarm { when, command }| Alarm { when, command: format!("{command:?}") }), rings);
        let after = given(events).when(Command::GiveUp).then([refused(Some("어린 왕자"), "timed-out")]);
        assert_eq!(after.alarm().map(|alarm| alarm.when), None);
    }
    given(up_to_accepted()).when(Command::GiveUp).nothing();
}

#[test]
fn an_answer_that_comes_after_the_end_changes_nothing() {
    let over = [
        vec![requested(priced()), refused(None, "timed-out")],
        vec![requested(priced()), canceled("requested", "withdrawn")],
        [up_to_delivered(), vec![returned()]].concat(),
    ];
    for events in over {
        let late = [
            promise(Some(1000)),
            Command::CopiesRefused { why: "out-of-stock".into() },
            Command::MoneyHeld,
            gone("expired"),
            parcel(),
            Command::ParcelDispatched,
            Command::ParcelDelivered,
            Command::ParcelStopped,
            Command::Resume,
            Command::GiveUp,
        ];
        for command in late {
            given(events.clone()).when(command).nothing();
        }
    }
}

#[test]
fn req_002_i2_under_load_it_is_held_back_and_goes_on_by_itself() {
    let until = NOW + hold_for(&id());
    let held_back = || Event::HeldBack { wish: priced(), until };
    let state = given([]).when(ask(priced(), true)).then([held_back()]);
    let Some(Alarm { when: When::At(rings), command }) = state.alarm() else { panic!("waits for ever: {state:?}") };
    assert_eq!(rings, until);
    given([held_back()]).when(command).then([requested(priced())]);
    given([held_back()]).when(Command::Cancel).then([canceled("onHold", "withdrawn")]);
    given([held_back()]).when(ask(priced(), true)).nothing();
}

#[test]
fn what_was_held_back_comes_back_spread_over_some_seconds() {
    let times: Vec<Millis> = (0..1000).map(|n| hold_for(&format!("rental-{n}").parse().unwrap())).collect();
    assert!(times.iter().all(|time| (HOLD_MIN..=HOLD_MAX).contains(time)));
    let seconds: BTreeSet<Millis> = times.iter().map(|time| time / 1000).collect();
    assert_eq!(seconds, (2..=9).collect());
    assert!(times.iter().collect::<BTreeSet<_>>().len() > 900);
}
