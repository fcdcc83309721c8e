mod loans;
mod properties;
mod returns;
mod views;

use super::{
    borrower::{Borrower, Command, ReturnOf},
    facts::Event,
    tariff::Tariff,
    terms::Group,
};
use kernel::{Day, LoanId, MemberId, TitleId};

/// A borrower to whom this happened.
pub(super) fn given(events: impl IntoIterator<Item = Event>) -> kernel::spec::Given<Borrower> {
    kernel::spec::given(events)
}

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) fn kim() -> MemberId {
    "kim".parse().unwrap()
}

pub(super) fn title(text: &str) -> TitleId {
    text.parse().unwrap()
}

pub(super) fn id(text: &str) -> LoanId {
    text.parse().unwrap()
}

/// Kim asks for copies of title 5, with dates if any.
pub(super) fn request(loan: &str, qty: u32, borrow_day: Option<&str>, due_day: Option<&str>) -> Command {
    let (borrow_day, due_day) = (borrow_day.map(day), due_day.map(day));
    Command::Request { loan: id(loan), member: kim(), title: title("5"), qty, borrow_day, due_day }
}

/// Kim asked for copies of title 5 on 13 September.
pub(super) fn requested(loan: &str, qty: u32) -> Event {
    Event::Requested {
        loan: id(loan),
        member: kim(),
        title: title("5"),
        qty,
        borrow_day: day("2021-09-13"),
        due_day: day("2021-09-27"),
        due_by_desk: false,
        group: Group::Standard,
        terms: "loan-terms-1".into(),
        copies_at_once: 50,
        beyond_limit: false,
    }
}

/// He got them, until 27 September.
pub(super) fn borrowed(loan: &str, qty: u32) -> Event {
    borrowed_until(loan, qty, "2021-09-27")
}

pub(super) fn borrowed_until(loan: &str, qty: u32, due_day: &str) -> Event {
    Event::Borrowed {
        loan: id(loan),
        member: kim(),
        title: title("5"),
        name: "어린 왕자".into(),
        kind: "book".into(),
        qty,
        borrow_day: day("2021-09-13"),
        due_day: day(due_day),
        due_by_desk: false,
        loan_days: 14,
        renewals_max: 2,
        group: Group::Standard,
        terms: "loan-terms-1".into(),
        tariff: Tariff::in_force(),
    }
}

/// Kim has these copies of title 5 on loan, until 27 September.
pub(super) fn on_loan(loan: &str, qty: u32) -> Vec<Event> {
    vec![requested(loan, qty), borrowed(loan, qty)]
}

pub(super) fn confirm(loan: &str, kind: &str) -> Command {
    Command::Confirm { loan: id(loan), name: "어린 왕자".into(), kind: kind.into() }
}

pub(super) fn canceled(loan: &str, qty: u32, reason: &str, on_shelf: Option<u32>) -> Event {
    Event::Canceled { loan: id(loan), member: kim(), title: title("5"), qty, reason: reason.into(), on_shelf }
}

/// Copies of title 5 come back.
pub(super) fn give_back(ret: &str, qty: u32, on: Option<&str>) -> Command {
    let ret = ret.parse().unwrap();
    Command::Return { ret, of: ReturnOf::Title(title("5")), qty, day: on.map(day) }
}
