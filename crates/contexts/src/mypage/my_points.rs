use kernel::{Cause, Day, MemberId, PaymentId, ReturnId, View, Won};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A member's money with the library, on his page: one document, points he can spend, points put aside, fees he owes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyPoints {
    pub user_id: MemberId,
    pub point: Won,
    /// Put aside, payment by payment; not part of the answer. Kept apart, so that hearing of one twice changes nothing.
    held: BTreeMap<PaymentId, Won>,
    /// Owed, fee by fee; not part of the answer.
    owed: BTreeMap<ReturnId, Won>,
}

/// One side of a transfer.
#[derive(Deserialize)]
pub(super) struct Posting {
    account: String,
    amount: Won,
}

/// A fee that a payment was for.
#[derive(Deserialize)]
pub(super) struct Paid {
    fee: ReturnId,
}

/// What is told about it.
#[derive(Deserialize)]
pub(super) enum Told {
    #[serde(rename = "points.toppedUp")]
    ToppedUp { member: MemberId, available: Won },
    #[serde(rename = "payment.held")]
    Held { payment: PaymentId, member: MemberId, available: Won, postings: Vec<Posting> },
    #[serde(rename = "payment.completed")]
    Completed {
        payment: PaymentId,
        member: MemberId,
        available: Won,
        #[serde(default)]
        fees: Vec<Paid>,
    },
    #[serde(rename = "payment.canceled")]
    Canceled { payment: PaymentId, member: MemberId, available: Won },
    #[serde(rename = "fee.owed")]
    FeeOwed { fee: ReturnId, member: MemberId, amount: Won },
}

impl Told {
    fn member(&self) -> &MemberId {
        match self {
            Told::ToppedUp { member, .. }
            | Told::Held { member, .. }
            | Told::Completed { member, .. }
            | Told::Canceled { member, .. }
            | Told::FeeOwed { member, .. } => member,
        }
    }
}

/// What a transfer puts on the account where a member's points wait for a decision. A card's money does not wait there.
fn put_aside(member: &MemberId, postings: &[Posting]) -> Won {
    let account = format!("member:{member}:held");
    postings.iter().filter(|posting| posting.account == account).map(|posting| posting.amount).sum()
}

impl View for MyPoints {
    const NAME: &'static str = "my_points";
    const HEARS: &'static [&'static str] =
        &["points.toppedUp", "payment.held", "payment.completed", "payment.canceled", "fee.owed"];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        Some(fact.member().to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        self.user_id = fact.member().clone();
        match fact {
            Told::ToppedUp { available, .. } => self.point = *available,
            Told::Held { payment, member, available, postings } => {
                self.point = *available;
                let aside = put_aside(member, postings);
                if aside > Won::ZERO {
                    self.held.insert(payment.clone(), aside);
                }
            }
            Told::Completed { payment, available, fees, .. } => {
                self.point = *available;
                self.held.remove(payment);
                self.owed.retain(|fee, _| !fees.iter().any(|paid| paid.fee == *fee));
            }
            Told::Canceled { payment, available, .. } => {
                self.point = *available;
                self.held.remove(payment);
            }
            Told::FeeOwed { fee, amount, .. } => {
                self.owed.insert(fee.clone(), *amount);
            }
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }

    fn on(&self, _: Day) -> Option<Value> {
        let (held, owed): (Won, Won) = (self.held.values().copied().sum(), self.owed.values().copied().sum());
        Some(json!({ "userId": self.user_id, "point": self.point, "held": held, "owed": owed }))
    }
}
