//! Rentals in any order of messages, with repetitions, cancellations, time-outs and a payment that changes its mind.

use super::*;
use proptest::prelude::*;
use purse::Money;

const COPIES: u32 = 4;
const POINTS: i64 = 5000;
const MEMBERS: [(Role, &str); 3] = [(Role::Patron, "kim"), (Role::Patron, "lee"), (Role::Patron, "park")];

/// What may happen, in any order.
#[derive(Clone, Debug)]
enum Turn {
    Rent {
        who: usize,
        qty: u32,
        late_price: bool,
        busy: bool,
    },
    Change {
        nth: usize,
        what: usize,
    },
    Report {
        nth: usize,
        what: usize,
    },
    /// The payment takes back by itself what it had given.
    MoneyGone {
        nth: usize,
    },
    Borrow {
        who: usize,
        qty: u32,
    },
    Step {
        policy: usize,
    },
    Pay,
    /// Everybody but one hears so many facts.
    Flow {
        times: usize,
        but: usize,
    },
    Redeliver {
        policy: usize,
        facts: usize,
    },
    RedeliverPay {
        facts: usize,
    },
    /// An alarm rings.
    Ring {
        nth: usize,
    },
    /// Whatever is waiting is not decided in time.
    DayPasses,
}

fn turn() -> impl Strategy<Value = Turn> {
    let nth = || 0usize..8;
    prop_oneof![
        6 => (0usize..3, 1u32..4, any::<bool>(), any::<bool>())
            .prop_map(|(who, qty, late_price, busy)| Turn::Rent { who, qty, late_price, busy }),
        3 => (nth(), 0usize..3).prop_map(|(nth, what)| Turn::Change { nth, what }),
        4 => (nth(), 0usize..3).prop_map(|(nth, what)| Turn::Report { nth, what }),
        1 => nth().prop_map(|nth| Turn::MoneyGone { nth }),
        1 => (0usize..3, 1u32..3).prop_map(|(who, qty)| Turn::Borrow { who, qty }),
        8 => (0usize..20).prop_map(|policy| Turn::Step { policy }),
        3 => Just(Turn::Pay),
        5 => (1usize..5, 0usize..20).prop_map(|(times, but)| Turn::Flow { times, but }),
        3 => (0usize..20, 1usize..40).prop_map(|(policy, facts)| Turn::Redeliver { policy, facts }),
        1 => (1usize..40).prop_map(|facts| Turn::RedeliverPay { facts }),
        2 => nth().prop_map(|nth| Turn::Ring { nth }),
        1 => Just(Turn::DayPasses),
    ]
}

fn play(world: &mut World, turn: &Turn) {
    let nth = |world: &World, nth: usize| Some(world.rentals().get(nth)?["id"].as_str()?.to_owned());
    let policy = |world: &World, policy: usize| {
        let policies = world.policies();
        policies[policy % policies.len()]
    };
    // A refusal is an answer like another here; what matters is what the facts add up to.
    match turn {
        Turn::Rent { who, qty, late_price, busy } => {
            world.town.busy = *busy;
            let title = if *late_price { 6 } else { 5 };
            let _ = world.ask(MEMBERS[*who], ("POST", "/rentals"), json!({"bookId": title, "qty": qty}));
        }
        Turn::Change { nth: n, what } => {
            let bodies =
                [json!({"status": "canceled"}), json!({"rentStatus": "RETURN"}), json!({"rentStatus": "DELAY"})];
            if let Some(id) = nth(world, *n) {
                let _ = world.ask(DESK, ("PATCH", &format!("/rentals/{id}")), bodies[*what].clone());
            }
        }
        Turn::Report { nth: n, what } => {
            let status = ["inTransit", "delivered", "stopped"][*what];
            let parcels = world.town.all("deliveries", TODAY);
            if let Some(id) = parcels.get(*n).and_then(|parcel| parcel["id"].as_str()) {
                let _ = world.ask(CARRIER, ("PATCH", &format!("/deliveries/{id}")), json!({"status": status}));
            }
        }
        Turn::MoneyGone { nth: n } => {
            // A card may be charged back as long as nothing is delivered; afterwards that is no matter of the rental.
            let open = |id: &String| matches!(world.status(id).0.as_str(), "requested" | "accepted" | "delivering");
            let is_held = |id: &String| matches!(world.purse.money.get(id), Some(Money::Held(_) | Money::Taken(_)));
            if let Some(id) = nth(world, *n).filter(open).filter(is_held) {
                world.purse.give_back(&mut world.town, &id, "charged-back", TODAY);
            }
        }
        Turn::Borrow { who, qty } => {
            let _ = world.ask(MEMBERS[*who], ("POST", "/borrows"), json!({"bookId": 5, "qty": qty}));
        }
        Turn::Step { policy: n } => drop(world.town.step(policy(world, *n))),
        Turn::Pay => drop(world.purse.step(&mut world.town, TODAY)),
        Turn::Flow { times, but } => {
            let away = policy(world, *but);
            for _ in 0..*times {
                for policy in world.policies().into_iter().filter(|policy| *policy != away) {
                    world.town.step(policy);
                }
                world.purse.step(&mut world.town, TODAY);
            }
        }
        Turn::Redeliver { policy: n, facts } => world.town.redeliver(policy(world, *n), *facts),
        Turn::RedeliverPay { facts } => world.purse.redeliver(*facts),
        Turn::Ring { nth: n } => {
            if let Some(id) = nth(world, *n) {
                world.town.ring("rental", &id, TODAY);
            }
        }
        Turn::DayPasses => world.ring("2021-09-14"),
    }
}

/// Every copy of a title is in one place.
fn copies_are_conserved(world: &World) -> Result<(), TestCaseError> {
    for stock in world.town.all("stocks", TODAY) {
        let place = |name: &str| stock[name].as_u64().unwrap();
        prop_assert_eq!(place("acquired"), place("qty") + place("promised") + place("out") + place("sold"));
    }
    Ok(())
}

/// A rental that stands has its copies and its money; one that does not has neither, nor a parcel on its way.
fn everybody_agrees(world: &World) -> Result<(), TestCaseError> {
    let (mut promised, mut out) = (0, 0);
    for rental in world.rentals() {
        let (id, qty) = (rental["id"].as_str().unwrap(), rental["qty"].as_u64().unwrap());
        let money = world.purse.money.get(id).copied().unwrap_or(Money::Gone);
        let parcel = world.parcel(id);
        let amount = rental["amount"].as_i64().unwrap_or_default();
        match rental["status"].as_str().unwrap() {
            "accepted" => {
                promised += qty;
                prop_assert_eq!((money, parcel.as_deref()), (Money::Taken(amount), Some("created")));
            }
            "delivering" => {
                out += qty;
                prop_assert_eq!((money, parcel.as_deref()), (Money::Taken(amount), Some("inTransit")));
            }
            "delivered" | "delayed" => {
                out += qty;
                prop_assert_eq!(parcel.as_deref(), Some("delivered"));
            }
            "returned" => prop_assert_eq!(parcel.as_deref(), Some("delivered")),
            "refused" => prop_assert_eq!((money, parcel), (Money::Gone, None)),
            "canceled" => {
                prop_assert_eq!(money, Money::Gone);
                prop_assert!(parcel.is_none_or(|status| status == "stopped"));
            }
            other => prop_assert!(false, "a saga hangs: {other}"),
        }
    }
    for loan in world.town.all("borrows", TODAY) {
        out += if loan["status"] == "borrowed" { loan["qty"].as_u64().unwrap() } else { 0 };
    }
    let sum =
        |name: &str| -> u64 { world.town.all("stocks", TODAY).iter().map(|stock| stock[name].as_u64().unwrap()).sum() };
    prop_assert_eq!((sum("promised"), sum("out")), (promised, out));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// r3 and s7 in general: however messages are delayed, repeated and mixed, copies and points are conserved at every
    /// moment; and when everybody has heard everything and a day has passed, every rental is decided, and the catalogue, the
    /// payment and the delivery agree with it.
    #[test]
    fn r3_any_order_of_messages_ends_completed_or_undone(turns in prop::collection::vec(turn(), 1..120)) {
        let mut world = World::with(COPIES, POINTS);
        let (early, late) = turns.split_at(turns.len() / 2);
        for turn in early {
            play(&mut world, turn);
            copies_are_conserved(&world)?;
            prop_assert!(world.purse.balances());
        }
        // Book 6 could be asked for before anybody had said what it costs.
        let six = json!({"id": 6, "title": "늦은 책", "stock": COPIES, "price": 700});
        world.ask(DESK, ("POST", "/books"), six).unwrap();
        for turn in late {
            play(&mut world, turn);
            copies_are_conserved(&world)?;
            prop_assert!(world.purse.balances());
        }
        world.settle();
        world.ring(TODAY);
        world.settle();
        everybody_agrees(&world)?;
        let again = world.town.rebuilt();
        for view in ["rentals", "deliveries", "rental_prices", "stocks"] {
            prop_assert_eq!(world.town.all(view, TODAY), again.all(view, TODAY));
        }
    }
}
