//! The table of card payments, held against the decider.

use super::super::{saga, stage::{End, Operation, Stage}};
use super::*;
use kernel::spec;

/// Where payment `p` is.
fn stage(account: &Account) -> &'static str {
    let p = id("p");
    if account.completed.contains_key(&p) {
        return "completed";
    }
    match account.open.get(&p) {
        None => match account.end_of(&p) {
            None => "none",
            Some(End::Declined) => "declined",
            Some(End::Paid) => "completed",
            Some(End::Canceled | End::Expired) => "canceled",
        },
        Some(payment) => match payment.stage {
            Stage::Asked => "asked",
            Stage::Charging if payment.talk.unwanted.is_some() => "unwanted",
            Stage::Charging if !payment.talk.waiting => "inDoubt",
            Stage::Charging => "charging",
            Stage::Held => "held",
            Stage::Completed => "completed",
            Stage::Returning => "returning",
            Stage::Watching => "watching",
        },
    }
}

fn commands() -> Vec<Command> {
    let answers = (1..=3).flat_map(|attempt| {
        let operation = [Operation::Confirm, Operation::Cancel, Operation::Query][attempt as usize - 1];
        let (payment, reason, why) = (|| id("p"), "card-declined".to_owned(), "no-answer".to_owned());
        [
            Command::Charged { payment: payment(), attempt },
            Command::NotCharged { payment: payment(), attempt, reason, code: None },
            Command::InDoubt { payment: payment(), attempt, operation, why: why.clone(), answered: false },
            Command::Away { payment: payment(), attempt, operation, why },
        ]
    });
    let asked = [
        hold("p", Method::Card, 9000),
        Command::Capture { bill: bill("p", Method::Card, 9000) },
        give_back("p"),
        Command::AskAgain { payment: id("p"), key: None },
    ];
    asked.into_iter().chain(answers).collect()
}

#[test]
fn the_card_payment_is_exactly_its_table() {
    let explored = spec::explore::<Account>(&commands(), stage);
    if std::env::var_os("SHOW_TABLE").is_some() {
        for (from, on, to, tells) in &explored.steps {
            println!("        Step::new({from:?}, {on:?}, {to:?}, &{tells:?}),");
        }
    }
    explored.is(&saga::CARD);
}
