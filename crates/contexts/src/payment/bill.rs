//! What is paid for, by whom, how and how much.

use kernel::{MemberId, OrderId, PaymentId, RentalId, ReturnId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How it is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Method {
    #[default]
    Point,
    Card,
}

impl Method {
    /// As callers write them.
    pub(super) const WORDS: &'static [&'static str] = &["point", "card"];

    pub(super) fn named(word: &str) -> Self {
        if word == "card" { Method::Card } else { Method::Point }
    }
}

/// One late fee, or as much of it as is meant. It has the id of the return it was charged for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FeeShare {
    pub fee: ReturnId,
    pub amount: Won,
}

/// What somebody pays for: one of the three.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Purpose {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rental: Option<RentalId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<FeeShare>,
}

/// A payment as every fact about it names it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bill {
    pub payment: PaymentId,
    pub member: MemberId,
    #[serde(flatten)]
    pub purpose: Purpose,
    pub method: Method,
    pub amount: Won,
}

impl Bill {
    /// The house's account that earns it.
    pub(super) fn earns(&self) -> &'static str {
        match &self.purpose {
            Purpose { order: Some(_), .. } => "house:orders",
            _ => "house:rentals",
        }
    }
}
