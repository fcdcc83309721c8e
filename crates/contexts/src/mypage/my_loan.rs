use super::tariff::{Tariff, late_days};
use kernel::{Cause, Day, LoanId, MemberId, TitleId, View};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One of a member's loans, on his page. A document per loan: a page with 2,000 of them is read in pages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyLoan {
    pub id: LoanId,
    pub user_id: MemberId,
    pub book_id: TitleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub qty: u32,
    pub returned_qty: u32,
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub borrow_date: Day,
    pub expire_date: Day,
    /// What being late would cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tariff: Option<Tariff>,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "loan.requested")]
    Requested { loan: LoanId, member: MemberId, title: TitleId, qty: u32, borrow_day: Day, due_day: Day },
    #[serde(rename = "loan.borrowed")]
    Borrowed { loan: LoanId, name: String, due_day: Day, tariff: Tariff },
    #[serde(rename = "loan.canceled")]
    Canceled { loan: LoanId, reason: String },
    #[serde(rename = "loan.renewed")]
    Renewed { loan: LoanId, due_day: Day },
    #[serde(rename = "loan.returned")]
    Returned { loan: LoanId, qty: u32, left: u32 },
}

impl View for MyLoan {
    const NAME: &'static str = "my_loans";
    const HEARS: &'static [&'static str] =
        &["loan.requested", "loan.borrowed", "loan.canceled", "loan.renewed", "loan.returned"];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Requested { loan, .. }
        | Told::Borrowed { loan, .. }
        | Told::Canceled { loan, .. }
        | Told::Renewed { loan, .. }
        | Told::Returned { loan, .. }) = fact;
        Some(loan.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Requested { loan, member, title, qty, borrow_day, due_day } => {
                self.id = loan.clone();
                self.user_id = member.clone();
                self.book_id = title.clone();
                self.qty = *qty;
                self.status = "requested".into();
                self.borrow_date = *borrow_day;
                self.expire_date = *due_day;
            }
            Told::Borrowed { name, due_day, tariff, .. } => {
                self.status = "borrowed".into();
                self.title = Some(name.clone());
                self.expire_date = *due_day;
                self.tariff = Some(tariff.clone());
            }
            Told::Canceled { reason, .. } => {
                self.status = "canceled".into();
                self.reason = Some(reason.clone());
            }
            Told::Renewed { due_day, .. } => self.expire_date = *due_day,
            Told::Returned { qty, left, .. } => {
                self.returned_qty += qty;
                if *left == 0 {
                    self.status = "returned".into();
                    self.tariff = None;
                }
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

    /// What is on loan says how late it is and what it would cost to return it today; nothing of it is charged yet.
    fn on(&self, today: Day) -> Option<Value> {
        let tariff = self.tariff.as_ref()?;
        let mut shown = serde_json::to_value(self).ok()?;
        shown["lateDays"] = json!(late_days(self.expire_date, today));
        shown["feeIfReturnedToday"] = json!(tariff.fee(self.expire_date, today));
        Some(shown)
    }
}
