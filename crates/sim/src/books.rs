//! What providers have in their own books: payments by card, and messages.

use kernel::{Call, Millis, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How long a messenger recognises a key.
const RECOGNISED: Millis = 10 * 60_000;

/// The books of all providers.
#[derive(Default)]
pub(crate) struct Books {
    /// By the key a payment is known by.
    pub payments: BTreeMap<String, Payment>,
    /// The same key is the same deed, and gets its first answer, however often it comes.
    answers: BTreeMap<String, Outcome>,
    /// What was heard, and is done later.
    late: Vec<(Millis, Call)>,
    /// Messages that went out, by key: when the last of them did.
    messages: BTreeMap<String, Millis>,
}

/// One payment.
pub(crate) struct Payment {
    pub order: String,
    pub amount: i64,
    /// Money taken, and not given back.
    pub is_held: bool,
}

impl Payment {
    fn shown(&self) -> Outcome {
        let status = if self.is_held { "DONE" } else { "CANCELED" };
        Outcome::Done(json!({ "status": status, "totalAmount": self.amount, "orderId": self.order }))
    }
}

/// A provider's no.
pub(crate) fn refused(code: &str) -> Outcome {
    Outcome::Refused { code: code.to_owned(), why: "the provider said no".to_owned() }
}

fn name(call: &Call) -> String {
    format!("{} {}", call.service, call.key)
}

impl Books {
    /// Was this done, or refused, for good?
    pub(crate) fn knows(&self, call: &Call) -> bool {
        self.answers.contains_key(&name(call)) || self.late.iter().any(|(_, late)| late.key == call.key)
    }

    /// Does what is asked, once.
    pub(crate) fn does(&mut self, call: &Call, now: Millis) -> Outcome {
        self.catch_up(now);
        match call.service {
            "cards" => self.once(call),
            "kakao" => self.tell(call, now),
            _ => Outcome::Done(Value::Null),
        }
    }

    /// Does it later; nobody hears of it.
    pub(crate) fn does_later(&mut self, call: &Call, at: Millis) {
        self.late.push((at, call.clone()));
    }

    /// Does what is due.
    pub(crate) fn catch_up(&mut self, now: Millis) {
        let (due, later) = std::mem::take(&mut self.late).into_iter().partition(|(at, _)| *at <= now);
        self.late = later;
        let due: Vec<(Millis, Call)> = due;
        for (_, call) in due {
            self.once(&call);
        }
    }

    fn once(&mut self, call: &Call) -> Outcome {
        let key = name(call);
        if let Some(first) = self.answers.get(&key) {
            return first.clone();
        }
        // Whoever asks again while it is still to be done has it done now.
        self.late.retain(|(_, late)| late.key != call.key);
        let outcome = self.cards(call);
        self.answers.insert(key, outcome.clone());
        outcome
    }

    fn cards(&mut self, call: &Call) -> Outcome {
        let text = |name: &str| call.ask[name].as_str().unwrap_or_default().to_owned();
        let key = text("paymentKey");
        let known = self.payments.get_mut(&key);
        match (call.action, known) {
            ("confirm", Some(_)) => refused("ALREADY_PROCESSED_PAYMENT"),
            ("confirm", None) if key.contains("decline") => refused("REJECT_CARD_PAYMENT"),
            ("confirm", None) => {
                let amount = call.ask["amount"].as_i64().unwrap_or(0);
                let payment = Payment { order: text("orderId"), amount, is_held: true };
                let shown = payment.shown();
                self.payments.insert(key, payment);
                shown
            }
            (_, None) => refused("NOT_FOUND_PAYMENT"),
            ("cancel", Some(payment)) => {
                payment.is_held = false;
                payment.shown()
            }
            (_, Some(payment)) => payment.shown(),
        }
    }

    /// A messenger does not recognise a key for ever.
    fn tell(&mut self, call: &Call, now: Millis) -> Outcome {
        match self.messages.insert(call.key.clone(), now) {
            Some(before) if now.abs_diff(before) < RECOGNISED => {
                self.messages.insert(call.key.clone(), before);
                refused("-1005")
            }
            _ => Outcome::Done(Value::Null),
        }
    }
}
