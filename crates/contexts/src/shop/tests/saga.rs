use super::super::{
    line::Line,
    order::{Command, Money, Order, Stage},
    saga::SAGA,
};
use kernel::{Won, spec};

/// The state of an order, as the table names it.
fn stage(order: &Order) -> &'static str {
    let money = order.payment.as_ref().map(|payment| payment.money);
    match (order.stage, money) {
        (Stage::Unknown, _) => "unknown",
        (Stage::Waiting, None) if order.is_secured() => "secured",
        (Stage::Waiting, None) => "waiting",
        (Stage::Waiting, Some(Money::Held)) => "paid",
        (Stage::Waiting, Some(_)) if order.is_secured() => "payingSecured",
        (Stage::Waiting, Some(_)) => "paying",
        (Stage::Completed, _) => "completed",
        (Stage::Canceled, Some(Money::GoingBack)) => "canceling",
        (Stage::Canceled, _) => "canceled",
        (Stage::Refused, Some(Money::GoingBack)) => "refusing",
        (Stage::Refused, _) => "refused",
    }
}

fn line(line: u32, qty: u32) -> Line {
    Line { line, product: Some("chicken".parse().unwrap()), title: None, name: "chicken".into(), qty, price: Won(1000) }
}

fn messages(lines: Vec<Line>) -> Vec<Command> {
    use Command::*;
    let (order, member) = ("o1".parse().unwrap(), "kim".parse().unwrap());
    let mut messages = vec![
        Change { line: Some(1), qty: 2 },
        Cancel,
        Expire,
        GiveUp,
        Pay { payment: "order-o1-1".parse().unwrap(), method: Some("point".into()), card: None },
        TakePayment {
            order: "o1".parse().unwrap(),
            member: "kim".parse().unwrap(),
            payment: "p9".parse().unwrap(),
            method: "point".into(),
            card: None,
        },
        Place { order, member, lines, card: None, pay_before: u64::MAX / 2 },
        // By card, and there is none: that cannot be asked for.
        TakePayment {
            order: "o1".parse().unwrap(),
            member: "kim".parse().unwrap(),
            payment: "p8".parse().unwrap(),
            method: "card".into(),
            card: None,
        },
    ];
    let (order, member) = ("o1".parse().unwrap(), "kim".parse().unwrap());
    let unknown = vec![Line { line: 1, name: "ghost".into(), qty: 1, ..Line::default() }];
    messages.push(Place { order, member, lines: unknown, card: None, pay_before: u64::MAX / 2 });
    for line in [1, 2, 3] {
        messages.push(LinePromised { line });
        messages.push(LineRefused { line, why: "out-of-stock".into() });
    }
    for payment in ["order-o1-1", "p9"] {
        let payment: kernel::PaymentId = payment.parse().unwrap();
        let (order, member) = ("o1".parse().unwrap(), "kim".parse().unwrap());
        messages.push(MoneyHeld { order, member, payment: payment.clone() });
        messages.push(MoneyUnknown { payment: payment.clone() });
        messages.push(MoneyDeclined { payment: payment.clone(), reason: "no-money".into() });
        messages.push(MoneyReturned { payment, refunded: Won(1), reason: "given-back".into() });
    }
    messages
}

#[test]
fn the_order_does_what_its_table_says() {
    spec::explore::<Order>(&messages(vec![line(1, 1), line(2, 1)]), stage).is(&SAGA);
}

#[test]
fn whatever_is_not_at_rest_is_woken_by_itself() {
    use kernel::Decider;
    let asked = messages(vec![line(1, 1), line(2, 1)]);
    let cause = spec::cause_on("2021-09-13");
    for first in &asked {
        for second in &asked {
            let mut order = Order::default();
            for command in [&asked[6], first, second] {
                let events = order.decide(command.clone(), &cause).unwrap_or_default();
                order = events.iter().fold(order, Order::evolve);
            }
            // What goes back is in the hands of whoever holds the money.
            let waits = order.stage == Stage::Waiting;
            assert_eq!(order.alarm().is_some(), waits, "{order:?}");
            if let Some(alarm) = order.alarm() {
                assert!(!order.decide(alarm.command, &cause).unwrap().is_empty(), "{order:?}");
            }
        }
    }
}
