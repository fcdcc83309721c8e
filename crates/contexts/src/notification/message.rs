use super::{kind::Kind, templates};
use kernel::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The values a text is made of; providers fill their own templates with them.
pub(super) type Params = BTreeMap<String, String>;

/// What is told. The text is made once and kept: a template that changes later changes nothing that was said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    pub kind: Kind,
    pub text: Text,
    pub params: Params,
    pub about: About,
}

/// What it tells of: a fact, and the id of what it happened to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct About {
    pub event: String,
    pub id: String,
}

impl Message {
    /// The message of this kind about the thing with this id.
    pub(super) fn new(kind: Kind, id: &str, params: Params) -> Self {
        let text = templates::text(kind, &params);
        Self { kind, text, params, about: About { event: kind.event().into(), id: id.into() } }
    }
}
