//! Cards: charged once, asked about until it is known, given back when nobody waits any more.

use super::{
    outside::{Mood, Provider},
    *,
};
use kernel::Outcome;
use serde_json::json;

const SECOND: Millis = 1000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;

/// Kim's card is to be charged 9000 won for payment `p`.
pub(super) fn charging() -> (Kim, Provider) {
    let mut kim = Kim::new();
    assert_eq!(kim.asks(hold("p", Method::Card, 9000)), ["payment.begun", "card.asked"]);
    (kim, Provider::default())
}

#[test]
fn a_card_is_charged_held_captured_and_refunded() {
    let (mut kim, mut provider) = charging();
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.held"]);
    assert_eq!((kim.has(), kim.balance("house:cards")), ([0, 9000, 0], -9000));
    assert_eq!(kim.told("payment.held")["cardLast4"], json!("4242"));
    assert_eq!(kim.asks(capture("p")), ["payment.completed"]);
    assert_eq!(kim.asks(give_back("p")), ["payment.unwanted", "card.asked"]);
    assert!(kim.asks(give_back("p")).is_empty());
    assert_eq!(kim.balance("house:orders"), 9000);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.canceled"]);
    assert_eq!((kim.has(), kim.balance("house:cards"), kim.balance("house:orders")), ([0; 3], 0, 0));
    assert_eq!(provider.status("p"), "CANCELED");
}

#[test]
fn what_the_provider_declines_is_declined_with_its_word_and_nothing_else_of_it() {
    let (mut kim, mut provider) = charging();
    assert_eq!(kim.answered(&mut provider, Mood::No), ["payment.declined"]);
    let declined = kim.told("payment.declined");
    assert_eq!((&declined["reason"], &declined["code"]), (&json!("card-declined"), &json!("REJECT_CARD_COMPANY")));
    assert!(!declined.to_string().contains("4242424242424242"));
    assert_eq!(kim.account.alarm(), None);
}

#[test]
fn an_outcome_nobody_knows_is_a_state_and_is_asked_about_and_never_charged_again() {
    let (mut kim, mut provider) = charging();
    assert_eq!(kim.answered(&mut provider, Mood::Mute), ["payment.unknown"]);
    for pause in [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE] {
        assert!(kim.rings_for(pause - 1).is_empty());
        assert_eq!(kim.rings_for(1), ["card.asked"]);
        assert_eq!(kim.told("card.asked")["operation"], json!("query"));
        assert_eq!(kim.answered(&mut provider, Mood::Lost), ["payment.unknown"]);
    }
    assert_eq!(provider.calls["confirm"], 1);
    kim.rings_for(0);
    // A quarter of an hour after the confirmation: nobody waits any longer.
    assert_eq!(kim.rings_for(3 * MINUTE), ["payment.declined"]);
    assert_eq!(kim.told("payment.declined")["reason"], json!("provider-silent"));
    // An hour later the charge turns out: it goes back.
    assert_eq!(kim.rings_for(HOUR), ["card.asked"]);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.chargedLate", "card.asked"]);
    assert_eq!(kim.balance("house:cards"), -provider.balance());
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.canceled"]);
    assert_eq!((provider.balance(), kim.balance("house:cards"), kim.has()), (0, 0, [0; 3]));
    assert_eq!((provider.calls["confirm"], kim.account.alarm()), (1, None));
}

#[test]
fn a_query_that_says_done_holds_the_money() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Mute);
    kim.rings_for(5 * SECOND);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.held"]);
    assert_eq!(provider.balance(), 9000);
}

#[test]
fn what_was_certainly_not_done_is_asked_for_again_under_the_same_key() {
    let (mut kim, mut provider) = charging();
    let mut keys = vec![];
    for pause in [5 * SECOND, 30 * SECOND, 2 * MINUTE] {
        let cause = kim.cause();
        let nth = keys.len();
        keys.push(<super::super::effect::Cards as kernel::Effect>::call(&kim.question(nth).unwrap(), &cause).unwrap().key);
        assert_eq!(kim.answered(&mut provider, Mood::Away), ["card.away"]);
        assert_eq!(kim.rings_for(pause), ["card.asked"]);
        assert_eq!(kim.told("card.asked")["operation"], json!("confirm"));
    }
    assert_eq!(keys, vec!["p:confirm"; 3]);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.held"]);
}

#[test]
fn a_provider_that_is_away_for_a_quarter_of_an_hour_declines() {
    let (mut kim, mut provider) = charging();
    let mut rang = vec!["card.asked".to_owned()];
    while rang == ["card.asked"] {
        assert_eq!(kim.answered(&mut provider, Mood::Away), ["card.away"]);
        let kernel::When::At(at) = kim.account.alarm().unwrap().when else { panic!() };
        rang = kim.rings_for(at - kim.now);
    }
    assert_eq!(rang, ["payment.declined"]);
    assert_eq!(kim.told("payment.declined")["reason"], json!("provider-away"));
    // It is looked after all the same, until the provider says for a day that it knows nothing of it.
    for _ in 0..40 {
        if kim.rings_for(HOUR) == ["card.asked"] {
            kim.answered(&mut provider, Mood::Well);
        }
    }
    assert_eq!((kim.account.alarm(), provider.balance()), (None, 0));
}

#[test]
fn i5_a_charge_that_turns_out_after_it_was_given_back_goes_back_at_once() {
    let (mut kim, mut provider) = charging();
    assert_eq!(kim.asks(give_back("p")), ["payment.unwanted"]);
    assert!(kim.asks(give_back("p")).is_empty());
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.chargedLate", "card.asked"]);
    assert_eq!(kim.answered(&mut provider, Mood::Mute), ["payment.unknown"]);
    kim.rings_for(5 * SECOND);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.canceled"]);
    assert_eq!(kim.told("payment.canceled")["refunded"], json!(9000));
    assert_eq!((provider.balance(), kim.balance("house:cards")), (0, 0));
}

#[test]
fn what_was_given_back_and_never_charged_is_canceled_with_nothing_refunded() {
    let (mut kim, mut provider) = charging();
    kim.asks(give_back("p"));
    assert_eq!(kim.answered(&mut provider, Mood::No), ["payment.canceled"]);
    assert_eq!(kim.told("payment.canceled")["refunded"], json!(0));
}

#[test]
fn a_refund_whose_outcome_nobody_knows_is_asked_about_and_asked_for_again() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Well);
    kim.asks(give_back("p"));
    assert_eq!(kim.answered(&mut provider, Mood::Lost), ["payment.unknown"]);
    kim.rings_for(5 * SECOND);
    assert_eq!(kim.told("card.asked")["operation"], json!("query"));
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["card.asked"]);
    assert_eq!(kim.told("card.asked")["operation"], json!("cancel"));
    assert_eq!(kim.answered(&mut provider, Mood::Away), ["card.away"]);
    kim.rings_for(HOUR);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.canceled"]);
    assert_eq!(provider.done, ["p:confirm", "p:cancel:5"]);
}

#[test]
fn a_refund_that_is_refused_comes_about_later_under_another_key() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Well);
    kim.asks(give_back("p"));
    for refusals in 0..12 {
        assert_eq!(kim.answered(&mut provider, Mood::No), ["payment.unknown"], "{refusals}");
        let asked = kim.now;
        let kernel::When::At(at) = kim.account.alarm().unwrap().when else { panic!() };
        assert!(at > asked && at <= asked + HOUR, "it holds back, but an hour at most");
        assert_eq!(kim.rings_for(at - asked), ["card.asked"]);
        assert_eq!(kim.answered(&mut provider, Mood::Well), ["card.asked"], "the provider still has the money");
    }
    assert_eq!((kim.balance("house:cards"), provider.balance()), (-9000, 9000));
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.canceled"]);
    assert_eq!((kim.balance("house:cards"), provider.balance(), kim.account.alarm()), (0, 0, None));
}

#[test]
fn the_same_question_for_a_refund_has_the_same_key_however_often_it_is_heard() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Well);
    kim.asks(give_back("p"));
    assert_eq!(kim.outcome(1, |call| provider.answer(call, Mood::No)), ["payment.unknown"]);
    let again = kim.outcome(1, |call| {
        assert_eq!(call.key, "p:cancel:2");
        let answer = provider.answer(call, Mood::Well);
        assert!(matches!(answer, Outcome::Refused { .. }), "what was refused once under a key, is");
        answer
    });
    assert!(again.is_empty());
}

#[test]
fn a_charged_hold_that_expires_goes_back_to_the_card() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Well);
    assert_eq!(kim.rings_for(72 * HOUR), ["payment.unwanted", "card.asked"]);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.canceled"]);
    assert_eq!(kim.asks(capture("p")), ["payment.declined"]);
    assert_eq!(provider.balance(), 0);
}

#[test]
fn a_question_is_asked_in_the_shape_of_the_provider() {
    let (mut kim, mut provider) = charging();
    let ask = |kim: &Kim, nth| {
        <super::super::effect::Cards as kernel::Effect>::call(&kim.question(nth).unwrap(), &kim.cause()).unwrap()
    };
    let confirm = ask(&kim, 0);
    assert_eq!((confirm.service, confirm.action, confirm.key.as_str()), ("cards", "confirm", "p:confirm"));
    assert_eq!(confirm.ask, json!({"paymentKey": "key-p", "orderId": "p", "amount": 9000}));
    kim.answered(&mut provider, Mood::Well);
    kim.asks(give_back("p"));
    let cancel = ask(&kim, 1);
    assert_eq!((cancel.action, cancel.key.as_str()), ("cancel", "p:cancel:2"));
    assert_eq!(cancel.ask["cancelReason"], json!("canceled"));
}
