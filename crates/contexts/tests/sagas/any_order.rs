//! Whole conversations between contexts in any order of messages, with repetitions.

use crate::town::Town;
use kernel::Role;
use proptest::prelude::*;
use serde_json::{Value, json};

const DESK: (Role, &str) = (Role::Librarian, "desk");
const MEMBERS: [(Role, &str); 3] = [(Role::Patron, "kim"), (Role::Patron, "lee"), (Role::Patron, "park")];
const TODAY: &str = "2021-09-13";
const COPIES: u32 = 6;

/// A town with one book, `5`.
fn town() -> Town {
    let mut town = Town::open();
    town.ask(DESK, ("POST", "/books"), json!({"id": 5, "title": "어린 왕자", "stock": COPIES}), TODAY).unwrap();
    town
}

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap().to_owned()
}

/// Copies on loan and fees so far.
fn dashboard(town: &Town, member: &str) -> (u64, u64) {
    let info = town.get("user_infos", member, TODAY).unwrap_or(json!({"borrowCnt": 0, "expireFee": 0}));
    (info["borrowCnt"].as_u64().unwrap(), info["expireFee"].as_u64().unwrap())
}

/// What may happen, in any order.
#[derive(Clone, Debug)]
enum Turn {
    Borrow { who: usize, qty: u32 },
    Withdraw { who: usize, nth: usize },
    Return { who: usize, qty: u32 },
    Renew { who: usize, nth: usize },
    Receive { qty: u32 },
    Step { policy: usize },
    Redeliver { policy: usize, facts: usize },
    Days { days: i32 },
}

fn turn() -> impl Strategy<Value = Turn> {
    let who = || 0usize..3;
    prop_oneof![
        5 => (who(), 1u32..5).prop_map(|(who, qty)| Turn::Borrow { who, qty }),
        2 => (who(), 0usize..4).prop_map(|(who, nth)| Turn::Withdraw { who, nth }),
        4 => (who(), 1u32..5).prop_map(|(who, qty)| Turn::Return { who, qty }),
        1 => (who(), 0usize..4).prop_map(|(who, nth)| Turn::Renew { who, nth }),
        1 => (0u32..3).prop_map(|qty| Turn::Receive { qty }),
        9 => (0usize..2).prop_map(|policy| Turn::Step { policy }),
        2 => (0usize..2, 1usize..30).prop_map(|(policy, facts)| Turn::Redeliver { policy, facts }),
        1 => (1i32..12).prop_map(|days| Turn::Days { days }),
    ]
}

/// One of the two policies that carry a loan.
fn of_loans(town: &Town, policy: usize) -> usize {
    let name = ["catalogue.copies_for_loans", "lending.answers_from_stock"][policy % 2];
    (0..town.policies()).find(|policy| town.policy_name(*policy) == name).unwrap()
}

fn play(town: &mut Town, turn: &Turn, today: &mut kernel::Day) {
    let on = today.to_string();
    let nth_of = |town: &Town, who: &str, nth: usize| {
        let borrows = town.all("borrows", &on).into_iter().filter(|borrow| borrow["userId"] == who).nth(nth);
        borrows.map(|borrow| id(&borrow))
    };
    // A refusal is an answer like another here; what matters is what the facts add up to.
    let _ = match turn {
        Turn::Borrow { who, qty } => {
            town.ask(MEMBERS[*who], ("POST", "/borrows"), json!({"bookId": 5, "qty": qty}), &on).err()
        }
        Turn::Return { who, qty } => {
            town.ask(MEMBERS[*who], ("POST", "/returns"), json!({"bookId": 5, "qty": qty}), &on).err()
        }
        Turn::Withdraw { who, nth } => nth_of(town, MEMBERS[*who].1, *nth).and_then(|borrow| {
            town.ask(MEMBERS[*who], ("DELETE", &format!("/borrows/{borrow}")), json!({}), &on).err()
        }),
        Turn::Renew { who, nth } => nth_of(town, MEMBERS[*who].1, *nth).and_then(|borrow| {
            town.ask(MEMBERS[*who], ("POST", &format!("/borrows/{borrow}/renewals")), json!({}), &on).err()
        }),
        Turn::Receive { qty } => town.ask(DESK, ("POST", "/stocks"), json!({"bookid": 5, "qty": qty}), &on).err(),
        Turn::Step { policy } => {
            town.step(of_loans(town, *policy));
            None
        }
        Turn::Redeliver { policy, facts } => {
            town.redeliver(of_loans(town, *policy), *facts);
            None
        }
        Turn::Days { days } => {
            *today = today.plus(*days);
            None
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// However messages are delayed, repeated and mixed, copies are conserved at every moment; and when everybody
    /// has heard everything, no request waits, the catalogue and lending agree on every copy, the dashboards agree
    /// with the loans, and what was foretold for a return is what it costs.
    #[test]
    fn any_order_of_messages_ends_well(turns in prop::collection::vec(turn(), 1..80)) {
        let mut today: kernel::Day = TODAY.parse().unwrap();
        let mut town = town();
        for turn in &turns {
            play(&mut town, turn, &mut today);
            let stock = town.get("stocks", "5", TODAY).unwrap();
            let place = |name: &str| stock[name].as_u64().unwrap();
            prop_assert_eq!(place("acquired"), place("qty") + place("promised") + place("out") + place("sold"));
        }
        town.settle();
        let borrows = town.all("borrows", TODAY);
        let left = |borrow: &Value| borrow["qty"].as_u64().unwrap() - borrow["returnedQty"].as_u64().unwrap();
        let mut on_loan = 0;
        for (_, member) in MEMBERS {
            let open = borrows.iter().filter(|borrow| borrow["userId"] == member && borrow["status"] == "borrowed");
            let copies: u64 = open.map(left).sum();
            prop_assert_eq!(dashboard(&town, member).0, copies);
            on_loan += copies;
        }
        prop_assert!(borrows.iter().all(|borrow| borrow["status"] != "requested"), "a saga hangs");
        let stock = town.get("stocks", "5", TODAY).unwrap();
        prop_assert_eq!((&stock["promised"], &stock["out"]), (&json!(0), &json!(on_loan)));
        let again = town.rebuilt();
        for view in ["books", "stocks", "borrows", "returns", "fees", "user_infos", "my_loans", "my_fees"] {
            prop_assert_eq!(town.all(view, TODAY), again.all(view, TODAY));
        }
        foretold_is_charged(&mut town, &today.to_string())?;
    }
}

fn foretold_is_charged(town: &mut Town, today: &str) -> Result<(), TestCaseError> {
    for (role, member) in MEMBERS {
        let Some(info) = town.get("user_infos", member, today) else { continue };
        let (copies, fees) = (info["borrowCnt"].as_u64().unwrap(), info["expireFee"].as_u64().unwrap());
        if copies > 0 {
            let all = json!({"bookId": 5, "qty": copies});
            let ret = town.ask((role, member), ("POST", "/returns"), all, today).unwrap();
            prop_assert_eq!(&ret["fee"], &info["feeIfReturnedToday"]);
            let after = dashboard(town, member);
            prop_assert_eq!(after, (0, fees + ret["fee"].as_u64().unwrap()));
        }
    }
    Ok(())
}
