//! What an answer of Toss Payments means. In doubt it means that we do not know: then it is asked, and never charged again.

use super::{Action, Ask, Payment, refused};
use crate::web::clipped;
use hyper::StatusCode;
use kernel::Outcome;
use serde::Deserialize;

/// Its words for "not now, perhaps": sent as 400, though nobody knows what the card company did.
const TEMPORARY: &[&str] = &["PROVIDER_ERROR", "COMMON_ERROR"];
/// Our key is wrong: no fault of the customer, and nothing was done. An operator repairs it, and the call is made again.
const OUR_FAULT: &[&str] = &["UNAUTHORIZED_KEY", "INVALID_API_KEY", "FORBIDDEN_REQUEST", "INCORRECT_BASIC_AUTH_FORMAT"];

#[derive(Deserialize)]
struct Failure {
    code: String,
    #[serde(default)]
    message: String,
}

pub(super) fn read(action: Action, ask: &Ask, status: StatusCode, body: &[u8]) -> Outcome {
    if status.is_success() {
        return match serde_json::from_slice(body) {
            Ok(payment) => paid(action, ask, &payment),
            Err(_) => Outcome::Unknown(format!("{status} with an answer that cannot be read")),
        };
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        // Turned away at the door, before anything was done.
        return Outcome::Away("TOO_MANY_REQUESTS".to_owned());
    }
    match serde_json::from_slice::<Failure>(body) {
        Ok(failure) if status.is_client_error() => failed(action, ask, status, &failure),
        Ok(failure) => Outcome::Unknown(format!("{status} {}", clipped(&failure.code))),
        Err(_) => Outcome::Unknown(format!("{status} with an answer that cannot be read")),
    }
}

/// A payment is there. Is it ours, and is it where it should be?
fn paid(action: Action, ask: &Ask, payment: &Payment) -> Outcome {
    let other_order = matches!((&ask.order_id, &payment.order_id), (Some(asked), Some(told)) if asked != told);
    if payment.payment_key != ask.payment_key || other_order {
        return Outcome::Unknown("the answer is about another payment".to_owned());
    }
    match (action, payment.status.as_str()) {
        (Action::Confirm, "DONE") => payment.done(),
        (Action::Cancel, "CANCELED" | "PARTIAL_CANCELED") => payment.done(),
        (Action::Query, "DONE" | "CANCELED" | "PARTIAL_CANCELED") => payment.done(),
        (Action::Confirm | Action::Query, status @ ("ABORTED" | "EXPIRED")) => {
            refused(status, "the payment came to nothing")
        }
        // It may still become one or the other.
        (_, status) => Outcome::Unknown(clipped(status)),
    }
}

fn failed(action: Action, ask: &Ask, status: StatusCode, failure: &Failure) -> Outcome {
    let code = clipped(&failure.code);
    match (action, code.as_str()) {
        (_, code) if OUR_FAULT.contains(&code) => {
            tracing::warn!(code, "Toss Payments does not take our secret key");
            Outcome::Away(code.to_owned())
        }
        // The first request with this key is still running, and may succeed.
        (_, "IDEMPOTENT_REQUEST_PROCESSING") => Outcome::Unknown(code),
        (_, code) if TEMPORARY.contains(&code) || status == StatusCode::REQUEST_TIMEOUT => {
            Outcome::Unknown(code.to_owned())
        }
        // By us, most likely, in a call whose answer was lost.
        (Action::Confirm, "ALREADY_PROCESSED_PAYMENT") => Outcome::Unknown(code),
        (Action::Cancel, "ALREADY_CANCELED_PAYMENT") => canceled(ask).done(),
        // "There is no such payment" is an answer; that we asked wrongly is none.
        (Action::Query, code) if code != "NOT_FOUND_PAYMENT" => Outcome::Unknown(code.to_owned()),
        _ => Outcome::Refused { code, why: clipped(&failure.message) },
    }
}

/// All of it was given back before; the answer says no more than that.
fn canceled(ask: &Ask) -> Payment {
    Payment {
        payment_key: ask.payment_key.clone(),
        order_id: ask.order_id.clone(),
        status: "CANCELED".to_owned(),
        total_amount: ask.amount,
        balance_amount: Some(0),
    }
}
