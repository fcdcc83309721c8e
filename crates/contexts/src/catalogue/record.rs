//! What is written about a title.

use kernel::Won;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is lent under which terms is another's rule; here it is a word on the record.
pub(super) const KINDS: &[&str] = &["book", "reference", "periodical", "media"];
/// What a title is unless somebody says otherwise.
pub(super) const KIND: &str = "book";

/// The bibliographic record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    /// The title as people say it.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isbn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Won>,
    /// One of [`KINDS`].
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Negative before our era: there are such books.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Other forms of title and names it is found by: the original script, the original title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<String>,
}

impl Record {
    /// A record of which only the name is known.
    pub(super) fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            author: None,
            isbn: None,
            price: None,
            kind: KIND.into(),
            publisher: None,
            year: None,
            language: None,
            also: None,
        }
    }

    /// The record after the changes.
    pub(super) fn with(&self, changes: Changes) -> Self {
        let before = self.clone();
        Self {
            name: changes.name.unwrap_or(before.name),
            author: changes.author.or(before.author),
            isbn: changes.isbn.or(before.isbn),
            price: changes.price.or(before.price),
            kind: changes.kind.unwrap_or(before.kind),
            publisher: changes.publisher.or(before.publisher),
            year: changes.year.or(before.year),
            language: changes.language.or(before.language),
            also: changes.also.or(before.also),
        }
    }
}

/// What is to be different about a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Changes {
    pub name: Option<String>,
    pub author: Option<String>,
    pub isbn: Option<String>,
    pub price: Option<Won>,
    pub kind: Option<String>,
    pub publisher: Option<String>,
    pub year: Option<i32>,
    pub language: Option<String>,
    pub also: Option<String>,
}
