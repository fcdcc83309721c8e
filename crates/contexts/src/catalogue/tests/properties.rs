//! What holds after any sequence of commands.

use super::super::{book::Book, stock::Stock};
use super::*;
use kernel::{Decider, View, read_fact, spec::cause_on, write_fact};
use proptest::prelude::*;

fn command() -> impl Strategy<Value = Command> {
    let id = 0u8..4;
    prop_oneof![
        1 => (0u32..4).prop_map(register),
        3 => (0u32..9).prop_map(|qty| Command::Receive { title: five(), qty }),
        6 => (id.clone(), 1u32..6).prop_map(|(number, qty)| promise(number, qty)),
        2 => id.clone().prop_map(|number| Command::Release { promise: loan(number) }),
        4 => id.clone().prop_map(|number| Command::HandOut { promise: loan(number) }),
        4 => (id.clone(), 0u32..5).prop_map(|(number, left)| Command::TakeBack { promise: loan(number), left }),
        1 => id.clone().prop_map(|number| Command::Consume { promise: loan(number) }),
        1 => id.prop_map(|number| Command::Unsell { promise: loan(number) }),
        1 => Just(Command::Remove),
    ]
}

proptest! {
    /// acquired − written off − sold = on the shelf + promised + out, after every fact; and the public sees the same.
    #[test]
    fn copies_are_conserved_at_every_position(commands in prop::collection::vec(command(), 1..60)) {
        let cause = cause_on("2021-09-13");
        let (mut title, mut stock, mut book) = (Title::default(), None::<Stock>, None::<Book>);
        for command in commands {
            for event in title.decide(command, &cause).unwrap_or_default() {
                title = title.evolve(&event);
                prop_assert!(title.pool.balances(), "after {event:?}: {:?}", title.pool);
                let (name, data) = write_fact(&event).unwrap();
                if Stock::HEARS.contains(&name.as_str()) {
                    stock = stock.unwrap_or_default().evolve(&read_fact(&name, &data).unwrap(), &cause);
                }
                if Book::HEARS.contains(&name.as_str()) {
                    book = book.unwrap_or_default().evolve(&read_fact(&name, &data).unwrap(), &cause);
                }
                if let Some(stock) = &stock {
                    let shown = [stock.qty, stock.promised, stock.out, stock.sold, stock.acquired];
                    prop_assert_eq!(shown, title.pool.counts());
                    prop_assert_eq!(book.as_ref().map(|book| book.stock), Some(stock.qty));
                }
            }
        }
    }

    /// What was done is not done again by the same command.
    #[test]
    fn a_repeated_promise_command_is_a_no_op(commands in prop::collection::vec(command(), 1..40)) {
        let cause = cause_on("2021-09-13");
        let mut title = Title::default();
        for command in commands {
            let once = title.decide(command.clone(), &cause).unwrap_or_default();
            title = once.iter().fold(title, Title::evolve);
            let adds = matches!(command, Command::Receive { .. });
            let refused = matches!(once.as_slice(), [Event::Refused { .. }]);
            if !adds && !refused {
                prop_assert_eq!(title.decide(command, &cause).unwrap_or_default(), vec![]);
            }
        }
    }
}
