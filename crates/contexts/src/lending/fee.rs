use super::{reasons, tariff::Tariff};
use kernel::{Cause, Day, MemberId, PaymentId, ReturnId, Text, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// What a member owes for being late (000-F4). It has the id of the return it was charged for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Fee {
    pub id: ReturnId,
    pub user_id: MemberId,
    pub book_id: TitleId,
    /// What the book is called.
    pub title: String,
    pub amount: Won,
    /// `owed`, then `paid`.
    pub status: String,
    /// The payment it was paid with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_by: Option<PaymentId>,
    pub late_days: u32,
    pub charged_on: Day,
    /// Version of the tariff.
    pub tariff: String,
    pub reason: String,
    pub explanation: Text,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "fee.charged")]
    Charged {
        fee: ReturnId,
        member: MemberId,
        title: TitleId,
        name: String,
        day: Day,
        due_day: Day,
        late_days: u32,
        amount: Won,
        tariff: Tariff,
    },
    #[serde(rename = "fee.paid")]
    Paid { fee: ReturnId, payment: PaymentId },
}

impl View for Fee {
    const NAME: &'static str = "fees";
    const HEARS: &'static [&'static str] = &["fee.charged", "fee.paid"];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Charged { fee, .. } | Told::Paid { fee, .. }) = fact;
        Some(fee.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        Some(match fact {
            Told::Charged { fee, member, title, name, day, due_day, late_days, amount, tariff } => Self {
            id: fee.clone(),
            user_id: member.clone(),
            book_id: title.clone(),
            title: name.clone(),
            amount: *amount,
            status: if self.paid_by.is_some() { "paid" } else { "owed" }.into(),
            paid_by: self.paid_by,
            late_days: *late_days,
            charged_on: *day,
            tariff: tariff.version.clone(),
            reason: "late-return".into(),
            explanation: reasons::fee(*due_day, *day, *late_days, *amount, tariff),
            },
            Told::Paid { payment, .. } => Self { status: "paid".into(), paid_by: Some(payment.clone()), ..self },
        })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
