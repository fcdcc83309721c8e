//! Giving back: which loans it is matched to, and what it costs.

use super::super::facts::Share;
use super::*;
use kernel::{RefusalKind, ReturnId, Won};

fn ret(text: &str) -> ReturnId {
    text.parse().unwrap()
}

fn returned(loan: &str, (qty, left): (u32, u32), on: &str, due: &str, late_days: u32) -> Event {
    let (day, due_day) = (day(on), day(due));
    Event::Returned { loan: id(loan), member: kim(), title: title("5"), ret: ret("r1"), qty, left, day, due_day, late_days }
}

fn recorded(on: &str, due: &str, late_days: u32, fee: i64, borrows: &[(&str, u32)]) -> Event {
    Event::Recorded {
        ret: ret("r1"),
        member: kim(),
        title: title("5"),
        qty: borrows.iter().map(|(_, qty)| qty).sum(),
        day: day(on),
        due_day: day(due),
        late_days,
        fee: Won(fee),
        tariff: Tariff::in_force(),
        borrows: borrows.iter().map(|(loan, qty)| Share { borrow_id: id(loan), qty: *qty }).collect(),
    }
}

fn charged(on: &str, due: &str, late_days: u32, amount: i64) -> Event {
    Event::FeeCharged {
        fee: ret("r1"),
        member: kim(),
        title: title("5"),
        name: "어린 왕자".into(),
        day: day(on),
        due_day: day(due),
        late_days,
        amount: Won(amount),
        tariff: Tariff::in_force(),
    }
}

#[test]
fn worked_example_borrow_4_return_3_of_them_7_days_late() {
    let (on, due) = ("2021-10-04", "2021-09-27");
    let after = given(on_loan("l1", 4)).on("2021-09-14").when(give_back("r1", 3, Some(on))).then([
        returned("l1", (3, 1), on, due, 7),
        recorded(on, due, 7, 500, &[("l1", 3)]),
        charged(on, due, 7, 500),
    ]);
    assert_eq!(after.copies(), 1);
}

#[test]
fn req_000_f3_a_return_in_time_costs_nothing() {
    let (on, due) = ("2021-09-27", "2021-09-27");
    let outcome = given(on_loan("l1", 1)).on(on).when(give_back("r1", 1, None));
    let after = outcome.then([returned("l1", (1, 0), on, due, 0), recorded(on, due, 0, 0, &[("l1", 1)])]);
    assert!(after.loans.is_empty());
}

#[test]
fn req_000_t3_the_fee_is_per_return_by_civil_days() {
    let expected = [("2021-09-28", 500), ("2021-10-04", 500), ("2021-10-05", 1000), ("2021-10-11", 1000)];
    for (on, won) in expected.into_iter().chain([("2021-10-12", 2000), ("2022-09-27", 2000)]) {
        for qty in [1, 4] {
            let facts = given(on_loan("l1", 4)).on(on).when(give_back("r1", qty, None)).facts();
            let fees: Vec<_> = facts.iter().filter(|fact| matches!(fact, Event::FeeCharged { .. })).collect();
            let [Event::FeeCharged { amount, .. }] = &fees[..] else { panic!("{on}: {facts:?}") };
            assert_eq!(*amount, Won(won), "{qty} on {on}");
        }
    }
}

#[test]
fn req_000_t2_nothing_is_charged_before_it_comes_back() {
    let facts = given(on_loan("l1", 1)).on("2021-12-31").when(Command::NoteOverdue).facts();
    assert!(facts.iter().all(|fact| matches!(fact, Event::Overdue { .. })), "{facts:?}");
}

#[test]
fn req_000_t4_never_more_than_is_on_loan() {
    given(on_loan("l1", 4)).when(give_back("r1", 5, None)).refused("more-than-on-loan");
    given([]).when(give_back("r1", 1, None)).refused("more-than-on-loan");
    given([requested("l1", 4)]).when(give_back("r1", 1, None)).refused("more-than-on-loan");
    let partly = on_loan("l1", 4).into_iter().chain([returned("l1", (3, 1), "2021-09-20", "2021-09-27", 0)]);
    let says = given(partly).when(give_back("r1", 2, None)).refused("more-than-on-loan").says;
    assert!(says.en.contains("2 cannot") && says.en.contains("1 are"), "{says:?}");
}

/// Two loans of title 5: `late` is due first although it was borrowed second and sorts second.
fn two_loans() -> Vec<Event> {
    let late = [requested("late", 2), borrowed_until("late", 2, "2021-09-20")];
    on_loan("early", 2).into_iter().chain(late).collect()
}

#[test]
fn decision_5_returns_are_matched_to_the_oldest_due_date_first() {
    let (on, due) = ("2021-09-15", "2021-09-20");
    given(two_loans()).on(on).when(give_back("r1", 3, None)).then([
        returned("late", (2, 0), on, due, 0),
        returned("early", (1, 1), on, "2021-09-27", 0),
        recorded(on, due, 0, 0, &[("late", 2), ("early", 1)]),
    ]);
}

#[test]
fn decision_5_the_due_date_counts_and_not_the_day_it_was_borrowed() {
    let mut later = requested("a", 1);
    if let Event::Requested { borrow_day, .. } = &mut later {
        *borrow_day = day("2021-09-14");
    }
    let events = on_loan("b", 1).into_iter().chain([later, borrowed_until("a", 1, "2021-09-20")]);
    let facts = given(events).on("2021-09-15").when(give_back("r1", 1, None)).facts();
    assert!(matches!(&facts[0], Event::Returned { loan, .. } if *loan == id("a")), "{facts:?}");
}

#[test]
fn decision_5_one_return_over_several_loans_costs_one_fee_by_the_greatest_lateness() {
    let (on, due) = ("2021-09-28", "2021-09-20");
    given(two_loans()).on(on).when(give_back("r1", 4, None)).then([
        returned("late", (2, 0), on, due, 8),
        returned("early", (2, 0), on, "2021-09-27", 1),
        recorded(on, due, 8, 1000, &[("late", 2), ("early", 2)]),
        charged(on, due, 8, 1000),
    ]);
}

#[test]
fn a_return_of_one_loan_leaves_the_others_alone() {
    let of = |qty| Command::Return { ret: ret("r1"), of: ReturnOf::Loan(id("early")), qty, day: None };
    let (on, due) = ("2021-09-28", "2021-09-27");
    given(two_loans()).on(on).when(of(1)).then([
        returned("early", (1, 1), on, due, 1),
        recorded(on, due, 1, 500, &[("early", 1)]),
        charged(on, due, 1, 500),
    ]);
    given(two_loans()).on(on).when(of(3)).refused("more-than-on-loan");
}

#[test]
fn another_title_is_another_matter() {
    let other = Command::Return { ret: ret("r1"), of: ReturnOf::Title(title("6")), qty: 1, day: None };
    given(on_loan("l1", 4)).when(other).refused("more-than-on-loan");
}

#[test]
fn nothing_comes_back_before_it_was_borrowed() {
    let refused = given(on_loan("l1", 1)).when(give_back("r1", 1, Some("2021-09-12"))).refused("return-before-borrow");
    assert_eq!((refused.kind, refused.field.as_deref()), (RefusalKind::Invalid, Some("returnDate")));
    given(on_loan("l1", 1)).when(give_back("r1", 1, Some("2021-09-13"))).facts();
}

#[test]
fn a_loan_keeps_the_tariff_it_was_made_under() {
    let mut begun = on_loan("l1", 1);
    if let Some(Event::Borrowed { tariff, .. }) = begun.last_mut() {
        tariff.version = "older".into();
        tariff.steps[0].fee = Won(100);
    }
    let facts = given(begun).on("2021-09-28").when(give_back("r1", 1, None)).facts();
    let Some(Event::FeeCharged { amount, tariff, .. }) = facts.last() else { panic!("{facts:?}") };
    assert_eq!((*amount, tariff.version.as_str()), (Won(100), "older"));
}

#[test]
fn reg_t5_lateness_is_counted_in_civil_days_over_months_and_leap_days() {
    let begun = || vec![requested("l1", 1), borrowed_until("l1", 1, "2024-02-28")];
    for (on, late) in [("2024-02-28", 0), ("2024-02-29", 1), ("2024-03-31", 32), ("2025-02-28", 366)] {
        let facts = given(begun()).on(on).when(give_back("r1", 1, None)).facts();
        assert!(facts.iter().any(|f| matches!(f, Event::Recorded { late_days, .. } if *late_days == late)), "{facts:?}");
    }
}

#[test]
fn a_fee_is_paid_once_and_then_forgotten() {
    let back = given(on_loan("l1", 1)).when(give_back("r1", 1, Some("2021-10-04"))).facts();
    let charged: Vec<Event> = on_loan("l1", 1).into_iter().chain(back).collect();
    let note = |fees: &[&str]| Command::NoteFeesPaid {
        payment: "p1".parse().unwrap(),
        fees: fees.iter().map(|fee| fee.parse().unwrap()).collect(),
    };
    let paid = Event::FeePaid {
        fee: "r1".parse().unwrap(),
        member: kim(),
        amount: kernel::Won(500),
        payment: "p1".parse().unwrap(),
    };
    let after = given(charged.clone()).when(note(&["r1", "of-somebody-else"])).then([paid.clone()]);
    assert!(after.unpaid.is_empty());
    given(charged.into_iter().chain([paid])).when(note(&["r1"])).nothing();
}
