//! What holds after any sequence of commands.

use super::*;
use kernel::{Decider, Role, Won, spec::cause_on};
use proptest::prelude::*;
use std::collections::BTreeMap;

const START: &str = "2021-09-01";

#[derive(Clone, Debug)]
enum Step {
    Ask(Command),
    Days(i32),
}

fn step() -> impl Strategy<Value = Step> {
    let loan = || (0u8..6).prop_map(|number| id(&number.to_string()));
    let book = || (0u8..2).prop_map(|number| title(&number.to_string()));
    let kind = prop_oneof![4 => Just("book"), 1 => Just("media"), 1 => Just("reference")];
    let ask = prop_oneof![
        4 => (loan(), book(), 1u32..5).prop_map(|(loan, title, qty)| Command::Request {
            loan, member: kim(), title, qty, borrow_day: None, due_day: None }),
        4 => (loan(), kind).prop_map(|(loan, kind)| Command::Confirm { loan, name: "책".into(), kind: kind.into() }),
        1 => loan().prop_map(|loan| Command::Cancel { loan, why: "out-of-stock".into(), on_shelf: 0 }),
        1 => loan().prop_map(|loan| Command::Withdraw { loan }),
        3 => (book(), 1u32..6).prop_map(|(title, qty)| Command::Return {
            ret: "r".parse().unwrap(), of: ReturnOf::Title(title), qty, day: None }),
        2 => (loan(), 1u32..6).prop_map(|(loan, qty)| Command::Return {
            ret: "r".parse().unwrap(), of: ReturnOf::Loan(loan), qty, day: None }),
        1 => loan().prop_map(|loan| Command::Renew { loan }),
        1 => Just(Command::NoteOverdue),
    ];
    prop_oneof![5 => ask.prop_map(Step::Ask), 1 => (1i32..20).prop_map(Step::Days)]
}

/// Copies lent and given back so far, and the fees.
#[derive(Default)]
struct Sums {
    lent: BTreeMap<TitleId, u32>,
    back: BTreeMap<TitleId, u32>,
}

impl Sums {
    fn add(&mut self, event: &Event) {
        match event {
            Event::Borrowed { title, qty, .. } => *self.lent.entry(title.clone()).or_default() += qty,
            Event::Returned { title, qty, .. } => *self.back.entry(title.clone()).or_default() += qty,
            _ => {}
        }
    }
}

proptest! {
    /// 000-T4 at every prefix of the log, what one return costs, and the limit.
    #[test]
    fn never_more_given_back_than_lent(steps in prop::collection::vec(step(), 1..80)) {
        let mut today = day(START);
        let (mut borrower, mut sums) = (Borrower::default(), Sums::default());
        for step in steps {
            let command = match step {
                Step::Days(days) => { today = today.plus(days); continue }
                Step::Ask(command) => command,
            };
            let mut cause = cause_on(&today.to_string());
            cause.actor.role = Role::Patron;
            let events = borrower.decide(command, &cause).unwrap_or_default();
            for event in &events {
                sums.add(event);
                for (title, back) in &sums.back {
                    prop_assert!(Some(back) <= sums.lent.get(title), "after {event:?}");
                }
            }
            borrower = events.iter().fold(borrower, Borrower::evolve);
            let on_loan: u32 = borrower.loans.values().filter(|loan| loan.is_on_loan()).map(|loan| loan.left).sum();
            prop_assert_eq!(on_loan, sums.lent.values().sum::<u32>() - sums.back.values().sum::<u32>());
            prop_assert!(borrower.copies() <= 50);
            check_return(&events)?;
        }
    }

    /// The state is the fold of the facts, and a repeated answer of the catalogue changes nothing.
    #[test]
    fn answers_may_be_repeated(steps in prop::collection::vec(step(), 1..60)) {
        let cause = cause_on(START);
        let mut borrower = Borrower::default();
        for step in steps {
            let Step::Ask(command) = step else { continue };
            let events = borrower.decide(command.clone(), &cause).unwrap_or_default();
            borrower = events.iter().fold(borrower, Borrower::evolve);
            if matches!(command, Command::Confirm { .. } | Command::Cancel { .. } | Command::NoteOverdue) {
                prop_assert_eq!(borrower.decide(command, &cause).unwrap_or_default(), vec![]);
            }
        }
    }
}

/// The shares of a return add up, and its fee is a function of its lateness alone.
fn check_return(events: &[Event]) -> Result<(), TestCaseError> {
    for event in events {
        if let Event::Recorded { qty, late_days, fee, borrows, tariff, .. } = event {
            prop_assert_eq!(*qty, borrows.iter().map(|share| share.qty).sum::<u32>());
            prop_assert_eq!(*fee, tariff.fee(*late_days));
            let charged = events.iter().filter(|e| matches!(e, Event::FeeCharged { amount, .. } if amount == fee)).count();
            prop_assert_eq!(charged, usize::from(*fee > Won::ZERO));
        }
    }
    Ok(())
}
