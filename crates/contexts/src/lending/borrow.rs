use super::{reasons, terms::Group};
use kernel::{Cause, Day, LoanId, MemberId, Text, TitleId, View};
use serde::{Deserialize, Serialize};

/// A loan as the public sees it (000-F2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Borrow {
    pub id: LoanId,
    pub user_id: MemberId,
    pub book_id: TitleId,
    /// What the book is called, once the loan has begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub qty: u32,
    pub returned_qty: u32,
    pub status: Status,
    /// Why it was canceled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
    pub borrow_date: Day,
    pub expire_date: Day,
    pub due_reason: Text,
    pub renewals: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renewals_left: Option<u8>,
    /// Its due day went by while it was on loan.
    pub overdue: bool,
    /// The desk lent more than the member could have taken himself.
    pub beyond_limit: bool,
}

/// How far a loan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Requested,
    Borrowed,
    Returned,
    Canceled,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Requested => "requested",
            Status::Borrowed => "borrowed",
            Status::Returned => "returned",
            Status::Canceled => "canceled",
        }
    }
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "loan.requested")]
    Requested {
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        borrow_day: Day,
        due_day: Day,
        due_by_desk: bool,
        beyond_limit: bool,
    },
    #[serde(rename = "loan.borrowed")]
    Borrowed {
        loan: LoanId,
        name: String,
        kind: String,
        borrow_day: Day,
        due_day: Day,
        due_by_desk: bool,
        loan_days: u16,
        renewals_max: u8,
        group: Group,
        terms: String,
    },
    #[serde(rename = "loan.canceled")]
    Canceled { loan: LoanId, qty: u32, reason: String, on_shelf: Option<u32> },
    #[serde(rename = "loan.renewed")]
    Renewed { loan: LoanId, from: Day, due_day: Day, loan_days: u16, renewals: u8, renewals_max: u8, terms: String },
    #[serde(rename = "loan.overdue")]
    Overdue { loan: LoanId },
    #[serde(rename = "loan.returned")]
    Returned { loan: LoanId, qty: u32, left: u32 },
}

impl View for Borrow {
    const NAME: &'static str = "borrows";
    const HEARS: &'static [&'static str] = &[
        "loan.requested",
        "loan.borrowed",
        "loan.canceled",
        "loan.renewed",
        "loan.overdue",
        "loan.returned",
    ];
    const INDEXES: &'static [&'static str] = &["userId", "bookId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Requested { loan, .. }
        | Told::Borrowed { loan, .. }
        | Told::Canceled { loan, .. }
        | Told::Renewed { loan, .. }
        | Told::Overdue { loan }
        | Told::Returned { loan, .. }) = fact;
        Some(loan.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Requested { loan, member, title, qty, borrow_day, due_day, due_by_desk, beyond_limit } => {
                self.id = loan.clone();
                self.user_id = member.clone();
                self.book_id = title.clone();
                self.qty = *qty;
                self.borrow_date = *borrow_day;
                self.expire_date = *due_day;
                self.due_reason = reasons::provisional_due(*due_day, *due_by_desk);
                self.beyond_limit = *beyond_limit;
            }
            Told::Borrowed { name, kind, borrow_day, due_day, due_by_desk, loan_days, renewals_max, group, terms, .. } => {
                self.status = Status::Borrowed;
                self.title = Some(name.clone());
                self.expire_date = *due_day;
                self.renewals_left = Some(*renewals_max);
                self.due_reason = match due_by_desk {
                    true => reasons::set_by_desk(*due_day),
                    false => reasons::due(*group, kind, *loan_days, *borrow_day, *due_day, terms),
                };
            }
            Told::Canceled { qty, reason, on_shelf, .. } => {
                self.status = Status::Canceled;
                self.explanation = Some(reasons::canceled(reason, *qty, *on_shelf));
                self.reason = Some(reason.clone());
            }
            Told::Renewed { from, due_day, loan_days, renewals, renewals_max, terms, .. } => {
                self.expire_date = *due_day;
                self.renewals = *renewals;
                self.renewals_left = Some(renewals_max.saturating_sub(*renewals));
                self.due_reason = reasons::renewed(*from, *due_day, *loan_days, (*renewals, *renewals_max), terms);
            }
            Told::Overdue { .. } => self.overdue = true,
            Told::Returned { qty, left, .. } => {
                self.returned_qty += qty;
                if *left == 0 {
                    self.status = Status::Returned;
                }
            }
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let status = self.status.word().to_owned();
        vec![("userId", self.user_id.to_string()), ("bookId", self.book_id.to_string()), ("status", status)]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }

    fn settled(&self) -> bool {
        self.status != Status::Requested
    }
}
