//! What can happen to a title. `facts/` holds a golden sample of each: never edited, only added to.

use super::record::Record;
use kernel::{Fact, MemberId, PromiseId, TitleId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to a title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "title.registered")]
    Registered { title: TitleId, record: Record },
    #[serde(rename = "title.changed")]
    Changed { title: TitleId, record: Record },
    #[serde(rename = "title.removed")]
    Removed { title: TitleId, written_off: u32 },
    #[serde(rename = "stock.received")]
    Received { title: TitleId, qty: u32, on_shelf: u32 },
    #[serde(rename = "stock.promised")]
    Promised {
        title: TitleId,
        promise: PromiseId,
        member: MemberId,
        qty: u32,
        name: String,
        kind: String,
        /// What a copy costs at this moment, for those who rent and sell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        price: Option<Won>,
        on_shelf: u32,
    },
    #[serde(rename = "stock.refused")]
    Refused { title: TitleId, promise: PromiseId, member: MemberId, qty: u32, why: String, on_shelf: u32 },
    #[serde(rename = "stock.released")]
    Released { title: TitleId, promise: PromiseId, member: MemberId, qty: u32, on_shelf: u32 },
    #[serde(rename = "stock.lent")]
    Lent { title: TitleId, promise: PromiseId, member: MemberId, qty: u32 },
    #[serde(rename = "stock.returned")]
    Returned { title: TitleId, promise: PromiseId, member: MemberId, qty: u32, left: u32, on_shelf: u32 },
    #[serde(rename = "stock.consumed")]
    Consumed { title: TitleId, promise: PromiseId, member: MemberId, qty: u32 },
    /// A sale was undone; the copies are back.
    #[serde(rename = "stock.unsold")]
    Unsold { title: TitleId, promise: PromiseId, member: MemberId, qty: u32, on_shelf: u32 },
    /// Somebody who sells from the pool wanted to know how many there are.
    #[serde(rename = "stock.counted")]
    Counted { title: TitleId, on_shelf: u32 },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "title.registered",
        "title.changed",
        "title.removed",
        "stock.received",
        "stock.promised",
        "stock.refused",
        "stock.released",
        "stock.lent",
        "stock.returned",
        "stock.consumed",
        "stock.unsold",
        "stock.counted",
    ];
}
