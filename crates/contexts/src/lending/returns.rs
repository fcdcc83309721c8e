use super::{facts::Share, reasons, tariff::Tariff};
use kernel::{Cause, Day, MemberId, ReturnId, Text, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// A return as the public sees it (000-F3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Return {
    pub id: ReturnId,
    pub user_id: MemberId,
    pub book_id: TitleId,
    pub qty: u32,
    pub return_date: Day,
    /// Of the loan that was latest.
    pub late_days: u32,
    pub fee: Won,
    /// Version of the tariff.
    pub tariff: String,
    pub fee_reason: Text,
    /// The loans it was matched to, oldest due date first.
    pub borrows: Vec<Share>,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "return.recorded")]
    Recorded {
        #[serde(rename = "return")]
        ret: ReturnId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        day: Day,
        due_day: Day,
        late_days: u32,
        fee: Won,
        tariff: Tariff,
        borrows: Vec<Share>,
    },
}

impl View for Return {
    const NAME: &'static str = "returns";
    const HEARS: &'static [&'static str] = &["return.recorded"];
    const INDEXES: &'static [&'static str] = &["userId", "bookId"];
    type Fact = Told;

    fn key(Told::Recorded { ret, .. }: &Told) -> Option<String> {
        Some(ret.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        let Told::Recorded { ret, member, title, qty, day, due_day, late_days, fee, tariff, borrows } = fact;
        Some(Self {
            id: ret.clone(),
            user_id: member.clone(),
            book_id: title.clone(),
            qty: *qty,
            return_date: *day,
            late_days: *late_days,
            fee: *fee,
            tariff: tariff.version.clone(),
            fee_reason: reasons::fee(*due_day, *day, *late_days, *fee, tariff),
            borrows: borrows.clone(),
        })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string()), ("bookId", self.book_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
