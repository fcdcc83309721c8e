use crate::{Day, Role};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = u64;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Actor {
    /// In which role.
    pub role: Role,
    /// Which person or service.
    pub id: String,
}

/// Who asked, when, and in which conversation: the only clock a decider may read.
///
/// Every fact carries the cause of the command that made it, so that causation leads back to a received command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Cause {
    /// Identity of this command: the same id has its effect at most once per stream.
    pub command: String,
    /// The whole conversation, copied from cause to effect.
    pub correlation: String,
    /// What caused the command: the id of a fact (`context/position`), or `request`, `alarm`, `replay`.
    pub causation: String,
    /// Who acts. A policy acts for whoever started the conversation.
    pub actor: Actor,
    /// The instant, UTC.
    pub at: Millis,
    /// The civil day of that instant in the library's time zone.
    pub today: Day,
}
