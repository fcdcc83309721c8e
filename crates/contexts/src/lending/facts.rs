//! What can happen to a borrower. `facts/` holds a golden sample of each: never edited, only added to.

use super::{tariff::Tariff, terms::Group};
use kernel::{Day, Fact, LoanId, MemberId, PaymentId, ReturnId, TitleId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Copies of one return that belong to one loan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Share {
    pub borrow_id: LoanId,
    pub qty: u32,
}

/// What can happen to a borrower.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "loan.requested")]
    Requested {
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        borrow_day: Day,
        /// Provisional, unless the desk set it: the kind of book is not known yet.
        due_day: Day,
        due_by_desk: bool,
        group: Group,
        terms: String,
        /// Copies he may hold at once by himself.
        copies_at_once: u32,
        /// The desk went beyond that.
        beyond_limit: bool,
    },
    #[serde(rename = "loan.borrowed")]
    Borrowed {
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        name: String,
        kind: String,
        qty: u32,
        borrow_day: Day,
        due_day: Day,
        due_by_desk: bool,
        loan_days: u16,
        renewals_max: u8,
        group: Group,
        terms: String,
        tariff: Tariff,
    },
    #[serde(rename = "loan.canceled")]
    Canceled {
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        reason: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        on_shelf: Option<u32>,
    },
    #[serde(rename = "loan.renewed")]
    Renewed {
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        from: Day,
        due_day: Day,
        loan_days: u16,
        renewals: u8,
        renewals_max: u8,
        terms: String,
    },
    #[serde(rename = "loan.overdue")]
    Overdue { loan: LoanId, member: MemberId, title: TitleId, name: String, qty: u32, due_day: Day, late_days: u32 },
    #[serde(rename = "loan.returned")]
    Returned {
        loan: LoanId,
        member: MemberId,
        title: TitleId,
        #[serde(rename = "return")]
        ret: ReturnId,
        qty: u32,
        left: u32,
        day: Day,
        due_day: Day,
        late_days: u32,
    },
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
    #[serde(rename = "fee.charged")]
    FeeCharged {
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
    FeePaid { fee: ReturnId, member: MemberId, amount: Won, payment: PaymentId },
    #[serde(rename = "borrower.grouped")]
    Grouped { member: MemberId, group: Group, copies_at_once: u32, terms: String },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] = &[
        "loan.requested",
        "loan.borrowed",
        "loan.canceled",
        "loan.renewed",
        "loan.overdue",
        "loan.returned",
        "return.recorded",
        "fee.charged",
        "fee.paid",
        "borrower.grouped",
    ];
}
