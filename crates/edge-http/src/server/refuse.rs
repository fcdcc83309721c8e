//! The answers given below the routes.

use axum::{
    body::Body,
    http::{
        HeaderValue, Response, StatusCode,
        header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
    },
};
use http_body_util::BodyExt;
use serde_json::json;
use std::{
    hash::{BuildHasher, RandomState},
    ops::RangeInclusive,
};

/// Makes the answer to a refused request: status, stable code for programs, a sentence for people.
pub type Refuse = fn(StatusCode, &'static str, &str) -> Response<Body>;

/// A problem document (RFC 9457) with the extra member `code`.
pub fn problem(status: StatusCode, code: &'static str, detail: &str) -> Response<Body> {
    let document = json!({
        "type": format!("urn:madang:problem:{code}"),
        "title": status.canonical_reason().unwrap_or("Refused"),
        "status": status.as_u16(),
        "detail": detail,
        "code": code,
    });
    let mut response = Response::new(Body::from(document.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// A reason to refuse, known by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// No `Host`, several, or one that cannot be.
    Host,
    /// The body is larger than allowed.
    BodyTooLarge,
    /// The body comes too slowly.
    BodyTooSlow,
    /// Too many requests are at work.
    Busy,
    /// The head did not arrive in time.
    HeadTooSlow,
    /// hyper could not read the head; with the status it chose.
    Head(StatusCode),
}

impl Reason {
    /// The answer. What was not read of the request would be taken for the next one, so the
    /// connection ends with it, except for [`Reason::Busy`] whose caller decides.
    pub(super) fn answer(self, refuse: Refuse) -> Response<Body> {
        let (status, code, detail) = self.words();
        metrics::counter!("edge_refusals_total", "code" => code).increment(1);
        let mut response = refuse(status, code, detail);
        if self != Self::Busy {
            close(&mut response);
        }
        response
    }

    fn words(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Host => {
                (StatusCode::BAD_REQUEST, "bad-host", "A request needs exactly one Host header with a valid host name.")
            }
            Self::BodyTooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The request body is larger than allowed here.")
            }
            Self::BodyTooSlow => {
                (StatusCode::REQUEST_TIMEOUT, "body-too-slow", "The request body came too slowly. Send it again.")
            }
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "overloaded",
                "Too many requests are being worked on. Try again after the time given in Retry-After.",
            ),
            Self::HeadTooSlow => {
                (StatusCode::REQUEST_TIMEOUT, "head-too-slow", "The request headers came too slowly. Send them again.")
            }
            Self::Head(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE) => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "headers-too-large",
                "The request headers are larger or more than allowed here.",
            ),
            Self::Head(StatusCode::URI_TOO_LONG) => {
                (StatusCode::URI_TOO_LONG, "uri-too-long", "The request address is longer than allowed here.")
            }
            Self::Head(status) => (status, "malformed-request", "The request is not well-formed HTTP/1.1."),
        }
    }
}

pub(super) fn close(response: &mut Response<Body>) {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
}

/// Tells when to come back: some second of the range.
pub(super) fn come_back(response: &mut Response<Body>, range: &RangeInclusive<u32>) {
    // A fresh `RandomState` is keyed anew each time: chance enough to spread callers.
    let chance = RandomState::new().hash_one(0_u8);
    let width = u64::from(range.end().saturating_sub(*range.start())) + 1;
    let seconds = u64::from(*range.start()) + chance % width;
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
}

/// The answer as bytes, for a connection hyper has given up.
pub(super) async fn bytes(response: Response<Body>) -> Vec<u8> {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let mut out =
        format!("HTTP/1.1 {} {reason}\r\ncontent-length: {}\r\n", parts.status.as_u16(), body.len()).into_bytes();
    for (name, value) in &parts.headers {
        out.extend_from_slice(name.as_str().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&body);
    out
}
