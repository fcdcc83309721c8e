use kernel::{Cause, Day, MemberId, ReturnId, TitleId, View, Won};
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
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "fee.charged")]
    Charged { fee: ReturnId, member: MemberId, title: TitleId, name: String, day: Day, late_days: u32, amount: Won },
}

impl View for MyFee {
    const NAME: &'static str = "my_fees";
    const HEARS: &'static [&'static str] = &["fee.charged"];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(Told::Charged { fee, .. }: &Told) -> Option<String> {
        Some(fee.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        let Told::Charged { fee, member, title, name, day, late_days, amount } = fact;
        Some(Self {
            id: fee.clone(),
            user_id: member.clone(),
            book_id: title.clone(),
            title: name.clone(),
            amount: *amount,
            status: "owed".into(),
            late_days: *late_days,
            charged_on: *day,
        })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
