//! Cards: `confirm` takes the money of a payment the customer has agreed to, `query` asks what became of it, `cancel`
//! gives money back. What is done is told in the words of Toss Payments, whoever did it.

mod answer;
mod sandbox;
mod toss;

pub(crate) use sandbox::Sandbox;
pub(crate) use toss::Toss;

use kernel::{Call, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    Confirm,
    Query,
    Cancel,
}

/// What a card call says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ask {
    pub payment_key: String,
    pub order_id: Option<String>,
    pub amount: Option<u64>,
    /// Less than all.
    pub cancel_amount: Option<u64>,
    pub cancel_reason: Option<String>,
}

impl Ask {
    /// Reads a call.
    pub(crate) fn read(call: &Call) -> Result<(Action, Self), String> {
        let action = match call.action {
            "confirm" => Action::Confirm,
            "query" => Action::Query,
            "cancel" => Action::Cancel,
            other => return Err(format!("cards know no {other}")),
        };
        let ask: Self = serde_json::from_value(call.ask.clone()).map_err(|e| e.to_string())?;
        if ask.payment_key.is_empty() {
            return Err("paymentKey is empty".to_owned());
        }
        if action == Action::Confirm && (ask.order_id.is_none() || ask.amount.is_none()) {
            return Err("confirm takes orderId and amount".to_owned());
        }
        Ok((action, ask))
    }
}

/// A payment, in the words of Toss Payments.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payment {
    pub payment_key: String,
    #[serde(default)]
    pub order_id: Option<String>,
    /// `DONE`, `CANCELED`, `PARTIAL_CANCELED`; and while it is neither paid nor given up, others.
    pub status: String,
    #[serde(default)]
    pub total_amount: Option<u64>,
    #[serde(default)]
    pub balance_amount: Option<u64>,
}

impl Payment {
    pub(crate) fn done(&self) -> Outcome {
        Outcome::Done(serde_json::to_value(self).unwrap_or(Value::Null))
    }
}

pub(crate) fn refused(code: &str, why: &str) -> Outcome {
    Outcome::Refused { code: code.to_owned(), why: why.to_owned() }
}
