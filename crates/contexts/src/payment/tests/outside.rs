//! A provider of card payments with a ledger of its own: it does everything once per key, answers a key it knows as it did
//! the first time (refusals, too), and may not say so.

use super::super::effect::{Cards, Heard};
use super::*;
use kernel::{Call, Effect, Outcome, read_fact};
use serde_json::json;
use std::collections::BTreeMap;

/// How the provider behaves for one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mood {
    /// Does it and says so.
    Well,
    /// Does it, and the answer is lost.
    Mute,
    /// Does not do it, and nobody knows.
    Lost,
    /// Does not do it, and that is known.
    Away,
    /// Will do it later, and says it is in progress.
    Slow,
    /// Says no, to charging and to giving back.
    No,
}

/// What the provider has in its own books.
#[derive(Debug, Default)]
pub(super) struct Provider {
    /// Status and amount by our orderId.
    payments: BTreeMap<String, (&'static str, i64)>,
    /// Keys of confirmations and cancellations that were done.
    pub done: Vec<String>,
    /// Calls of each action.
    pub calls: BTreeMap<&'static str, usize>,
    /// Confirmations that will be done later.
    late: Vec<(String, i64)>,
    /// The first answer under each key.
    answers: BTreeMap<String, Outcome>,
}

impl Provider {
    /// Money that is with the provider, for us.
    pub(super) fn balance(&self) -> i64 {
        self.payments.values().filter(|(status, _)| *status == "DONE").map(|(_, amount)| amount).sum()
    }

    pub(super) fn status(&self, order: &str) -> &'static str {
        self.payments.get(order).map_or("NONE", |(status, _)| status)
    }

    /// What was slow is done now.
    pub(super) fn catch_up(&mut self) {
        for (order, amount) in std::mem::take(&mut self.late) {
            self.payments.entry(order).or_insert(("DONE", amount)).0 = "DONE";
        }
    }

    pub(super) fn answer(&mut self, call: &Call, mood: Mood) -> Outcome {
        *self.calls.entry(call.action).or_default() += 1;
        let (order, amount) = (call.ask["orderId"].as_str().unwrap().to_owned(), call.ask["amount"].as_i64().unwrap());
        match mood {
            Mood::Away => return Outcome::Away("nobody is there".into()),
            Mood::Lost => return Outcome::Unknown("time-out".into()),
            _ => {}
        }
        let first = self.answers.get(&call.key).cloned();
        let answer = first.unwrap_or_else(|| self.thinks_of(call, mood, order, amount));
        if call.action != "query" {
            self.answers.insert(call.key.clone(), answer.clone());
        }
        if mood == Mood::Mute { Outcome::Unknown("time-out".into()) } else { answer }
    }

    /// What comes of a call it has not heard before.
    fn thinks_of(&mut self, call: &Call, mood: Mood, order: String, amount: i64) -> Outcome {
        match mood {
            Mood::No if call.action == "confirm" && !self.payments.contains_key(&order) => {
                self.payments.insert(order, ("ABORTED", amount));
                return Outcome::Refused { code: "REJECT_CARD_COMPANY".into(), why: "card 4242424242424242".into() };
            }
            Mood::No if call.action == "cancel" && self.status(&order) == "DONE" => {
                return Outcome::Refused { code: "NOT_AVAILABLE_BANK".into(), why: "not at this hour".into() };
            }
            Mood::Slow if call.action == "confirm" && !self.payments.contains_key(&order) => {
                self.payments.insert(order.clone(), ("IN_PROGRESS", amount));
                self.late.push((order.clone(), amount));
            }
            _ => self.does(call, &order, amount),
        }
        match self.payments.get(&order) {
            Some((status, total)) => {
                Outcome::Done(json!({"status": status, "totalAmount": total, "orderId": order, "paymentKey": "secret"}))
            }
            None => Outcome::Refused { code: "NOT_FOUND_PAYMENT".into(), why: "no such payment".into() },
        }
    }

    fn does(&mut self, call: &Call, order: &str, amount: i64) {
        match (call.action, self.status(order)) {
            ("confirm", "NONE") => drop(self.payments.insert(order.to_owned(), ("DONE", amount))),
            ("cancel", "DONE") => drop(self.payments.insert(order.to_owned(), ("CANCELED", amount))),
            _ => return,
        }
        self.done.push(call.key.clone());
    }
}

impl Kim {
    /// The n-th question to the provider since the beginning, as the effect hears it.
    pub(super) fn question(&self, nth: usize) -> Option<Heard> {
        let asked = self.log.iter().filter(|event| matches!(event, Event::CardAsked { .. })).nth(nth)?;
        let (name, data) = write_fact(asked).unwrap();
        Some(read_fact(&name, &data).unwrap())
    }

    /// The provider answers the n-th question; what came of it.
    pub(super) fn outcome(&mut self, nth: usize, answer: impl FnOnce(&Call) -> Outcome) -> Vec<String> {
        let cause = self.cause();
        let call = Cards::call(&self.question(nth).unwrap(), &cause).unwrap();
        let told = Cards::told(self.question(nth).unwrap(), answer(&call), &cause);
        told.into_iter().flat_map(|to| self.asks(to.command)).collect()
    }

    /// Answers the last question that was asked.
    pub(super) fn answered(&mut self, provider: &mut Provider, mood: Mood) -> Vec<String> {
        let last = self.log.iter().filter(|event| matches!(event, Event::CardAsked { .. })).count() - 1;
        self.outcome(last, |call| provider.answer(call, mood))
    }
}
