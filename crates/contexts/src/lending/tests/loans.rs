//! Asking, getting, not getting, renewing, being late.

use super::*;
use kernel::{Alarm, Decider, RefusalKind, Role, When};

#[test]
fn req_000_f2_a_loan_is_asked_for_and_begins_when_the_copies_are_promised() {
    given([]).when(request("l1", 4, None, None)).then([requested("l1", 4)]);
    given([requested("l1", 4)]).when(request("l1", 4, None, None)).nothing();
    given([requested("l1", 4)]).on("2021-09-15").when(confirm("l1", "book")).then([borrowed("l1", 4)]);
    given(on_loan("l1", 4)).when(confirm("l1", "book")).nothing();
}

#[test]
fn the_kind_of_book_decides_how_long() {
    let due = |events: &[Event], kind: &str| match &given(events.to_vec()).when(confirm("l1", kind)).facts()[..] {
        [Event::Borrowed { due_day, loan_days, renewals_max, .. }] => (due_day.to_string(), *loan_days, *renewals_max),
        other => panic!("{other:?}"),
    };
    let standard = [requested("l1", 1)];
    assert_eq!(due(&standard, "media"), ("2021-09-20".into(), 7, 1));
    let group = Group::Preferred;
    let grouped = Event::Grouped { member: kim(), group, copies_at_once: 200, terms: "loan-terms-1".into() };
    assert_eq!(due(&[grouped, requested("l1", 1)], "book"), ("2021-10-11".into(), 28, 3));
}

#[test]
fn reference_works_are_not_lent() {
    given([requested("l1", 1)]).when(confirm("l1", "reference")).then([canceled("l1", 1, "not-for-loan", None)]);
}

#[test]
fn the_desk_sets_dates_in_their_order() {
    let early = request("l1", 1, Some("2021-08-01"), Some("2021-08-11"));
    let state = given([]).when(early).facts();
    let [Event::Requested { borrow_day, due_day, due_by_desk: true, .. }] = &state[..] else { panic!("{state:?}") };
    assert_eq!((*borrow_day, *due_day), (day("2021-08-01"), day("2021-08-11")));
    let facts = given(state).when(confirm("l1", "book")).facts();
    let [Event::Borrowed { due_day, due_by_desk: true, .. }] = &facts[..] else { panic!("{facts:?}") };
    assert_eq!(*due_day, day("2021-08-11"));
    let wrong = request("l1", 1, Some("2021-08-11"), Some("2021-08-10"));
    let refused = given([]).when(wrong).refused("due-before-borrow");
    assert_eq!((refused.kind, refused.field.as_deref()), (RefusalKind::Invalid, Some("expireDate")));
    given([]).when(request("l1", 1, None, Some("2021-09-13"))).facts();
    given([]).when(request("l1", 1, None, Some("2021-09-12"))).refused("due-before-borrow");
}

#[test]
fn copies_at_once_are_limited_for_members_and_not_for_the_desk() {
    let asks = |events: Vec<Event>, role| given(events).by(role, "kim").when(request("l2", 1, None, None));
    asks(vec![requested("l1", 49)], Role::Patron).facts();
    asks(vec![requested("l1", 50)], Role::Patron).refused("loan-limit");
    asks(on_loan("l1", 50), Role::Patron).refused("loan-limit");
    asks(on_loan("l1", 50), Role::Teacher).refused("loan-limit");
    let facts = asks(on_loan("l1", 50), Role::Librarian).facts();
    assert!(matches!(&facts[..], [Event::Requested { beyond_limit: true, copies_at_once: 50, .. }]), "{facts:?}");
    let freed = on_loan("l1", 50).into_iter().chain([canceled("l1", 50, "withdrawn", None)]);
    asks(freed.collect(), Role::Patron).facts();
}

#[test]
fn reg_t1_a_thousand_requests_of_one_patron_give_exactly_the_limit() {
    let mut patron = Borrower::default();
    let mut cause = kernel::spec::cause_on("2021-09-13");
    cause.actor.role = Role::Patron;
    let mut taken = 0;
    for number in 0..1000 {
        if let Ok(events) = patron.decide(request(&number.to_string(), 1, None, None), &cause) {
            taken += events.len();
            patron = events.iter().fold(patron, Borrower::evolve);
        }
    }
    assert_eq!((taken, patron.copies()), (50, 50));
}

#[test]
fn req_000_p3_a_loan_of_more_than_is_there_is_canceled() {
    let cancel = |why: &str| Command::Cancel { loan: id("l1"), why: why.into(), on_shelf: 4 };
    let out = canceled("l1", 5, "out-of-stock", Some(4));
    let after = given([requested("l1", 5)]).when(cancel("out-of-stock")).then([out.clone()]);
    assert_eq!(after.copies(), 0);
    given([requested("l1", 5), out.clone()]).when(cancel("out-of-stock")).nothing();
    given(on_loan("l1", 5)).when(cancel("out-of-stock")).nothing();
    // A late success finds the loan closed; its copies are on their way back already.
    given([requested("l1", 5), out]).when(confirm("l1", "book")).nothing();
}

#[test]
fn decision_7_only_what_is_open_is_withdrawn() {
    let withdraw = Command::Withdraw { loan: id("l1") };
    let withdrawn = canceled("l1", 2, "withdrawn", None);
    given([requested("l1", 2)]).when(withdraw.clone()).then([withdrawn.clone()]);
    given([requested("l1", 2), withdrawn]).when(withdraw.clone()).refused("not-open");
    given(on_loan("l1", 2)).when(withdraw).refused("already-borrowed");
}

fn renewed(from: &str, due_day: &str, renewals: u8) -> Event {
    Event::Renewed {
        loan: id("l1"),
        member: kim(),
        title: title("5"),
        qty: 1,
        from: day(from),
        due_day: day(due_day),
        loan_days: 14,
        renewals,
        renewals_max: 2,
        terms: "loan-terms-1".into(),
    }
}

#[test]
fn a_loan_is_renewed_twice_from_its_due_day() {
    let renew = Command::Renew { loan: id("l1") };
    let (first, second) = (renewed("2021-09-27", "2021-10-11", 1), renewed("2021-10-11", "2021-10-25", 2));
    given(on_loan("l1", 1)).on("2021-09-27").when(renew.clone()).then([first.clone()]);
    let once = || on_loan("l1", 1).into_iter().chain([first.clone()]);
    given(once()).on("2021-10-11").when(renew.clone()).then([second.clone()]);
    given(once().chain([second])).on("2021-10-12").when(renew.clone()).refused("no-renewals-left");
    given([requested("l1", 1)]).when(renew.clone()).refused("not-on-loan-yet");
    given([]).when(renew).refused("not-open");
}

#[test]
fn reg_t7_a_late_loan_is_not_renewed_and_its_fee_stays() {
    let renew = Command::Renew { loan: id("l1") };
    given(on_loan("l1", 1)).on("2021-09-28").when(renew).refused("overdue");
    let facts = given(on_loan("l1", 1)).on("2021-09-28").when(give_back("r1", 1, None)).facts();
    assert!(matches!(facts.last(), Some(Event::FeeCharged { amount: kernel::Won(500), .. })), "{facts:?}");
}

fn overdue(loan: &str, due_day: &str, late_days: u32) -> Event {
    let (name, due_day) = ("어린 왕자".into(), day(due_day));
    Event::Overdue { loan: id(loan), member: kim(), title: title("5"), name, qty: 1, due_day, late_days }
}

#[test]
fn being_late_is_noted_once_on_the_day_after() {
    let rings = |on| Some(Alarm { when: When::Day(day(on)), command: Command::NoteOverdue });
    let is_set = |events: Vec<Event>| given(events).state().alarm().map(|alarm| alarm.when);
    assert_eq!(is_set(vec![]), None);
    assert_eq!(is_set(vec![requested("l1", 1)]), None);
    assert_eq!(is_set(on_loan("l1", 1)), rings("2021-09-28").map(|alarm| alarm.when));
    given(on_loan("l1", 1)).on("2021-09-27").when(Command::NoteOverdue).nothing();
    let noted = overdue("l1", "2021-09-27", 1);
    let after = given(on_loan("l1", 1)).on("2021-09-28").when(Command::NoteOverdue).then([noted]);
    assert_eq!(after.alarm().map(|alarm| alarm.when), None);
}

#[test]
fn what_was_noted_or_has_not_begun_is_not_noted_again() {
    let noted = overdue("l1", "2021-09-27", 1);
    let events = on_loan("l1", 1).into_iter().chain([noted, requested("l2", 1)]);
    given(events).on("2021-12-31").when(Command::NoteOverdue).nothing();
}

#[test]
fn the_alarm_is_for_the_earliest_and_comes_to_rest() {
    let events: Vec<Event> =
        on_loan("l1", 1).into_iter().chain([requested("l2", 1), borrowed_until("l2", 1, "2021-09-20")]).collect();
    let mut borrower = given(events).state();
    let mut rang = vec![];
    while let Some(Alarm { when: When::Day(on), command }) = borrower.alarm() {
        let facts = borrower.decide(command, &kernel::spec::cause_on(&on.to_string())).unwrap();
        assert!(!facts.is_empty(), "rings on {on} for nothing");
        borrower = facts.iter().fold(borrower, Borrower::evolve);
        rang.push(on.to_string());
    }
    assert_eq!(rang, ["2021-09-21", "2021-09-28"]);
}

#[test]
fn a_group_is_given_once() {
    let join = Command::PutInGroup { member: kim(), group: Group::Preferred };
    let grouped =
        Event::Grouped { member: kim(), group: Group::Preferred, copies_at_once: 200, terms: "loan-terms-1".into() };
    given([]).when(join.clone()).then([grouped.clone()]);
    given([grouped]).when(join).nothing();
}
