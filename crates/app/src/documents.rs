//! Prints the API documents.

use crate::Failure;
use runtime::registry::Registry;
use serde_json::Value;
use std::io::Write;

/// Every context, described.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::default();
    contexts::join(&mut registry);
    registry
}

/// OpenAPI 3.1.
pub(crate) fn openapi() -> Value {
    edge_http::openapi::openapi(&registry())
}

/// AsyncAPI 3.0.
pub(crate) fn asyncapi() -> Value {
    edge_http::openapi::asyncapi(&registry())
}

/// On stdout, for people and programs.
pub(crate) fn print(document: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).map_err(|e| e.to_string())?;
    writeln!(std::io::stdout(), "{text}").map_err(|e| format!("stdout: {e}"))
}
