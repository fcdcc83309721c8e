//! What an engine is asked to do.

use crate::{
    ports::{Doc, Position, Recorded, Version},
    registry::Posted,
};
use kernel::{Cause, Refused};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::oneshot;

/// One command of a caller.
pub struct Ask {
    /// What is asked of whom; or a refusal that came before it could be asked, to be kept under its idempotency key.
    pub posted: Result<Posted, Refused>,
    /// Why.
    pub cause: Arc<Cause>,
    /// Index of the view and key of the document that is answered.
    pub shows: Option<(usize, Arc<str>)>,
    /// Only if that document is still at this version.
    pub if_match: Option<Version>,
    /// Makes a repetition harmless.
    pub once: Option<Once>,
    /// Hears the outcome.
    pub reply: oneshot::Sender<Result<Accepted, Rejected>>,
}

/// An idempotency key: its answer is stored in the same transaction as the facts.
#[derive(Clone, Debug)]
pub struct Once {
    /// Bound to caller and route.
    pub key: Arc<str>,
    /// Fingerprint of the body.
    pub body: String,
}

/// A command was taken, and is durable.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The log had come to here.
    pub position: Position,
    /// The document that is answered, as it was then; `None` if there is none (any more).
    pub shown: Option<Doc>,
    /// It made facts; false if it was so already.
    pub changed: bool,
    /// This is the stored answer to an earlier sending.
    pub replayed: bool,
    /// Key of the document that is answered.
    pub key: Option<Arc<str>>,
}

/// A command was not taken; it left no fact.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Rejected {
    /// The rule says no.
    #[error("refused: {}", refused.says.en)]
    Refused {
        /// Why.
        refused: Refused,
        /// This is the stored answer to an earlier sending.
        replayed: bool,
    },
    /// The document has changed since the caller saw it.
    #[error("the document has changed")]
    Changed,
    /// The idempotency key was used for another body.
    #[error("the idempotency key was used for another body")]
    KeyReused,
    /// The same idempotency key is being worked on this moment.
    #[error("the same idempotency key is being worked on")]
    StillRunning,
    /// Too many commands are waiting.
    #[error("too many commands are waiting")]
    Busy,
    /// It is not known whether it was done, or it cannot be done now.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Our own fault: this command cannot be worked on.
    #[error("broken: {0}")]
    Broken(String),
}

/// What a policy asks after hearing one fact.
pub struct Delivered {
    /// The fact.
    pub fact: Arc<Recorded>,
    /// The id it has in the parking lot, if it comes from there; then `posted` is what is replayed.
    pub replay: Option<Replay>,
    /// The commands, or why the fact could not be heard.
    pub posted: Result<Vec<Posted>, String>,
}

/// An entry of the parking lot that is tried again.
#[derive(Clone, Debug)]
pub struct Replay {
    /// Its id.
    pub id: String,
    /// Which command of the fact's reaction it is; `None` is all of them.
    pub n: Option<usize>,
}

/// Work that comes from inside, and is never shed.
pub enum Work {
    /// A batch of a policy: its commands and its cursor are one transaction.
    Deliver {
        /// Name of the policy.
        consumer: &'static str,
        /// Whose facts.
        source: &'static str,
        /// What it asks.
        items: Vec<Delivered>,
        /// Where it has come to; `None` for a replay from the parking lot.
        cursor: Option<Position>,
        /// Hears how it went.
        reply: oneshot::Sender<Result<DeliveryReport, String>>,
    },
    /// Facts for some views: documents and cursor are one transaction.
    Tell {
        /// Name of the cursor.
        consumer: Arc<str>,
        /// Whose facts.
        source: &'static str,
        /// Index of the view.
        view: usize,
        /// The facts.
        facts: Vec<Arc<Recorded>>,
        /// Where it has come to; `None` for a replay from the parking lot.
        cursor: Option<Position>,
        /// The view has not yet seen everything of this source; it has, if `cursor` is here or beyond.
        catch_up_to: Option<Position>,
        /// Entries of the parking lot these facts come from.
        replays: Vec<String>,
        /// Hears whether it is kept, and whether the view has caught up.
        reply: oneshot::Sender<Result<bool, String>>,
    },
    /// An alarm rings.
    Ring {
        /// Stream category.
        decider: &'static str,
        /// Which stream.
        stream: Arc<str>,
        /// The command, JSON.
        command: String,
        /// Why.
        cause: Arc<Cause>,
        /// Hears when it is done.
        reply: oneshot::Sender<Result<(), String>>,
    },
    /// Takes entries off a shelf of the system's own.
    Tidy {
        /// The shelf.
        shelf: &'static str,
        /// The keys.
        keys: Vec<Arc<str>>,
        /// Hears when it is done.
        reply: oneshot::Sender<Result<(), String>>,
    },
}

/// How the commands of a policy went.
#[derive(Clone, Debug, Default)]
pub struct DeliveryReport {
    /// Ids of entries that were parked.
    pub parked: Vec<String>,
}

/// A command that waits for an admin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parked {
    /// `consumer~source~position~command`.
    pub id: String,
    /// The policy or view.
    pub consumer: String,
    /// Whose fact.
    pub source: String,
    /// Which fact.
    pub position: Position,
    /// Name of the fact.
    pub fact: String,
    /// Everything with this key waits behind the first.
    pub key: String,
    /// Why it waits: stable name.
    pub code: String,
    /// Why it waits: sentence.
    pub reason: String,
    /// Since when, UTC milliseconds.
    pub at: u64,
    /// The conversation.
    pub correlation: String,
}

/// Shelf of cursors: key `consumer<source`.
pub const CURSORS: &str = "sys_cursor";
/// Shelf of alarms: key is the stream.
pub const ALARMS: &str = "sys_alarm";
/// Shelf of answers to idempotency keys.
pub const ANSWERS: &str = "sys_answer";
/// Shelf of the parking lot.
pub const PARKED: &str = "sys_parked";
/// Shelf of marks that a view has caught up with a source: key `shelf<source`.
pub const LIVE: &str = "sys_live";

/// An alarm as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredAlarm {
    /// Stream category.
    pub decider: String,
    /// The command, JSON.
    pub command: String,
}

/// The stored answer to an idempotency key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredAnswer {
    /// Fingerprint of the body.
    pub body: String,
    /// Where the log was.
    pub position: Position,
    /// The document that was answered.
    pub shown: Option<String>,
    /// Its key.
    #[serde(default)]
    pub key: Option<String>,
    /// Its version.
    pub version: Version,
    /// The refusal, if it was one.
    pub refused: Option<Refused>,
}

/// A number that sorts as text.
pub fn sortable(number: u64) -> String {
    format!("{number:020}")
}
