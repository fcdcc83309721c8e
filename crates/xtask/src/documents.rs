//! The generated API documents: `docs/openapi.json` and `docs/asyncapi.json`.

use runtime::registry::Registry;
use serde_json::Value;
use std::path::PathBuf;

/// Each document with its place in the repository.
fn documents() -> [(PathBuf, Value); 2] {
    let mut registry = Registry::default();
    contexts::join(&mut registry);
    let docs = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs"));
    [
        (docs.join("openapi.json"), edge_http::openapi::openapi(&registry)),
        (docs.join("asyncapi.json"), edge_http::openapi::asyncapi(&registry)),
    ]
}

fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}

/// Writes both.
pub(crate) fn write() -> Result<(), String> {
    for (path, document) in documents() {
        std::fs::write(&path, pretty(&document)).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_committed_documents_are_fresh() {
        for (path, document) in documents() {
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(committed == pretty(&document), "{} is stale: run  cargo xtask documents", path.display());
        }
    }

    #[test]
    fn every_operation_says_who_may_and_what_comes_back() {
        let [(_, openapi), _] = documents();
        let mut seen = HashSet::new();
        for (path, methods) in openapi["paths"].as_object().unwrap() {
            for (verb, operation) in methods.as_object().unwrap() {
                assert!(operation["x-madang-who"].is_string(), "{verb} {path} does not say who may");
                assert!(
                    operation["summary"].as_str().is_some_and(|line| line.len() > 5),
                    "{verb} {path} has no summary"
                );
                let answers = operation["responses"].as_object().unwrap();
                assert!(
                    answers.values().all(|answer| answer["description"].is_string()),
                    "{verb} {path}: an answer without a description"
                );
                let id = operation["operationId"].as_str().unwrap_or(path).to_owned() + verb;
                assert!(seen.insert(id), "{verb} {path}: its operationId is taken");
            }
        }
    }

    #[test]
    fn every_fact_has_a_schema_of_its_own() {
        let [_, (_, asyncapi)] = documents();
        for (context, channel) in asyncapi["channels"].as_object().unwrap() {
            for (name, message) in channel["messages"].as_object().unwrap() {
                let properties = message["payload"]["properties"].as_object();
                assert!(properties.is_some_and(|properties| !properties.is_empty()), "{context}: {name} has no fields");
                assert!(!message.to_string().contains("\"$ref\""), "{context}: {name} refers to what is not there");
            }
        }
    }
}
