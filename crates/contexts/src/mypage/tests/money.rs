//! The section that shows a member's money.

use super::{
    super::my_points::MyPoints,
    page::{Told, shown, with},
};
use serde_json::{Value, json};

/// Points are paid in, a rental holds some of them and takes them, another lets go, a fee is owed and paid.
fn money() -> Vec<(Told, [i64; 3])> {
    let of = json!({"member": "kim"});
    let posting = |account: &str, amount: i64| json!({"account": account, "amount": amount});
    let held = |payment: &str, amount: i64, available: i64| {
        let postings = [posting("member:kim:points", -amount), posting("member:kim:held", amount)];
        let what = json!({"payment": payment, "method": "point", "amount": amount, "available": available});
        ("payment.held", with(&with(&of, what), json!({"postings": postings})))
    };
    let after = |name: &'static str, payment: &str, available: i64, more: Value| {
        (name, with(&with(&of, json!({"payment": payment, "available": available, "postings": []})), more))
    };
    let top_up = json!({"transfer": "t1", "amount": 5000, "available": 5000, "postings": []});
    let owed = json!({"fee": "f1", "amount": 500, "postings": [posting("member:kim:owed", -500)]});
    let by_card = json!({"payment": "c1", "method": "card", "amount": 900, "available": 3000, "cardLast4": "4242",
        "postings": [posting("house:cards", -900), posting("house:orders", 900)]});
    vec![
        (("points.toppedUp", with(&of, top_up)), [5000, 0, 0]),
        (held("p1", 2000, 3000), [3000, 2000, 0]),
        (("payment.held", with(&of, by_card)), [3000, 2000, 0]),
        (held("p2", 1000, 2000), [2000, 3000, 0]),
        (after("payment.completed", "p1", 2000, json!({})), [2000, 1000, 0]),
        (("fee.owed", with(&of, owed)), [2000, 1000, 500]),
        (after("payment.canceled", "p2", 3000, json!({"refunded": 1000})), [3000, 0, 500]),
        (held("p3", 500, 2500), [2500, 500, 500]),
        (after("payment.completed", "p3", 2500, json!({"fees": [{"fee": "f1", "amount": 500}]})), [2500, 0, 0]),
    ]
}

#[test]
fn points_on_my_page_are_free_held_and_owed() {
    let all = money();
    for n in 1..=all.len() {
        let facts: Vec<Told> = all.iter().take(n).map(|(fact, _)| fact.clone()).collect();
        let [point, held, owed] = all[n - 1].1;
        let expected = json!({"userId": "kim", "point": point, "held": held, "owed": owed});
        assert_eq!(shown::<MyPoints>(&facts), expected, "after {:?}", facts[n - 1]);
        // Heard again from anywhere on, it is the same.
        let again: Vec<Told> = facts.iter().cloned().chain(facts.iter().skip(n / 2).cloned()).collect();
        assert_eq!(shown::<MyPoints>(&again), expected);
    }
}
