//! What can happen to a product. `facts/` holds a golden sample of each: never edited, only added to.

use kernel::{Fact, OrderId, ProductId, PromiseId, TitleId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can happen to a product; `free` are the pieces that nobody was promised, afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "product.registered")]
    Registered {
        product: ProductId,
        name: String,
        price: Won,
        /// The book whose copies are sold; else it has pieces of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<TitleId>,
        /// Pieces from the start.
        stock: u32,
    },
    #[serde(rename = "product.changed")]
    Changed { product: ProductId, name: String, price: Won },
    #[serde(rename = "product.received")]
    Received { product: ProductId, qty: u32, free: u32 },
    /// So many copies of its book are on the library's shelf now.
    #[serde(rename = "product.counted")]
    Counted { product: ProductId, title: TitleId, free: u32 },
    #[serde(rename = "product.promised")]
    Promised { product: ProductId, promise: PromiseId, order: OrderId, line: u32, qty: u32, free: u32 },
    #[serde(rename = "product.refused")]
    Refused { product: ProductId, promise: PromiseId, order: OrderId, line: u32, qty: u32, why: String, free: u32 },
    #[serde(rename = "product.released")]
    Released { product: ProductId, promise: PromiseId, qty: u32, free: u32 },
    #[serde(rename = "product.consumed")]
    Consumed { product: ProductId, promise: PromiseId, qty: u32 },
    /// A sale was undone; the pieces are back.
    #[serde(rename = "product.unsold")]
    Unsold { product: ProductId, promise: PromiseId, qty: u32, free: u32 },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "product.registered",
        "product.changed",
        "product.received",
        "product.counted",
        "product.promised",
        "product.refused",
        "product.released",
        "product.consumed",
        "product.unsold",
    ];
}
