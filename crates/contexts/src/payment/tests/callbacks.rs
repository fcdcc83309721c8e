//! The provider calls, or anybody in its name.

use super::{cards::charging, outside::Mood, *};
use kernel::Outcome;
use serde_json::json;

const SECOND: Millis = 1000;

fn callback() -> Command {
    Command::AskAgain { payment: id("p"), key: Some("key-p".into()) }
}

#[test]
fn r4_confirmation_and_callback_in_every_order_and_number_are_one_capture() {
    for order in 0..64u32 {
        let (mut kim, mut provider) = charging();
        for turn in 0..6 {
            match order >> turn & 1 {
                0 => drop(kim.asks(callback())),
                _ => drop(kim.outcome(0, |call| provider.answer(call, Mood::Well))),
            }
        }
        kim.answered(&mut provider, Mood::Well);
        kim.asks(callback());
        assert_eq!(kim.asks(capture("p")), ["payment.completed"], "{order:b}");
        kim.asks(callback());
        let count = |name: &str| kim.log.iter().filter(|event| write_fact(*event).unwrap().0 == name).count();
        assert_eq!((count("payment.held"), count("payment.completed")), (1, 1), "{order:b}");
        assert_eq!((provider.balance(), kim.balance("house:cards")), (9000, -9000));
    }
}

#[test]
fn r4_a_callback_makes_a_payment_in_doubt_known_at_once() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Mute);
    assert_eq!(kim.asks(callback()), ["card.asked"]);
    assert!(kim.asks(callback()).is_empty(), "it is being asked already");
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.held"]);
}

#[test]
fn r5_a_callback_before_anything_is_known_does_no_harm_and_its_loss_neither() {
    let mut kim = Kim::new();
    assert!(kim.asks(callback()).is_empty());
    let (mut kim, mut provider) = charging();
    assert!(kim.asks(callback()).is_empty(), "the confirmation is being asked for: its answer says it all");
    kim.answered(&mut provider, Mood::Mute);
    // The callback was lost: the alarm asks.
    kim.rings_for(5 * SECOND);
    assert_eq!(kim.answered(&mut provider, Mood::Well), ["payment.held"]);
}

#[test]
fn r6_one_success_told_twice_is_one_credit() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Well);
    for _ in 0..3 {
        assert!(kim.outcome(0, |call| provider.answer(call, Mood::Well)).is_empty());
        assert!(kim.asks(callback()).is_empty());
    }
    assert_eq!((kim.has(), provider.balance()), ([0, 9000, 0], 9000));
}

#[test]
fn callbacks_anybody_may_make_are_few_and_only_with_the_right_key() {
    let (mut kim, mut provider) = charging();
    kim.answered(&mut provider, Mood::Lost);
    assert!(kim.asks(Command::AskAgain { payment: id("p"), key: Some("another".into()) }).is_empty());
    let asked = (0..100).filter(|_| {
        let asked = !kim.asks(callback()).is_empty();
        asked && !kim.answered(&mut provider, Mood::Lost).is_empty()
    });
    assert_eq!(asked.count(), 20);
}

#[test]
fn a_charge_of_another_payment_is_not_ours_whoever_names_its_key() {
    let (mut kim, _) = charging();
    assert_eq!(
        kim.outcome(0, |_| Outcome::Refused { code: "ALREADY_PROCESSED_PAYMENT".into(), why: String::new() }),
        ["payment.unknown"]
    );
    kim.rings_for(5 * SECOND);
    let another = json!({"status": "DONE", "totalAmount": 9000, "orderId": "somebody-else"});
    assert_eq!(kim.outcome(1, |_| Outcome::Done(another)), ["payment.declined"]);
    assert_eq!(kim.told("payment.declined")["reason"], json!("not-this-payment"));
    let (mut kim, _) = charging();
    let less = json!({"status": "DONE", "totalAmount": 1, "orderId": "p"});
    assert_eq!(kim.outcome(0, |_| Outcome::Done(less)), ["payment.declined"]);
}
