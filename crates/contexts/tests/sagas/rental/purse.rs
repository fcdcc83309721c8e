//! A model of the payment: points of each member, money held and taken for each rental. It hears the facts of rentals in
//! their order, and answers in facts.

use crate::town::Town;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What became of one rental's money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Money {
    Held(i64),
    Taken(i64),
    /// Declined, or given back.
    Gone,
}

/// Everybody's points.
pub(super) struct Purse {
    start: i64,
    points: BTreeMap<String, i64>,
    pub(super) money: BTreeMap<String, Money>,
    members: BTreeMap<String, String>,
    /// Facts of the log it has heard.
    cursor: usize,
}

impl Purse {
    pub(super) fn with(start: i64) -> Self {
        Self { start, points: BTreeMap::new(), money: BTreeMap::new(), members: BTreeMap::new(), cursor: 0 }
    }

    pub(super) fn points(&self, member: &str) -> i64 {
        self.points.get(member).copied().unwrap_or(self.start)
    }

    /// Points, and what is held or taken of them, are always what there was at the start.
    pub(super) fn balances(&self) -> bool {
        self.points.iter().all(|(member, points)| {
            let of_him = |(rental, money): (&String, &Money)| match money {
                Money::Held(amount) | Money::Taken(amount) if self.members[rental] == *member => *amount,
                _ => 0,
            };
            *points >= 0 && points + self.money.iter().map(of_him).sum::<i64>() == self.start
        })
    }

    /// Hears the next fact about a rental's money, and answers.
    pub(super) fn step(&mut self, town: &mut Town, today: &str) -> bool {
        while let Some((name, data, _)) = town.log.get(self.cursor).cloned() {
            self.cursor += 1;
            let data: Value = serde_json::from_str(&data).unwrap();
            let Some(rental) = data["rental"].as_str() else { continue };
            match name.as_str() {
                "rental.requested" | "rental.priced" if data["amount"].is_number() => self.hold(town, &data, today),
                "rental.accepted" => self.take(rental),
                "rental.refused" | "rental.canceled" => self.give_back(town, rental, "given-back", today),
                _ => continue,
            }
            return true;
        }
        false
    }

    /// It crashed before it kept its place: it hears the last facts again.
    pub(super) fn redeliver(&mut self, facts: usize) {
        self.cursor = self.cursor.saturating_sub(facts);
    }

    fn hold(&mut self, town: &mut Town, asked: &Value, today: &str) {
        let word = |name: &str| asked[name].as_str().unwrap().to_owned();
        let (rental, member, amount) = (word("rental"), word("member"), asked["amount"].as_i64().unwrap());
        if self.money.contains_key(&rental) {
            return;
        }
        let available = self.points(&member) - amount;
        self.members.insert(rental.clone(), member.clone());
        let mut answer = json!({"payment": word("payment"), "member": member, "rental": rental, "method": "point",
            "amount": amount, "available": available, "reason": "not-enough-points", "postings": []});
        if available < 0 {
            self.money.insert(rental, Money::Gone);
            answer["available"] = json!(available + amount);
            return town.tell("payment.declined", &answer, today);
        }
        self.points.insert(member, available);
        self.money.insert(rental, Money::Held(amount));
        town.tell("payment.held", &answer, today);
    }

    fn take(&mut self, rental: &str) {
        if let Some(Money::Held(amount)) = self.money.get(rental).copied() {
            self.money.insert(rental.to_owned(), Money::Taken(amount));
        }
    }

    /// What was held or taken goes back; what was never asked for, or went back, does not.
    pub(super) fn give_back(&mut self, town: &mut Town, rental: &str, reason: &str, today: &str) {
        let Some(Money::Held(amount) | Money::Taken(amount)) = self.money.insert(rental.to_owned(), Money::Gone) else {
            return;
        };
        let member = self.members[rental].clone();
        let available = self.points(&member) + amount;
        self.points.insert(member.clone(), available);
        let told = json!({"payment": format!("rental-{rental}"), "member": member, "rental": rental, "method": "point",
            "amount": amount, "refunded": amount, "reason": reason, "available": available, "postings": []});
        town.tell("payment.canceled", &told, today);
    }
}
