use super::{
    account::{Account, Command},
    stage::Operation,
    reasons::{CARD_CLOSED, CARD_DECLINED, NOT_THIS_PAYMENT},
};
use kernel::{Call, Cause, Effect, MemberId, Outcome, PaymentId, To, Won};
use serde::Deserialize;
use serde_json::{Value, json};

/// Whenever the account asks, the provider of card payments is asked, in the shapes of Toss Payments.
pub(super) struct Cards;

/// What is asked.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Heard {
    #[serde(rename = "card.asked")]
    Asked {
        payment: PaymentId,
        member: MemberId,
        operation: Operation,
        key: String,
        order: PaymentId,
        amount: Won,
        attempt: u32,
        reason: Option<String>,
    },
}

/// What we need of a payment as the provider shows it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Shown {
    status: String,
    total_amount: Option<Won>,
    order_id: Option<String>,
}

/// Refusals of a confirmation that do not say it was not done: another one, of ours, was or is being done.
const MAYBE_DONE: [&str; 2] = ["ALREADY_PROCESSED_PAYMENT", "IDEMPOTENT_REQUEST_PROCESSING"];

impl Effect for Cards {
    const NAME: &'static str = "payment.cards";
    const HEARS: &'static [&'static str] = &["card.asked"];
    type Fact = Heard;
    type Target = Account;

    /// Confirming has one key for all times it is asked, so nobody is charged twice. Every query is a question of its own,
    /// and so is every cancellation: a provider answers a key it knows as it did the first time, so a refund refused once
    /// would be refused for ever. That cannot refund twice, since the whole of what is left is canceled.
    fn call(fact: &Heard, _: &Cause) -> Option<Call> {
        let Heard::Asked { payment, operation, key, order, amount, attempt, reason, .. } = fact;
        let action = operation.word();
        let mut ask = json!({"paymentKey": key, "orderId": order, "amount": amount});
        if *operation == Operation::Cancel {
            ask["cancelReason"] = json!(reason.as_deref().unwrap_or("canceled"));
        }
        let key = match operation {
            Operation::Confirm => format!("{payment}:{action}"),
            Operation::Query | Operation::Cancel => format!("{payment}:{action}:{attempt}"),
        };
        Some(Call { service: "cards", action, key, ask })
    }

    fn told(fact: Heard, outcome: Outcome, _: &Cause) -> Vec<To<Account>> {
        let Heard::Asked { payment, member, operation, order, amount, attempt, .. } = fact;
        let in_doubt = |payment, why, answered| Command::InDoubt { payment, attempt, operation, why, answered };
        let command = match (operation, outcome) {
            (_, Outcome::Done(shown)) => done(payment, (operation, attempt), &order, amount, &shown),
            (Operation::Confirm, Outcome::Refused { code, .. }) if !MAYBE_DONE.contains(&code.as_str()) => {
                Command::NotCharged { payment, attempt, reason: CARD_DECLINED.into(), code: Some(word(&code)) }
            }
            (_, Outcome::Refused { code, .. }) => in_doubt(payment, word(&code), true),
            (_, Outcome::Unknown(_)) => in_doubt(payment, "no-answer".into(), false),
            (_, Outcome::Away(_)) => Command::Away { payment, attempt, operation, why: "away".into() },
        };
        vec![To::new(member, command)]
    }
}

/// What a payment shown by the provider means. It has to be ours: a caller may have named any.
fn done(payment: PaymentId, asked: (Operation, u32), order: &PaymentId, amount: Won, shown: &Value) -> Command {
    let (operation, attempt) = asked;
    let shown = Shown::deserialize(shown).unwrap_or_default();
    let not_charged = |payment, reason: &str, code| Command::NotCharged { payment, attempt, reason: reason.into(), code };
    let of_another = shown.order_id.as_ref().is_some_and(|id| id != order.as_str());
    let differs = shown.total_amount.is_some_and(|total| total != amount);
    if operation != Operation::Cancel && (of_another || differs) {
        return not_charged(payment, NOT_THIS_PAYMENT, None);
    }
    match (shown.status.as_str(), operation) {
        ("CANCELED" | "ABORTED" | "EXPIRED", _) => not_charged(payment, CARD_CLOSED, Some(word(&shown.status))),
        ("DONE" | "PARTIAL_CANCELED", Operation::Confirm | Operation::Query) => Command::Charged { payment, attempt },
        (other, _) => Command::InDoubt { payment, attempt, operation, why: word(other), answered: true },
    }
}

/// A word of the provider's, as it may stand in a fact: no sentences, which might tell who somebody is.
fn word(text: &str) -> String {
    let plain: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).take(64).collect();
    if plain.is_empty() || plain.bytes().all(|b| b.is_ascii_digit()) { "unreadable".into() } else { plain }
}
