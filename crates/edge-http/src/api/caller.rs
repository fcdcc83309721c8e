//! Who asks, through which entrance, in which conversation.

use super::{Api, Moment};
use crate::{
    problem::Problem,
    token::{Claims, TokenError, bearer},
};
use axum::http::{HeaderMap, Method, StatusCode, header, uri::Authority};
use kernel::{Actor, Role, Text, Unreadable, Who, text};
use std::net::IpAddr;

/// The entrance a request came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// Asks for a token.
    Gateway,
    /// Trusted; loopback only.
    Door,
}

/// Acts as somebody else; at doors only.
const ACT_AS: &str = "x-madang-as";
/// What a door's own member is called.
const GUEST: &str = "guest";

fn refuse(status: StatusCode, code: &str, says: Text) -> Problem {
    Problem::new(status, code, says)
}

/// Reads the moment. A problem comes with the moment it is told in.
pub(super) fn moment(
    api: &Api,
    entrance: Entrance,
    method: &Method,
    headers: &HeaderMap,
) -> (Moment, Result<(), Problem>) {
    let (at, today) = api.ambient.now();
    let korean = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).is_some_and(prefers_korean);
    let correlation = correlation(headers).unwrap_or_else(|| uuid::Uuid::now_v7().to_string());
    let mut moment = Moment { caller: None, korean, correlation, at, today, forwarded: false, until: None };
    let who = match entrance {
        Entrance::Door => at_door(method, headers).map(|actor| (Some(actor), false, None)),
        Entrance::Gateway => at_gateway(api, headers, at / 1000),
    };
    let outcome = who.map(|(caller, forwarded, until)| {
        moment.caller = caller;
        moment.forwarded = forwarded;
        moment.until = until;
    });
    (moment, outcome)
}

/// Who asks, whether a peer asks for him, and when his token ends.
type Known = (Option<Actor>, bool, Option<u64>);

fn at_gateway(api: &Api, headers: &HeaderMap, now: u64) -> Result<Known, Problem> {
    if headers.contains_key(ACT_AS) {
        let says = text!(
            "X-Madang-As는 게이트웨이에서 쓸 수 없습니다",
            "X-Madang-As is for trusted doors; the gateway takes a token"
        );
        return Err(refuse(StatusCode::BAD_REQUEST, "act-as-not-here", says));
    }
    let Some(token) = bearer(headers).map_err(told)? else { return Ok((None, false, None)) };
    match api.verifier.verify(token, now) {
        Ok(Claims { sub, role, exp, .. }) => Ok((Some(Actor { role, id: sub }), false, Some(exp))),
        Err(TokenError::Type) => {
            let peer = api.verifier.verify_peer(token, now).map_err(told)?;
            let actor = match peer.act {
                Some(act) => Actor { role: act.role, id: act.sub },
                None => Actor { role: Role::Service, id: peer.sub },
            };
            Ok((Some(actor), true, None))
        }
        Err(error) => Err(told(error)),
    }
}

fn told(error: TokenError) -> Problem {
    let status = if error.is_bad_request() { StatusCode::BAD_REQUEST } else { StatusCode::UNAUTHORIZED };
    refuse(status, error.code(), Text::new("인증 정보를 확인할 수 없습니다", error.to_string()))
}

fn at_door(method: &Method, headers: &HeaderMap) -> Result<Actor, Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_loopback(host) {
        let says = text!("이 문은 이 컴퓨터에서만 쓸 수 있습니다", "a door answers to a loopback Host only");
        return Err(refuse(StatusCode::FORBIDDEN, "foreign-host", says));
    }
    let is_command = ![Method::GET, Method::HEAD, Method::OPTIONS].contains(method);
    if is_command && !same_origin(headers, host) {
        let says = text!("다른 사이트에서 온 요청은 받지 않습니다", "a door takes no commands from other sites' pages");
        return Err(refuse(StatusCode::FORBIDDEN, "foreign-origin", says));
    }
    let Some(named) = headers.get(ACT_AS) else { return Ok(Actor { role: Role::Admin, id: GUEST.to_owned() }) };
    let malformed = || {
        let says = text!("X-Madang-As는 '역할:id' 형식입니다", "X-Madang-As is written ROLE:ID, e.g. patron:kim");
        refuse(StatusCode::BAD_REQUEST, "bad-act-as", says)
    };
    if headers.get_all(ACT_AS).iter().count() != 1 {
        return Err(malformed());
    }
    let named = std::str::from_utf8(named.as_bytes()).map_err(|_| malformed())?;
    let (role, id) = named.split_once(':').ok_or_else(malformed)?;
    let role: Role = role.trim().parse().map_err(|_| malformed())?;
    let id: kernel::MemberId = id.trim().parse().map_err(|_| malformed())?;
    Ok(Actor { role, id: id.into() })
}

/// Is this `Host` value the machine itself?
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    if host.contains('@') {
        return false;
    }
    let bare = authority.host().trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn same_origin(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    let origin = text("origin").is_none_or(|origin| origin.strip_prefix("http://") == Some(host));
    site && origin
}

/// The first of the caller's languages that we speak.
fn prefers_korean(accept: &str) -> bool {
    let mut wishes: Vec<(f32, bool)> = accept
        .split(',')
        .filter_map(|wish| {
            let (language, quality) = wish.split_once(';').unwrap_or((wish, "q=1"));
            let quality = quality.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            let language = language.trim().to_ascii_lowercase();
            match language.split('-').next() {
                Some("ko") => Some((quality, true)),
                Some("en") => Some((quality, false)),
                _ => None,
            }
        })
        .collect();
    wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
    wishes.first().is_some_and(|(quality, korean)| *quality > 0.0 && *korean)
}

/// The caller's own name for the conversation, if it is harmless; else the id of its trace.
fn correlation(headers: &HeaderMap) -> Option<String> {
    let harmless = |text: &&str| {
        (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    let named = headers.get("x-correlation-id").and_then(|value| value.to_str().ok()).filter(harmless);
    let trace = || {
        let parent = headers.get("traceparent")?.to_str().ok()?;
        let id = parent.split('-').nth(1)?;
        (parent.starts_with("00-")
            && id.len() == 32
            && id.bytes().all(|b| b.is_ascii_hexdigit())
            && id.bytes().any(|b| b != b'0'))
        .then_some(id)
    };
    named.or_else(trace).map(str::to_owned)
}

/// May the caller use a route at all?
pub(super) fn admit(who: Who, caller: Option<&Actor>) -> Result<(), Problem> {
    match caller {
        _ if who == Who::Anyone => Ok(()),
        None => {
            let says = text!("로그인이 필요합니다", "who are you? send a token: Authorization: Bearer …");
            Err(refuse(StatusCode::UNAUTHORIZED, "token-missing", says))
        }
        Some(caller) if who.admits(caller.role) => Ok(()),
        Some(caller) => {
            let role = caller.role;
            let says = text!("{role} 역할은 이 일을 할 수 없습니다", "a {role} may not do this");
            Err(refuse(StatusCode::FORBIDDEN, "not-your-role", says))
        }
    }
}

/// May the caller see what belongs to `owners`? What is nobody's, everybody may. What cannot be read may be anybody's, so
/// only those may who see what is others'. Whoever may not is told that it is not there; only the desk, which sees nearly
/// everything, is told that this is not its business.
pub(super) fn may_see(
    caller: Option<&Actor>,
    who: Who,
    owners: &Result<Vec<String>, Unreadable>,
) -> Result<(), Problem> {
    let Some(caller) = caller else {
        return if matches!(owners, Ok(owners) if owners.is_empty()) { Ok(()) } else { Err(Problem::absent()) };
    };
    let own = matches!(owners, Ok(owners) if owners.is_empty() || owners.contains(&caller.id));
    if own || who.reaches_others(caller.role) {
        Ok(())
    } else if caller.role.is_desk() {
        Err(super::command::not_yours())
    } else {
        Err(Problem::absent())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_are_not_this_machine_are_foreign() {
        for own in ["localhost", "LOCALHOST:8081", "127.0.0.1:8081", "127.9.9.9", "[::1]:80"] {
            assert!(is_loopback(own), "{own}");
        }
        for foreign in [
            "",
            "example.org",
            "127.0.0.1.example.org",
            "localhost.example.org:80",
            "10.0.0.1",
            "[::2]",
            "evil@localhost:1/",
        ] {
            assert!(!is_loopback(foreign), "{foreign}");
        }
    }

    #[test]
    fn languages_are_weighed() {
        assert!(prefers_korean("ko-KR,ko;q=0.9,en;q=0.8"));
        assert!(!prefers_korean("en;q=0.9, ko;q=0.1"));
        assert!(!prefers_korean("fr, *"));
        assert!(!prefers_korean("ko;q=0"));
    }

    #[test]
    fn a_conversation_keeps_only_harmless_names() {
        let named = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            correlation(&headers)
        };
        assert_eq!(named("x-correlation-id", "abc-1"), Some("abc-1".into()));
        assert_eq!(named("x-correlation-id", "a b\"c"), None);
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(named("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), Some(trace.into()));
        assert_eq!(named("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"), None);
    }
}
