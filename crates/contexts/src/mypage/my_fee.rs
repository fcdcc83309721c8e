use kernel::{Cause, Day, MemberId, PaymentId, ReturnId, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// A late fee, on its member's page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyFee {
    pub id: ReturnId,
    pub user_id: MemberId,
    pub book_id: TitleId,
    pub title: String,
    pub amount: Won,
    pub status: String,
    pub late_days: u32,
    pub charged_on: Day,
    /// What it was paid with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_by: Option<PaymentId>,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "fee.charged")]
    Charged { fee: ReturnId, member: MemberId, title: TitleId, name: String, day: Day, late_days: u32, amount: Won },
    #[serde(rename = "fee.paid")]
    Paid { fee: ReturnId, payment: PaymentId },
}

impl View for MyFee {
    const NAME: &'static str = "my_fees";
    const HEARS: &'static [&'static str] = &["fee.charged", "fee.paid"];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Charged { fee, .. } | Told::Paid { fee, .. }) = fact;
        Some(fee.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Charged { fee, member, title, name, day, late_days, amount } => {
                self.id = fee.clone();
                self.user_id = member.clone();
                self.book_id = title.clone();
                self.title = name.clone();
                self.amount = *amount;
                self.status = if self.paid_by.is_some() { "paid" } else { "owed" }.into();
                self.late_days = *late_days;
                self.charged_on = *day;
            }
            Told::Paid { payment, .. } => {
                self.status = "paid".into();
                self.paid_by = Some(payment.clone());
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
}
