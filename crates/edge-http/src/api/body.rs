//! Request bodies.

use crate::problem::Problem;
use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use http_body_util::BodyExt;
use kernel::text;
use serde_json::{Map, Value};

/// How deep JSON may be nested.
const DEPTH_MAX: usize = 32;

/// The whole body; the server below has bounded its size and pace.
pub(super) async fn read(body: Body) -> Result<Bytes, Problem> {
    let collected = body.collect().await.map_err(|error| {
        tracing::debug!("a body broke off: {error}");
        let says = text!("요청 본문을 읽을 수 없습니다", "the request body broke off, was too large or too slow");
        Problem::new(StatusCode::BAD_REQUEST, "body-broken", says)
    })?;
    Ok(collected.to_bytes())
}

/// A JSON object; nothing at all is an empty one.
pub(super) fn object(headers: &HeaderMap, bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    let kind = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default().to_ascii_lowercase());
    let essence = kind.as_deref().map(|kind| kind.split(';').next().unwrap_or_default().trim());
    if !essence
        .is_some_and(|kind| kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json")))
    {
        let says =
            text!("Content-Type은 application/json이어야 합니다", "send the body as Content-Type: application/json");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", says));
    }
    if depth(bytes) > DEPTH_MAX {
        let says = text!("JSON이 너무 깊습니다", "the JSON is nested deeper than {DEPTH_MAX} levels");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "too-deep", says));
    }
    let broken = |error: serde_json::Error| {
        let (line, column) = (error.line(), error.column());
        let (ko, en) = ("JSON을 읽을 수 없습니다", "the body is not JSON");
        let why = if error.is_data() { error.to_string() } else { format!("at line {line}, column {column}") };
        Problem::new(StatusCode::BAD_REQUEST, "broken-json", text!("{ko} ({line}행 {column}열)", "{en}: {why}"))
    };
    if bytes.trim_ascii_start().starts_with(b"{") {
        return serde_json::from_slice(bytes).map(|Object(object)| object).map_err(broken);
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).map_err(broken)?;
    let says = text!("JSON 객체여야 합니다", "the body has to be a JSON object, like {{\"bookId\":\"5\"}}");
    Err(Problem::new(StatusCode::BAD_REQUEST, "not-an-object", says))
}

/// A JSON object in which no name comes twice: two readers could take different ones for the truth.
struct Object(Map<String, Value>);

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Map<String, Value>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
                let mut object = Map::new();
                while let Some((name, value)) = all.next_entry::<String, Value>()? {
                    if object.contains_key(&name) {
                        return Err(serde::de::Error::custom(format!("{name:?} is there twice")));
                    }
                    object.insert(name, value);
                }
                Ok(object)
            }
        }
        from.deserialize_map(Visitor).map(Self)
    }
}

/// How deep brackets are nested, outside strings.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_strings() {
        assert_eq!(depth(br#"{"a":[1,{"b":"[[[\"[["}]}"#), 3);
        assert_eq!(depth("[".repeat(1000).as_bytes()), 1000);
    }

    #[test]
    fn what_is_not_a_json_object_is_told_apart() {
        let json: HeaderMap =
            [(header::CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap())].into_iter().collect();
        let code = |headers: &HeaderMap, body: &str| object(headers, body.as_bytes()).unwrap_err().code;
        assert_eq!(code(&json, "[1]"), "not-an-object");
        assert_eq!(code(&json, "{\"a\":"), "broken-json");
        assert_eq!(code(&json, "[1"), "broken-json");
        assert_eq!(code(&json, "{\"a\":1,\"a\":2}"), "broken-json");
        assert_eq!(code(&json, &"[".repeat(40)), "too-deep");
        assert_eq!(code(&HeaderMap::new(), "a=1"), "not-json");
        assert!(object(&HeaderMap::new(), b" \n").unwrap().is_empty());
    }
}
