use kernel::{OrderId, ProductId, PromiseId, TitleId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of promise an order asks for.
const ASKER: &str = "order";

/// One line of an order: pieces of one product, at the price of the moment it was ordered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    /// Its number in the order. A changed line gets a new one, so that answers to the old one are told apart.
    pub line: u32,
    /// None: we do not sell that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// The book whose copies are sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<TitleId>,
    pub name: String,
    pub qty: u32,
    /// Of one piece.
    pub price: Won,
}

impl Line {
    /// What all its pieces cost.
    pub(super) fn amount(&self) -> Won {
        Won(self.price.0.saturating_mul(i64::from(self.qty)))
    }

    /// The promise on its pieces.
    pub(super) fn promise(&self, order: &OrderId) -> PromiseId {
        promise(order, self.line)
    }
}

/// The promise on the pieces of a line.
pub(super) fn promise(order: &OrderId, line: u32) -> PromiseId {
    PromiseId::of(ASKER, &format_args!("{order}.{line}"))
}

/// The order and the line that a promise is for, if it is for an order.
pub(super) fn asked_by(promise: &PromiseId) -> Option<(OrderId, u32)> {
    let of: OrderId = promise.id_of(ASKER)?;
    let (order, line) = of.as_str().rsplit_once('.')?;
    Some((order.parse().ok()?, line.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_names_the_order_and_its_line() {
        for order in ["o1", "o.1", "주문-1"] {
            let order: OrderId = order.parse().unwrap();
            assert_eq!(asked_by(&promise(&order, 12)), Some((order, 12)));
        }
        for other in ["loan:1", "order:1", "order:.1", "order:1.x", "orders:1.1"] {
            assert_eq!(asked_by(&other.parse().unwrap()), None, "{other}");
        }
    }
}
