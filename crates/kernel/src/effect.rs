use crate::{Cause, Decider, To};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Whenever that happened here, we ask somebody outside, and tell one of our deciders what came of it.
///
/// Payment providers, mail and messengers are reached in this way only. The call is made at least once for each fact: after
/// a crash it is made again, under the same key. When to try again, and when to give up, the decider decides (with its
/// alarm): an effect knows one call and its outcome.
pub trait Effect: Send + 'static {
    /// Name of its cursor and in the parking lot. Never change it once deployed.
    const NAME: &'static str;
    /// Fact names it listens to; everything else is skipped without parsing. Facts of its own context only.
    const HEARS: &'static [&'static str];
    /// Those facts in the words needed here.
    type Fact: DeserializeOwned + Send + Sync + 'static;
    /// Whom it tells the outcome: a decider of its own context.
    type Target: Decider;

    /// What is asked outside; `None`: nothing, after all.
    fn call(fact: &Self::Fact, cause: &Cause) -> Option<Call>;

    /// The commands that follow from the outcome.
    fn told(fact: Self::Fact, outcome: Outcome, cause: &Cause) -> Vec<To<Self::Target>>;
}

/// A call to somebody outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Who is asked, e.g. `cards`, `mail`, `kakao`, `console`.
    pub service: &'static str,
    /// What is to be done, e.g. `confirm`.
    pub action: &'static str,
    /// The same call has the same key, however often it is made: providers that can, do it once.
    pub key: String,
    /// The rest, in the words of the contexts; the adapter translates it into the provider's.
    pub ask: Value,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was done; the provider's answer in our words.
    Done(Value),
    /// The provider said no.
    Refused {
        /// Stable name.
        code: String,
        /// The provider's sentence.
        why: String,
    },
    /// It may have been done or not: a time-out, a broken connection, an answer that cannot be read.
    Unknown(String),
    /// It was certainly not done: nobody could be reached, or the provider is busy.
    Away(String),
}
