//! Answers that say no: problem documents (RFC 9457).

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use kernel::{Fault, RefusalKind, Refused, Text, text};
use runtime::engine::Rejected;
use serde_json::{Value, json};
use std::hash::{BuildHasher, RandomState};

/// Where the meaning of every code is written down.
pub const DOCS: &str = "/docs/problems";

/// A problem on its way to the caller.
#[derive(Clone, Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable name for programs, kebab-case.
    pub code: String,
    /// A sentence a person can act on.
    pub says: Text,
    /// Fields that are to blame.
    pub errors: Vec<Value>,
    /// Seconds after which it makes sense to try again.
    pub retry_after: Option<u32>,
    /// This is the stored answer to an earlier sending.
    pub replayed: bool,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(status: StatusCode, code: &str, says: Text) -> Self {
        Self { status, code: code.to_owned(), says, errors: vec![], retry_after: None, replayed: false }
    }

    /// There is no such thing, or it is somebody else's.
    pub fn absent() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", text!("찾을 수 없습니다", "there is no such thing here"))
    }

    /// Ours, for a moment. The sentence asks the caller to wait (000-I2).
    pub fn wait(code: &str) -> Self {
        let says = text!(
            "지금 요청이 몰려 있습니다. 잠시 기다렸다가 다시 시도해 주세요",
            "the library is very busy or a part of it is away; please wait a moment and try again"
        );
        // A fresh `RandomState` is keyed anew each time: chance enough to spread callers.
        let jitter = (RandomState::new().hash_one(0_u8) % 3) as u32;
        Self { retry_after: Some(1 + jitter), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, says) }
    }

    /// Faults of a body.
    pub fn of_faults(faults: &[Fault]) -> Self {
        let (status, code) = if faults.iter().any(|fault| fault.forbidden) {
            (StatusCode::FORBIDDEN, "not-yours")
        } else if faults.iter().any(|fault| fault.unreadable) {
            (StatusCode::BAD_REQUEST, "wrong-type")
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid-fields")
        };
        let join = |says: fn(&Fault) -> &str| faults.iter().map(says).collect::<Vec<_>>().join("; ");
        let says = Text::new(join(|fault| &fault.says.ko), join(|fault| &fault.says.en));
        let code = if faults.len() == 1 && status == StatusCode::UNPROCESSABLE_ENTITY { faults[0].code } else { code };
        let error = |fault: &Fault| json!({ "field": fault.field, "code": fault.code, "detail": fault.says.en, "message": fault.says });
        Self { errors: faults.iter().map(error).collect(), ..Self::new(status, code, says) }
    }

    /// The document, in the language the caller prefers.
    pub fn answer(self, korean: bool, correlation: &str) -> Response<Body> {
        let detail = if korean { &self.says.ko } else { &self.says.en };
        let mut document = json!({
            "type": format!("{DOCS}#{}", crate::api::docs::anchor(&self.code)),
            "title": self.status.canonical_reason().unwrap_or("Problem"),
            "status": self.status.as_u16(),
            "detail": detail,
            "code": self.code,
            "message": self.says,
            "correlation": correlation,
        });
        if !self.errors.is_empty() {
            document["errors"] = Value::Array(self.errors);
        }
        metrics::counter!("madang_problems_total", "code" => self.code.clone()).increment(1);
        let mut response = Response::new(Body::from(document.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"madang\""));
        }
        if self.replayed {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let status = match refused.kind {
            RefusalKind::Rule => StatusCode::CONFLICT,
            RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::Absent => StatusCode::NOT_FOUND,
            RefusalKind::Forbidden => StatusCode::FORBIDDEN,
            RefusalKind::Later => return Self { says: refused.says, ..Self::wait(&refused.code) },
        };
        let error =
            |field| json!({ "field": field, "code": refused.code, "detail": refused.says.en, "message": refused.says });
        let errors = refused.field.as_ref().map(error).into_iter().collect();
        Self { errors, ..Self::new(status, &refused.code, refused.says.clone()) }
    }
}

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Refused { refused, replayed } => Self { replayed, ..refused.into() },
            Rejected::Changed => {
                let says = text!(
                    "그 사이에 바뀌었습니다. 다시 읽고 시도해 주세요",
                    "it has changed since you read it; read it again"
                );
                Self::new(StatusCode::PRECONDITION_FAILED, "changed", says)
            }
            Rejected::KeyReused => {
                let says = text!(
                    "이 Idempotency-Key는 다른 내용에 이미 쓰였습니다",
                    "this Idempotency-Key was used for another body; take a new key"
                );
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key-reused", says)
            }
            Rejected::StillRunning => {
                let says = text!(
                    "같은 요청을 처리하고 있습니다",
                    "the same request is being worked on; ask again in a moment"
                );
                Self { retry_after: Some(1), ..Self::new(StatusCode::CONFLICT, "still-running", says) }
            }
            Rejected::Busy => Self::wait("busy"),
            Rejected::Unavailable(why) => {
                tracing::warn!("unavailable: {why}");
                Self::wait("unavailable")
            }
            Rejected::Broken(why) => {
                tracing::error!("broken: {why}");
                let says = text!(
                    "시스템 오류입니다. 담당자에게 알려 주세요",
                    "this cannot be worked on; tell the operator the correlation id"
                );
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", says)
            }
        }
    }
}

impl From<runtime::ports::StoreError> for Problem {
    fn from(error: runtime::ports::StoreError) -> Self {
        tracing::error!("store: {error}");
        Self::wait("unavailable")
    }
}
