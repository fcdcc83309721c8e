use super::{
    super::line::Line,
    orders::{Only, Shown, Status},
};
use kernel::{Cause, MemberId, OrderId, View, Won};
use serde::{Deserialize, Serialize};

/// What waits in a customer's cart for its payment (004-F2): an order with its lines, under the order's id.
///
/// When it was paid or is over it leaves the cart (004-F4); the order says what became of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Cart {
    pub id: OrderId,
    pub order_id: OrderId,
    pub customer_id: MemberId,
    /// Of an order of one line, its line.
    #[serde(flatten)]
    pub only: Option<Only>,
    pub amount: Won,
    pub lines: Vec<Shown>,
    pub status: Status,
}

/// What is told about it.
#[derive(Deserialize)]
pub(in super::super) enum Told {
    #[serde(rename = "order.placed")]
    Placed { order: OrderId, member: MemberId, lines: Vec<Line>, amount: Won },
    #[serde(rename = "order.changed")]
    Changed { order: OrderId, gone: Line, line: Line, amount: Won },
    #[serde(rename = "order.completed")]
    Completed { order: OrderId },
    #[serde(rename = "order.canceled")]
    Canceled { order: OrderId },
    #[serde(rename = "order.refused")]
    Refused { order: OrderId },
}

impl View for Cart {
    const NAME: &'static str = "carts";
    const VERSION: u32 = 2;
    const HEARS: &'static [&'static str] =
        &["order.placed", "order.changed", "order.completed", "order.canceled", "order.refused"];
    const INDEXES: &'static [&'static str] = &["customerId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Placed { order, .. }
        | Told::Changed { order, .. }
        | Told::Completed { order }
        | Told::Canceled { order }
        | Told::Refused { order }) = fact;
        Some(order.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Placed { order, member, lines, amount } => {
                (self.id, self.order_id, self.customer_id) = (order.clone(), order.clone(), member.clone());
                self.lines = lines.iter().map(Shown::from).collect();
                (self.only, self.amount) = (Only::of(&self.lines), *amount);
            }
            // Told once more of what has left already.
            Told::Changed { .. } if self.id.as_str().is_empty() => return None,
            Told::Changed { gone, line, amount, .. } => {
                self.lines.iter_mut().filter(|shown| shown.line == gone.line).for_each(|shown| *shown = line.into());
                (self.only, self.amount) = (Only::of(&self.lines), *amount);
            }
            Told::Completed { .. } | Told::Canceled { .. } | Told::Refused { .. } => return None,
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("customerId", self.customer_id.to_string()), ("status", self.status.word().to_owned())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }
}
