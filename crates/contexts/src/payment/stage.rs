//! One payment, as a part of its member's account.

use super::{
    backoff::{ANSWERED_WITHIN, DECIDED_WITHIN, HELD_AT_MOST},
    bill::Bill,
    books::Booked,
};
use kernel::{Card, Millis, PaymentId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What is asked of the provider of card payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Operation {
    /// Charge it.
    Confirm,
    /// How does it stand?
    Query,
    /// Give it back.
    Cancel,
}

impl Operation {
    pub(super) fn word(self) -> &'static str {
        match self {
            Operation::Confirm => "confirm",
            Operation::Query => "query",
            Operation::Cancel => "cancel",
        }
    }
}

/// How far a payment has come that may still change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its member asked; whoever sells decides.
    Asked,
    /// The provider was asked to charge the card; it did, or did not, or nobody knows.
    Charging,
    /// The money is put aside.
    Held,
    /// Captured; it can be refunded.
    Completed,
    /// A charge that goes back to the card.
    Returning,
    /// Over for everybody else, but a charge may still turn out: then it goes back.
    Watching,
}

/// What is known of the talk with the provider about one payment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Talk {
    /// How often something was asked: every question has its number, and only the answer to the last one counts.
    pub attempt: u32,
    /// The last question is not answered yet.
    pub waiting: bool,
    /// What is asked next, and when.
    pub next: Option<(Millis, Operation)>,
    /// Answers that decided nothing, since it came to this stage; those somebody else's calls led to do not count.
    pub doubts: u32,
    /// The last question was asked because the provider called.
    pub by_call: bool,
    /// How often it was.
    pub called_back: u32,
    /// The money is wanted back, for this reason.
    pub unwanted: Option<String>,
}

/// One payment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Payment {
    pub bill: Bill,
    pub stage: Stage,
    /// When it came to be asked, charged or held.
    pub since: Millis,
    pub booked: Booked,
    /// The card that was charged; none for points.
    pub card: Option<Card>,
    pub talk: Talk,
}

impl Payment {
    pub(super) fn new(bill: Bill, stage: Stage, since: Millis) -> Self {
        Self { bill, stage, since, booked: Booked::Nowhere, card: None, talk: Talk::default() }
    }

    /// Until when it has to be decided; nobody waits for what is not wanted any more.
    pub(super) fn deadline(&self) -> Option<Millis> {
        (self.stage == Stage::Charging && self.talk.unwanted.is_none()).then_some(self.since + DECIDED_WITHIN)
    }

    /// When something is due without anybody asking.
    pub(super) fn due(&self) -> Option<Millis> {
        let next = || self.talk.next.map(|(at, _)| at);
        match self.stage {
            Stage::Asked => Some(self.since + ANSWERED_WITHIN),
            Stage::Held => Some(self.since + HELD_AT_MOST),
            Stage::Completed => None,
            Stage::Charging => next().into_iter().chain(self.deadline()).min(),
            Stage::Returning | Stage::Watching => next(),
        }
    }

    /// Is this the answer to the last question?
    pub(super) fn waits_for(&self, attempt: u32) -> bool {
        self.talk.waiting && self.talk.attempt == attempt
    }
}

/// How a payment ended that can change no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Paid,
    Declined,
    Canceled,
    /// Nobody captured it in time.
    Expired,
}

/// What ended lately, so that a command that comes again is known. The rest is forgotten.
#[derive(Debug)]
pub(super) struct Lately<T>(VecDeque<T>);

impl<T> Default for Lately<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

/// How much of it is remembered.
pub(super) const REMEMBERED: usize = 256;

impl<T> Lately<T> {
    pub(super) fn remember(&mut self, ended: T) {
        self.0.push_back(ended);
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    pub(super) fn find(&self, is: impl Fn(&T) -> bool) -> Option<&T> {
        self.0.iter().rev().find(|ended| is(ended))
    }
}

/// Payments that ended lately.
pub(super) type Ended = Lately<(PaymentId, End)>;
