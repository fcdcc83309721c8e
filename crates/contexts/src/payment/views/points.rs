use super::super::books::{Books, Posting};
use kernel::{Cause, MemberId, View};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A member's points (003-R1), what is held of his money, and what he owes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Points {
    pub id: MemberId,
    pub books: Books,
}

/// What is told about it: whatever moves his money.
#[derive(Deserialize)]
pub(in super::super) enum Told {
    #[serde(rename = "points.toppedUp")]
    ToppedUp { member: MemberId, postings: Vec<Posting> },
    #[serde(rename = "payment.held")]
    Held { member: MemberId, postings: Vec<Posting> },
    #[serde(rename = "payment.completed")]
    Completed { member: MemberId, postings: Vec<Posting> },
    #[serde(rename = "payment.canceled")]
    Canceled { member: MemberId, postings: Vec<Posting> },
    #[serde(rename = "payment.chargedLate")]
    ChargedLate { member: MemberId, postings: Vec<Posting> },
    #[serde(rename = "fee.owed")]
    Owed { member: MemberId, postings: Vec<Posting> },
}

impl Told {
    fn moved(&self) -> (&MemberId, &[Posting]) {
        let (Told::ToppedUp { member, postings }
        | Told::Held { member, postings }
        | Told::Completed { member, postings }
        | Told::Canceled { member, postings }
        | Told::ChargedLate { member, postings }
        | Told::Owed { member, postings }) = self;
        (member, postings)
    }
}

impl View for Points {
    const NAME: &'static str = "points";
    const VERSION: u32 = 2;
    const HEARS: &'static [&'static str] = &[
        "points.toppedUp",
        "payment.held",
        "payment.completed",
        "payment.canceled",
        "payment.chargedLate",
        "fee.owed",
    ];
    const INDEXES: &'static [&'static str] = &["customerId"];
    type Fact = Told;

    fn blank(key: &str) -> Self {
        Self { id: key.parse().unwrap_or_default(), ..Self::default() }
    }

    fn key(fact: &Told) -> Option<String> {
        Some(fact.moved().0.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        let (member, postings) = fact.moved();
        self.id = member.clone();
        self.books.post(postings);
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("customerId", self.id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.id.as_str())
    }

    fn on(&self, _: kernel::Day) -> Option<Value> {
        let Books { points, held, owed } = self.books;
        Some(json!({"id": self.id, "customerId": self.id, "point": points, "held": held, "owed": -owed}))
    }
}
