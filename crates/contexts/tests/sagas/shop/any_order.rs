//! The shop, the pool, the lending and the till in any order of messages, with repetitions.

use super::{
    till::{Money, POINTS},
    world::*,
};
use kernel::Role;
use proptest::prelude::*;
use serde_json::{Value, json};

const MEMBERS: [(Role, &str); 2] = [KIM, LEE];
const COPIES: u32 = 5;
const PIECES: u32 = 5;

/// What may happen, in any order.
#[derive(Clone, Debug)]
enum Turn {
    Order { who: usize, lines: Vec<(bool, u32)> },
    Pay { nth: usize },
    Cancel { nth: usize },
    Change { nth: usize, qty: u32 },
    Wake { nth: usize },
    Borrow { qty: u32 },
    Step { policy: usize },
    Redeliver { policy: usize, facts: usize },
    Till { slow: bool },
    TillAgain { facts: usize },
    FindOut { charged: bool },
    AskElsewhere { nth: usize, by: usize },
    Stray { nth: usize },
    Settle,
    Repeat,
    ChargeBack { nth: usize },
}

fn turn() -> impl Strategy<Value = Turn> {
    let nth = || 0usize..6;
    let line = (any::<bool>(), 1u32..4);
    prop_oneof![
        6 => (0usize..2, prop::collection::vec(line, 1..3)).prop_map(|(who, lines)| Turn::Order { who, lines }),
        5 => nth().prop_map(|nth| Turn::Pay { nth }),
        3 => nth().prop_map(|nth| Turn::Cancel { nth }),
        2 => (nth(), 1u32..5).prop_map(|(nth, qty)| Turn::Change { nth, qty }),
        1 => nth().prop_map(|nth| Turn::Wake { nth }),
        1 => (1u32..3).prop_map(|qty| Turn::Borrow { qty }),
        16 => (0usize..16).prop_map(|policy| Turn::Step { policy }),
        3 => (0usize..16, 1usize..40).prop_map(|(policy, facts)| Turn::Redeliver { policy, facts }),
        5 => any::<bool>().prop_map(|slow| Turn::Till { slow }),
        1 => (1usize..40).prop_map(|facts| Turn::TillAgain { facts }),
        2 => any::<bool>().prop_map(|charged| Turn::FindOut { charged }),
        2 => (nth(), 0usize..2).prop_map(|(nth, by)| Turn::AskElsewhere { nth, by }),
        1 => nth().prop_map(|nth| Turn::Stray { nth }),
        3 => Just(Turn::Settle),
        1 => Just(Turn::Repeat),
        1 => nth().prop_map(|nth| Turn::ChargeBack { nth }),
    ]
}

fn play(world: &mut World, turn: &Turn) {
    let nth_of = |world: &World, nth: usize| {
        let orders = world.town.all("orders", TODAY);
        orders.get(nth).map(|order| order["id"].as_str().unwrap().to_owned())
    };
    match turn {
        Turn::Order { who, lines } => {
            let line = |(pool, qty): &(bool, u32)| json!({"productId": if *pool { "5" } else { "c" }, "qty": qty});
            let lines: Vec<Value> = lines.iter().map(line).collect();
            drop(world.ask(MEMBERS[*who], ("POST", "/orders"), json!({"lines": lines})));
        }
        Turn::Borrow { qty } => drop(world.ask(LEE, ("POST", "/borrows"), json!({"bookId": 5, "qty": qty}))),
        Turn::Step { policy } => drop(world.town.step(*policy % world.town.policies())),
        Turn::Redeliver { policy, facts } => world.town.redeliver(*policy % world.town.policies(), *facts),
        Turn::Till { slow } => drop(world.till.step(&mut world.town, *slow)),
        Turn::TillAgain { facts } => world.till.redeliver(*facts),
        Turn::FindOut { charged } => world.till.find_all_out(&mut world.town, *charged),
        Turn::Settle => world.settle(),
        Turn::Repeat => world.till.repeat(&mut world.town),
        Turn::ChargeBack { nth } => {
            let payment = world.till.slots.keys().nth(*nth).cloned();
            let cause = kernel::spec::cause_on(TODAY);
            payment.iter().for_each(|payment| world.till.give_back(&mut world.town, payment, &cause));
        }
        // A refusal is an answer like another here; what matters is what the facts add up to.
        Turn::AskElsewhere { nth, .. }
        | Turn::Stray { nth }
        | Turn::Pay { nth }
        | Turn::Cancel { nth }
        | Turn::Change { nth, .. }
        | Turn::Wake { nth } => {
            let Some(order) = nth_of(world, *nth) else { return };
            let path = format!("/orders/{order}");
            match turn {
                Turn::AskElsewhere { by, .. } => {
                    let payment = format!("pay-{order}-{by}-{}", world.town.log.len());
                    world.till.ask(&mut world.town, &payment, (MEMBERS[*by].1, &order));
                }
                Turn::Stray { .. } => {
                    let payment = format!("stray-{order}");
                    world.till.stray(&mut world.town, &payment, ("kim", &order));
                }
                Turn::Pay { .. } => drop(world.pay(DESK, &order)),
                Turn::Cancel { .. } => drop(world.cancel(DESK, &order)),
                Turn::Change { qty, .. } => {
                    drop(world.ask(DESK, ("PATCH", &path), json!({"line": 1, "qty": qty})));
                }
                _ => drop(world.town.wake("order", &order, TODAY)),
            }
        }
    }
}

/// Pieces, copies and money at every moment, as far as anybody has heard.
fn conserved(world: &World) -> Result<(), TestCaseError> {
    let stock = world.see("stocks", "5");
    let place = |name: &str| stock[name].as_u64().unwrap();
    prop_assert_eq!(place("acquired"), place("qty") + place("promised") + place("out") + place("sold"));
    let chicken = world.see("products", "c");
    let count = |name: &str| chicken[name].as_u64().unwrap();
    prop_assert!(count("stock") + count("sold") <= u64::from(PIECES));
    let taken = |slot: &&super::till::Slot| matches!(slot.money, Money::Held | Money::Completed);
    for (_, member) in MEMBERS {
        let of_his = world.till.slots.values().filter(|slot| slot.member == member);
        let spent: i64 = of_his.filter(taken).map(|slot| slot.amount).sum();
        prop_assert_eq!(world.till.points_of(member) + spent, POINTS);
    }
    Ok(())
}

/// When everybody has heard everything, and time has passed, nothing is half done.
fn ended(world: &mut World) -> Result<(), TestCaseError> {
    for _ in 0..3 {
        world.settle();
        world.till.find_all_out(&mut world.town, true);
        world.settle();
        for order in world.town.all("orders", TODAY) {
            world.town.wake("order", order["id"].as_str().unwrap(), TOMORROW);
        }
    }
    world.settle();
    conserved(world)?;
    let mut sold = [0, 0];
    for order in world.town.all("orders", TODAY) {
        let id = order["id"].as_str().unwrap();
        prop_assert!(order["status"] != "waitingForPayment", "it hangs: {order}");
        let paid: Vec<_> = world.till.slots.values().filter(|slot| slot.order == id).collect();
        let kept: Vec<_> = paid.iter().filter(|slot| slot.money == Money::Completed).collect();
        prop_assert!(paid.iter().all(|slot| slot.money != Money::Held), "held for ever: {paid:?}");
        prop_assert_eq!(kept.len(), usize::from(order["status"] == "completed"), "{}: {:?}", order, paid);
        if order["status"] == "completed" {
            prop_assert_eq!(&json!(kept[0].amount), &order["amount"]);
            for line in order["lines"].as_array().unwrap() {
                sold[usize::from(line["bookId"].is_string())] += line["qty"].as_u64().unwrap();
            }
        }
        prop_assert!(world.see("cancellations", id)["status"] != "refunding", "never refunded: {order}");
    }
    let (own, pool) = world.pieces();
    prop_assert_eq!(own, [u64::from(PIECES) - sold[0], sold[0]]);
    prop_assert_eq!((pool[1], pool[2]), (0, sold[1]));
    let book = world.see("products", "5");
    prop_assert_eq!((&book["stock"], &book["sold"]), (&json!(pool[0]), &json!(sold[1])));
    let again = world.rebuilt();
    for view in ["products", "orders", "carts", "cancellations", "order_payments", "stocks", "books"] {
        prop_assert_eq!(world.town.all(view, TODAY), again.all(view, TODAY));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// However messages are delayed, repeated and mixed, copies, pieces and money are conserved at every moment; and in
    /// the end every order is complete, canceled or refused, and everybody agrees on what was sold and paid. All of it told
    /// once more changes nothing.
    #[test]
    fn any_order_of_messages_ends_well(turns in prop::collection::vec(turn(), 1..100)) {
        let mut world = World::open(COPIES, PIECES);
        for turn in &turns {
            play(&mut world, turn);
            conserved(&world)?;
        }
        ended(&mut world)?;
        let rested = world.town.all("orders", TODAY);
        (0..world.town.policies()).for_each(|policy| world.town.redeliver(policy, 1000));
        world.till.redeliver(1000);
        world.till.repeat(&mut world.town);
        ended(&mut world)?;
        prop_assert_eq!(world.town.all("orders", TODAY), rested);
    }
}
