use crate::{Cause, Decider, To};
use serde::de::DeserializeOwned;

/// Whenever we hear that, we do this: a fact (anyone's) becomes commands for one of our deciders.
///
/// A saga is a decider fed by policies; a compensation is one more policy. All facts that concern one
/// conversation belong to one policy, since order holds within a policy and not between two.
/// What a policy asks must be harmless when it was done already: it is a no-op then, not a refusal.
pub trait Policy: Send + 'static {
    /// Name of its cursor and in the parking lot. Never change it once deployed.
    const NAME: &'static str;
    /// Fact names we listen to; everything else is skipped without parsing.
    const HEARS: &'static [&'static str];
    /// Those facts in *our* words, so that contexts share no types.
    type Fact: DeserializeOwned + Send + Sync + 'static;
    /// Whom it commands: a decider of its own context.
    type Target: Decider;

    /// The commands that follow.
    fn react(fact: Self::Fact, cause: &Cause) -> Vec<To<Self::Target>>;
}
