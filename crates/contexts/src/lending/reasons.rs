//! Facts say structured reasons; here they become sentences for people.

use super::{
    borrower::{NOT_FOR_LOAN, WITHDRAWN},
    tariff::Tariff,
    terms::{Group, kind_label},
};
use kernel::{Day, Text, Won, text};

/// Why it is due when it is, as long as the copies are not promised.
pub(super) fn provisional_due(due_day: Day, by_desk: bool) -> Text {
    if by_desk {
        return set_by_desk(due_day);
    }
    text!(
        "예상 반납일은 {due_day}이며, 대출이 확정될 때 정해집니다",
        "expected to be due on {due_day}; fixed when the loan begins"
    )
}

/// The desk said so.
pub(super) fn set_by_desk(due_day: Day) -> Text {
    text!("사서가 반납 예정일을 {due_day}로 정했습니다", "the desk set the due date to {due_day}")
}

/// Why it is due when it is.
pub(super) fn due(group: Group, kind: &str, days: u16, borrow_day: Day, due_day: Day, terms: &str) -> Text {
    let (group, kind) = (group.label(), kind_label(kind));
    Text::new(
        format!(
            "{}의 {} 대출 기간은 {days}일입니다. {borrow_day}에 빌려 {due_day}까지 반납하면 됩니다(규정 {terms})",
            group.ko, kind.ko
        ),
        format!(
            "{} keep {} for {days} days: borrowed on {borrow_day}, due on {due_day} (terms {terms})",
            group.en, kind.en
        ),
    )
}

/// Why it is due when it is, after a renewal.
pub(super) fn renewed(from: Day, due_day: Day, days: u16, (renewals, most): (u8, u8), terms: &str) -> Text {
    text!(
        "{renewals}번째 연장(최대 {most}번)으로 반납 예정일이 {from}에서 {days}일 늦춰져 {due_day}이 되었습니다(규정 {terms})",
        "renewal {renewals} of {most} moved the due date by {days} days from {from} to {due_day} (terms {terms})"
    )
}

/// Why a return costs what it costs.
pub(super) fn fee(due_day: Day, day: Day, late_days: u32, fee: Won, tariff: &Tariff) -> Text {
    if late_days == 0 {
        return text!(
            "반납 예정일({due_day})을 지켜 연체료가 없습니다",
            "returned by the due date, {due_day}: there is no fee"
        );
    }
    let step = |ko: bool| {
        let steps = tariff.steps.iter().map(|step| match ko {
            true => format!("{}일 이상 {}원", step.from_day, step.fee),
            false => format!("{} won from day {}", step.fee, step.from_day),
        });
        steps.collect::<Vec<_>>().join(", ")
    };
    let (ko, en, version) = (step(true), step(false), &tariff.version);
    text!(
        "반납 예정일 {due_day}보다 {late_days}일 늦은 {day}에 반납하여 연체료는 {fee}원입니다(요금표 {version}: {ko})",
        "due on {due_day}, returned on {day}, {late_days} days late: the fee is {fee} won (tariff {version}: {en})"
    )
}

/// Why a loan did not come about.
pub(super) fn canceled(reason: &str, qty: u32, on_shelf: Option<u32>) -> Text {
    match (reason, on_shelf) {
        ("out-of-stock", None | Some(0)) => text!(
            "서가에 남은 책이 없어 대출이 취소되었습니다",
            "no copy was on the shelf, so the loan was canceled"
        ),
        ("out-of-stock", Some(on_shelf)) => text!(
            "{qty}권을 신청했지만 서가에 {on_shelf}권만 있어 대출이 취소되었습니다",
            "asked for: {qty}, on the shelf: {on_shelf}; so the loan was canceled"
        ),
        ("unknown-book", _) => text!(
            "도서관에 없는 책이어서 대출이 취소되었습니다",
            "the library does not have this book, so the loan was canceled"
        ),
        (NOT_FOR_LOAN, _) => text!(
            "관내에서만 볼 수 있는 참고 자료여서 대출이 취소되었습니다",
            "reference works are read in the library and not lent, so the loan was canceled"
        ),
        (WITHDRAWN, _) => text!("신청을 철회하여 대출이 취소되었습니다", "the request was withdrawn"),
        (other, _) => text!("대출이 취소되었습니다({other})", "the loan was canceled ({other})"),
    }
}
