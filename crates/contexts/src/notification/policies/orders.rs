use super::{super::notice::Notice, Kind, tell};
use kernel::{Cause, MemberId, Policy, To, Won};
use serde::Deserialize;

/// Whenever an order is complete or canceled, the customer is told.
pub(in super::super) struct OrderNotices;

/// What we need to know about it.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "order.completed")]
    Completed { order: String, member: MemberId, lines: Vec<Line>, amount: Won },
    #[serde(rename = "order.canceled")]
    Canceled {
        order: String,
        member: MemberId,
        lines: Vec<Line>,
        reason: String,
        payment: Option<String>,
        refund: Option<Won>,
    },
}

/// What we need to know about a line.
#[derive(Deserialize)]
pub(in super::super) struct Line {
    name: String,
}

impl Policy for OrderNotices {
    const NAME: &'static str = "notification.orders";
    const HEARS: &'static [&'static str] = &["order.completed", "order.canceled"];
    type Fact = Heard;
    type Target = Notice;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Notice>> {
        vec![match fact {
            Heard::Completed { order, member, lines, amount } => {
                let params = [("title", names(&lines)), ("amount", Some(amount.to_string()))];
                tell(member, Kind::OrderCompleted, &[&order], &params)
            }
            Heard::Canceled { order, member, lines, reason, payment, refund } => {
                // Nothing held yet while a payment is under way: whether anything goes back, nobody knows.
                let known = refund.filter(|refund| payment.is_none() || *refund > Won::ZERO);
                let refund = known.map(|refund| refund.to_string());
                let params = [("title", names(&lines)), ("reason", Some(reason)), ("refund", refund)];
                tell(member, Kind::OrderCanceled, &[&order], &params)
            }
        }]
    }
}

/// What was ordered: the first name, and how many there are besides.
fn names(lines: &[Line]) -> Option<String> {
    let (first, rest) = lines.split_first()?;
    Some(if rest.is_empty() { first.name.clone() } else { format!("{} + {}", first.name, rest.len()) })
}
