use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use std::collections::HashMap;

/// An event as stored. Additive change needs nothing; reshaping bumps `VERSION` and upcasts; a new meaning is a new name.
///
/// The enum is serialised the ordinary serde way, each variant renamed to its full name (`loan.requested`),
/// so that name and payload can be kept apart in the log.
pub trait Fact:
    Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// Full names of all variants. A test holds them against the golden samples.
    const NAMES: &'static [&'static str];
    /// Version of the shapes written today.
    const VERSION: u16 = 1;

    /// Turns data of an older version into today's shape.
    fn upcast(_name: &str, _stored_version: u16, stored: Value) -> Value {
        stored
    }
}

/// A fact that its reader cannot read.
#[derive(Debug)]
pub struct Unreadable {
    /// Full name of the fact.
    pub name: String,
    /// What was wrong.
    pub why: String,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the fact {} cannot be read: {}", self.name, self.why)
    }
}
impl std::error::Error for Unreadable {}

/// Name and JSON payload of an event, as the log keeps them.
pub fn write_fact<F: Serialize>(event: &F) -> Result<(String, String), Unreadable> {
    let unreadable = |why: String| Unreadable { name: "(new)".into(), why };
    let text = serde_json::to_string(event).map_err(|e| unreadable(e.to_string()))?;
    let mut parts: HashMap<String, &RawValue> = serde_json::from_str(&text).map_err(|e| unreadable(e.to_string()))?;
    match parts.drain().next() {
        Some((name, data)) => Ok((name, data.get().to_owned())),
        None => Err(unreadable("an event is an enum variant with named fields".into())),
    }
}

/// Reads a stored fact in the reader's own words: `F` declares only the variants and fields it needs.
pub fn read_fact<F: DeserializeOwned>(name: &str, data: &str) -> Result<F, Unreadable> {
    let mut text = String::with_capacity(name.len() + data.len() + 5);
    text.push_str("{\"");
    text.push_str(name);
    text.push_str("\":");
    text.push_str(data);
    text.push('}');
    serde_json::from_str(&text).map_err(|e| Unreadable { name: name.to_owned(), why: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Event {
        #[serde(rename = "loan.requested")]
        Requested { qty: u32, title: String },
    }

    #[test]
    fn a_fact_is_a_name_and_its_data() {
        let event = Event::Requested { qty: 2, title: "5".into() };
        let (name, data) = write_fact(&event).unwrap();
        assert_eq!((name.as_str(), data.as_str()), ("loan.requested", r#"{"qty":2,"title":"5"}"#));
        assert_eq!(read_fact::<Event>(&name, &data).unwrap(), event);
    }

    #[test]
    fn a_tolerant_reader_skips_what_it_does_not_need() {
        #[derive(Debug, PartialEq, Deserialize)]
        enum Heard {
            #[serde(rename = "loan.requested")]
            Requested { qty: u32 },
        }
        let heard: Heard = read_fact("loan.requested", r#"{"qty":2,"title":"5","new":[1]}"#).unwrap();
        assert_eq!(heard, Heard::Requested { qty: 2 });
        assert!(read_fact::<Heard>("loan.requested", r#"{"qty":"x"}"#).is_err());
    }
}
