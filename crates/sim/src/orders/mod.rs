//! What callers ask for, made from the descriptions of the routes alone: whatever context joins is asked too.

mod draws;
mod fashion;
mod known;
mod values;

pub(crate) use fashion::Routes;
pub(crate) use known::Known;

use kernel::{Actor, Field, Params};
use runtime::registry::CommandEntry;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Members of this library.
pub(crate) const MEMBERS: [&str; 4] = ["kim", "lee", "park", "choi"];

/// A request before it is sent.
#[derive(Clone)]
pub(crate) struct Order {
    pub context: &'static str,
    pub entry: Arc<CommandEntry>,
    pub caller: Actor,
    pub path: Params,
    pub body: Map<String, Value>,
    /// Idempotency key, bound to caller and route.
    pub once: Option<Arc<str>>,
    /// Rests on the version the caller saw; true: on another one.
    pub if_match: Option<bool>,
}

/// Does a field or a part of a path of this name hold a member?
fn is_member(name: &str) -> bool {
    ["user", "member", "owner", "student", "customer"].iter().any(|word| name.to_lowercase().contains(word))
}

/// Is the field there only to say that it is not taken?
fn is_in_vain(field: &Field) -> bool {
    field.help.starts_with("Not taken") || field.help.starts_with("Cannot be")
}
