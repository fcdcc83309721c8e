//! Providers outside: slow, away, timing out before and after they have done it, and honest about their own ledgers.

use crate::{fault::Fault, hub::Hub, poll::pause};
use async_trait::async_trait;
use kernel::{Call, Outcome};
use runtime::ports::Outside;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// What a provider of card payments has in its own books.
#[derive(Default)]
pub(crate) struct Books {
    /// By the key a payment is known by.
    pub payments: BTreeMap<String, Payment>,
    /// The same key is the same deed, and gets its first answer, however often it comes.
    answers: BTreeMap<String, Outcome>,
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

fn refused(code: &str) -> Outcome {
    Outcome::Refused { code: code.to_owned(), why: "the provider said no".to_owned() }
}

impl Books {
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

    fn does(&mut self, call: &Call) -> Outcome {
        let key = format!("{} {}", call.service, call.key);
        if let Some(first) = self.answers.get(&key) {
            return first.clone();
        }
        let outcome = if call.service == "cards" { self.cards(call) } else { Outcome::Done(Value::Null) };
        self.answers.insert(key, outcome.clone());
        outcome
    }
}

/// Everybody outside.
pub(crate) struct Provider {
    pub hub: Arc<Hub>,
}

#[async_trait]
impl Outside for Provider {
    async fn call(&self, call: &Call) -> Outcome {
        let hub = &self.hub;
        hub.count("called outside");
        if hub.strikes(Fault::ProviderSlow) {
            pause(hub.draw(|chance| chance.between(1, 60))).await;
        }
        if hub.strikes(Fault::ProviderAway) {
            return Outcome::Away("nobody answers".to_owned());
        }
        if hub.strikes(Fault::ProviderLost) {
            return Outcome::Unknown("no answer in time".to_owned());
        }
        if hub.strikes(Fault::ProviderRefuses) {
            return refused("PROVIDER_ERROR");
        }
        let outcome = hub.books.lock().does(call);
        hub.note(|| format!("  outside: {} {} {}: {outcome:?}", call.service, call.action, call.key));
        if hub.strikes(Fault::ProviderDone) {
            return Outcome::Unknown("it was done, but nobody heard".to_owned());
        }
        outcome
    }
}
