//! What headers say about how a request is to be worked on.

use crate::problem::Problem;
use axum::http::{HeaderMap, StatusCode};
use kernel::{Actor, text};
use runtime::{
    engine::Once,
    ports::{Position, Version},
};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long an answer waits for what it has to have seen.
pub const CATCH_UP: Duration = Duration::from_secs(5);
/// Longest time an answer is held back for its saga.
const WAIT_MAX: Duration = Duration::from_secs(30);

fn bad(code: &str, ko: &str, en: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, kernel::Text::new(ko, en))
}

fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("\u{0}").trim())
}

/// `Prefer: wait=N`, in seconds; what cannot be read is no preference.
pub fn wait(headers: &HeaderMap) -> Option<Duration> {
    let prefers =
        headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let seconds = prefers
        .filter_map(|wish| wish.split(';').next()?.trim().strip_prefix("wait=")?.trim().parse::<u32>().ok())
        .next()?;
    Some(Duration::from_secs(u64::from(seconds)).min(WAIT_MAX))
}

/// `If-Match: "3"`; `*` asks for nothing in particular.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<Version>, Problem> {
    match one(headers, "if-match") {
        None | Some("*") => Ok(None),
        Some(tag) => {
            let bare = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            let version = bare.and_then(|tag| tag.parse().ok());
            version.map(Some).ok_or_else(|| {
                bad(
                    "bad-if-match",
                    "If-Match는 ETag 하나여야 합니다",
                    "If-Match takes one ETag as we gave it, e.g. \"3\"",
                )
            })
        }
    }
}

/// The `ETag` of a version.
pub(super) fn etag(version: Version) -> String {
    format!("\"{version}\"")
}

/// Does `If-None-Match` name this tag (RFC 9110, 13.1.2)? It holds a list, or `*`; weak tags are as good.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all("if-none-match").iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// `Idempotency-Key`, bound to caller, route and body.
pub(super) fn once(
    headers: &HeaderMap,
    caller: &Actor,
    route: &str,
    (secret, body): (&[u8; 32], &[u8]),
) -> Result<Option<Once>, Problem> {
    let Some(key) = one(headers, "idempotency-key") else { return Ok(None) };
    let plain = (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if !plain || headers.get_all("idempotency-key").iter().count() != 1 {
        let en = "Idempotency-Key has 1 to 255 visible ASCII characters, once";
        return Err(bad("bad-idempotency-key", "Idempotency-Key는 공백 없는 1~255자여야 합니다", en));
    }
    let bound = format!("{}\n{}\n{route}\n{key}", caller.role, caller.id);
    Ok(Some(Once {
        key: digest(bound.as_bytes()).into(),
        body: digest(&[secret, key.as_bytes(), b"\n", body].concat()),
    }))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// `Not-Before: context@position`: what the answer has to have seen.
pub(super) fn not_before(headers: &HeaderMap) -> Result<Vec<(String, Position)>, Problem> {
    let mut seen = vec![];
    for value in headers.get_all("not-before") {
        for part in value.to_str().unwrap_or("?").split(',') {
            let mark =
                part.trim().split_once('@').and_then(|(context, at)| Some((context.to_owned(), at.parse().ok()?)));
            let en = "Not-Before is written context@position, as Written-At gave it";
            seen.push(mark.ok_or_else(|| bad("bad-not-before", "Not-Before는 'context@위치' 형식입니다", en))?);
        }
    }
    Ok(seen)
}

/// The problem of an answer that could not catch up in time.
pub(super) fn not_yet() -> Problem {
    let says = text!(
        "아직 반영되지 않았습니다. 잠시 후 다시 시도해 주세요",
        "this has not caught up with what you wrote yet; ask again in a moment"
    );
    Problem { says, ..Problem::wait("not-yet") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn wishes_are_read_tolerantly_and_bounded() {
        assert_eq!(wait(&headers("prefer", "respond-async, wait=3")), Some(Duration::from_secs(3)));
        assert_eq!(wait(&headers("prefer", "wait=99999")), Some(WAIT_MAX));
        assert_eq!(wait(&headers("prefer", "wait=soon")), None);
    }

    #[test]
    fn conditions_are_read_strictly() {
        assert_eq!(if_match(&headers("if-match", "\"7\"")).unwrap(), Some(7));
        assert_eq!(if_match(&headers("if-match", "*")).unwrap(), None);
        assert_eq!(if_match(&headers("if-match", "seven")).unwrap_err().code, "bad-if-match");
        assert_eq!(not_before(&headers("not-before", "lending@12, catalogue@3")).unwrap().len(), 2);
        assert_eq!(not_before(&headers("not-before", "lending")).unwrap_err().code, "bad-not-before");
    }

    #[test]
    fn what_is_known_is_told_in_a_list_weakly_or_by_a_star() {
        for known in ["\"7\"", "\"6\", \"7\"", "W/\"7\"", "*"] {
            assert!(is_known(&headers("if-none-match", known), &etag(7)), "{known}");
        }
        for other in ["\"6\"", "7", "\"77\"", ""] {
            assert!(!is_known(&headers("if-none-match", other), &etag(7)), "{other}");
        }
    }

    #[test]
    fn a_key_is_bound_to_caller_route_and_body() {
        let kim = Actor { role: kernel::Role::Patron, id: "kim".into() };
        let lee = Actor { id: "lee".into(), ..kim.clone() };
        let keyed = headers("idempotency-key", "k1");
        let of =
            |caller: &Actor, route: &str, body: &[u8]| once(&keyed, caller, route, (&[7; 32], body)).unwrap().unwrap();
        assert_eq!(of(&kim, "a", b"1").key, of(&kim, "a", b"2").key);
        assert_ne!(of(&kim, "a", b"1").body, of(&kim, "a", b"2").body);
        assert_ne!(of(&kim, "a", b"1").key, of(&lee, "a", b"1").key);
        assert_ne!(of(&kim, "a", b"1").key, of(&kim, "b", b"1").key);
        // What is kept of a body says nothing about it to who does not have the installation's secret.
        let elsewhere = once(&keyed, &kim, "a", (&[8; 32], b"1")).unwrap().unwrap();
        assert_ne!(of(&kim, "a", b"1").body, elsewhere.body);
        assert!(once(&headers("idempotency-key", "a b"), &kim, "a", (&[7; 32], b"")).is_err());
    }
}
