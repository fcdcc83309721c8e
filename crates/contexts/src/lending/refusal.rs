use kernel::{Day, RefusalKind, Text, text};

/// Why a borrower is told no. Only the caller hears it.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    LoanLimit { most: u32, now: u64 },
    DueBeforeBorrow { borrow_day: Day, due_day: Day },
    NotOpen,
    AlreadyBorrowed,
    MoreThanOnLoan { returned: u32, on_loan: u64 },
    ReturnBeforeBorrow { borrow_day: Day },
    NotOnLoanYet,
    Overdue { due_day: Day, late_days: u32 },
    NoRenewalsLeft { most: u8 },
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::LoanLimit { .. } => "loan-limit",
            Refusal::DueBeforeBorrow { .. } => "due-before-borrow",
            Refusal::NotOpen => "not-open",
            Refusal::AlreadyBorrowed => "already-borrowed",
            Refusal::MoreThanOnLoan { .. } => "more-than-on-loan",
            Refusal::ReturnBeforeBorrow { .. } => "return-before-borrow",
            Refusal::NotOnLoanYet => "not-on-loan-yet",
            Refusal::Overdue { .. } => "overdue",
            Refusal::NoRenewalsLeft { .. } => "no-renewals-left",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::LoanLimit { most, now } => text!(
                "한 번에 {most}권까지 빌릴 수 있는데 지금 {now}권을 빌렸거나 신청해 두었습니다. 책을 반납하거나 사서에게 문의하세요",
                "at most {most} copies at once, and {now} are on loan or asked for; return some, or ask at the desk"
            ),
            Refusal::DueBeforeBorrow { borrow_day, due_day } => text!(
                "반납 예정일({due_day})이 대출일({borrow_day})보다 빠릅니다",
                "the due date {due_day} is before the loan begins on {borrow_day}"
            ),
            Refusal::NotOpen => text!(
                "이미 반납되었거나 취소된 대출입니다",
                "this loan is over: it was returned or canceled"
            ),
            Refusal::AlreadyBorrowed => text!(
                "이미 대출된 책은 취소할 수 없습니다. 반납해 주세요",
                "the book is on loan already and cannot be canceled; return it instead"
            ),
            Refusal::MoreThanOnLoan { returned, on_loan } => text!(
                "{returned}권을 반납하려 했지만 대출 중인 책은 {on_loan}권입니다",
                "{returned} cannot be returned: {on_loan} are on loan"
            ),
            Refusal::ReturnBeforeBorrow { borrow_day } => text!(
                "반납일이 대출일({borrow_day})보다 빠릅니다",
                "the return date is before the loan began on {borrow_day}"
            ),
            Refusal::NotOnLoanYet => text!(
                "아직 대출이 확정되지 않아 연장할 수 없습니다",
                "the loan has not begun yet, so there is nothing to renew"
            ),
            Refusal::Overdue { due_day, late_days } => text!(
                "반납 예정일({due_day})이 {late_days}일 지나 연장할 수 없습니다. 책을 반납해 주세요",
                "it was due on {due_day}, {late_days} days ago, and cannot be renewed; please return it"
            ),
            Refusal::NoRenewalsLeft { most: 0 } => text!(
                "연장할 수 없는 자료입니다",
                "this kind of book cannot be renewed"
            ),
            Refusal::NoRenewalsLeft { most } => text!(
                "연장은 {most}번까지 할 수 있으며, 이미 모두 연장했습니다",
                "a loan can be renewed {most} times, and this one was"
            ),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::DueBeforeBorrow { .. } | Refusal::ReturnBeforeBorrow { .. } => RefusalKind::Invalid,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::DueBeforeBorrow { .. } => Some("expireDate"),
            Refusal::ReturnBeforeBorrow { .. } => Some("returnDate"),
            _ => None,
        }
    }
}
