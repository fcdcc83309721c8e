use super::super::books::{Books, Posting};
use kernel::{Cause, View, Won};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The only currency there is.
const CURRENCY: &str = "KRW";

/// The balances of the house, and of all members together: everything sums to zero.
///
/// One document, since one fact touches several accounts; what a single member has is in his points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Ledger {
    /// The currency.
    pub id: String,
    /// Balance of every account of the house.
    pub house: BTreeMap<String, Won>,
    /// What all members have together.
    pub members: Books,
    /// Of everything: zero.
    pub sum: i64,
    /// Facts that moved money.
    pub transfers: u64,
}

/// What is told about it: whatever moves money.
#[derive(Deserialize)]
pub(in super::super) enum Told {
    #[serde(rename = "points.toppedUp")]
    ToppedUp { postings: Vec<Posting> },
    #[serde(rename = "payment.held")]
    Held { postings: Vec<Posting> },
    #[serde(rename = "payment.completed")]
    Completed { postings: Vec<Posting> },
    #[serde(rename = "payment.canceled")]
    Canceled { postings: Vec<Posting> },
    #[serde(rename = "payment.chargedLate")]
    ChargedLate { postings: Vec<Posting> },
    #[serde(rename = "fee.owed")]
    Owed { postings: Vec<Posting> },
}

impl Told {
    fn postings(&self) -> &[Posting] {
        let (Told::ToppedUp { postings }
        | Told::Held { postings }
        | Told::Completed { postings }
        | Told::Canceled { postings }
        | Told::ChargedLate { postings }
        | Told::Owed { postings }) = self;
        postings
    }
}

impl View for Ledger {
    const NAME: &'static str = "ledgers";
    const HEARS: &'static [&'static str] = &[
        "points.toppedUp",
        "payment.held",
        "payment.completed",
        "payment.canceled",
        "payment.chargedLate",
        "fee.owed",
    ];
    type Fact = Told;

    fn key(_: &Told) -> Option<String> {
        Some(CURRENCY.into())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        self.id = CURRENCY.into();
        let postings = fact.postings();
        self.transfers += u64::from(!postings.is_empty());
        self.members.post(postings);
        for Posting { account, amount } in postings {
            if account.starts_with("house:") {
                let balance = self.house.entry(account.clone()).or_default();
                *balance = balance.plus(*amount);
            }
            self.sum = self.sum.saturating_add(amount.0);
        }
        Some(self)
    }
}
