//! Whoever takes the money, as small as can be: it holds, captures and gives back, once, whatever it hears twice.

use crate::town::Town;
use kernel::{Cause, spec};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What everybody has at first.
pub(super) const POINTS: i64 = 20_000;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Money {
    /// Charged or not; and whether it is to be given back if it was.
    Unknown {
        unwanted: bool,
    },
    Held,
    Declined,
    Completed,
    Canceled,
}

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) member: String,
    pub(super) order: String,
    pub(super) amount: i64,
    pub(super) money: Money,
}

#[derive(Default)]
pub(super) struct Till {
    cursor: usize,
    pub(super) slots: BTreeMap<String, Slot>,
    pub(super) points: BTreeMap<String, i64>,
}

impl Till {
    pub(super) fn points_of(&self, member: &str) -> i64 {
        self.points.get(member).copied().unwrap_or(POINTS)
    }

    /// Hears the next fact that concerns it; a `slow` one does not know at once what came of a charge.
    pub(super) fn step(&mut self, town: &mut Town, slow: bool) -> bool {
        while let Some((name, data, cause)) = town.log.get(self.cursor).cloned() {
            self.cursor += 1;
            let data: Value = serde_json::from_str(&data).unwrap();
            let Some(payment) = data["payment"].as_str() else { continue };
            match name.as_str() {
                "order.paymentAsked" => self.hold(town, payment, &data, slow, &cause),
                "order.completed" => self.capture(town, payment, &cause),
                "order.canceled" | "order.refused" | "order.paymentUnwanted" => self.give_back(town, payment, &cause),
                _ => continue,
            }
            return true;
        }
        false
    }

    /// It crashed before it kept its cursor.
    pub(super) fn redeliver(&mut self, facts: usize) {
        self.cursor = self.cursor.saturating_sub(facts);
    }

    fn hold(&mut self, town: &mut Town, payment: &str, data: &Value, slow: bool, cause: &Cause) {
        if self.slots.contains_key(payment) {
            return;
        }
        let text = |name: &str| data[name].as_str().unwrap().to_owned();
        let (member, order, amount) = (text("member"), text("order"), data["amount"].as_i64().unwrap());
        let money = Money::Unknown { unwanted: false };
        self.slots.insert(payment.to_owned(), Slot { member, order, amount, money });
        if slow {
            self.tell(town, "payment.unknown", payment, json!({}), cause);
        } else {
            self.find_out(town, payment, true, cause);
        }
    }

    /// It turns out what came of a charge.
    fn find_out(&mut self, town: &mut Town, payment: &str, charged: bool, cause: &Cause) {
        let slot = &self.slots[payment];
        let Money::Unknown { unwanted } = slot.money else { return };
        let rest = self.points_of(&slot.member) - slot.amount;
        if charged && rest >= 0 {
            self.points.insert(slot.member.clone(), rest);
            self.put(payment, Money::Held);
            self.tell(town, "payment.held", payment, json!({}), cause);
            if unwanted {
                self.give_back(town, payment, cause);
            }
        } else {
            self.put(payment, Money::Declined);
            self.tell(town, "payment.declined", payment, json!({"reason": "not-enough-points"}), cause);
        }
    }

    /// Somebody asks here to pay an order.
    pub(super) fn ask(&mut self, town: &mut Town, payment: &str, (member, order): (&str, &str)) {
        let data = json!({"payment": payment, "member": member, "order": order, "method": "point"});
        town.log.push(("payment.asked".into(), data.to_string(), spec::cause_on("2021-09-13")));
    }

    /// It charges for an order that did not ask for it.
    pub(super) fn stray(&mut self, town: &mut Town, payment: &str, (member, order): (&str, &str)) {
        let data = json!({"member": member, "order": order, "amount": 10});
        self.hold(town, payment, &data, false, &spec::cause_on("2021-09-13"));
    }

    /// All that is not known yet is found out.
    pub(super) fn find_all_out(&mut self, town: &mut Town, charged: bool) {
        let open = self.slots.iter().filter(|(_, slot)| matches!(slot.money, Money::Unknown { .. }));
        let open: Vec<String> = open.map(|(payment, _)| payment.clone()).collect();
        for payment in open {
            self.find_out(town, &payment, charged, &spec::cause_on("2021-09-13"));
        }
    }

    /// Says again what it said last of every payment.
    pub(super) fn repeat(&mut self, town: &mut Town) {
        let said: Vec<_> = town.log.iter().filter(|(name, ..)| name.starts_with("payment.")).cloned().collect();
        town.log.extend(said);
    }

    fn capture(&mut self, town: &mut Town, payment: &str, cause: &Cause) {
        if self.slots.get(payment).is_some_and(|slot| slot.money == Money::Held) {
            self.put(payment, Money::Completed);
            self.tell(town, "payment.completed", payment, json!({}), cause);
        }
    }

    pub(super) fn give_back(&mut self, town: &mut Town, payment: &str, cause: &Cause) {
        let Some(slot) = self.slots.get(payment) else { return };
        match slot.money {
            Money::Unknown { .. } => self.put(payment, Money::Unknown { unwanted: true }),
            Money::Held | Money::Completed => {
                let (points, refunded) = (self.points_of(&slot.member) + slot.amount, slot.amount);
                self.points.insert(slot.member.clone(), points);
                self.put(payment, Money::Canceled);
                let data = json!({"refunded": refunded, "reason": "given-back"});
                self.tell(town, "payment.canceled", payment, data, cause);
            }
            Money::Declined | Money::Canceled => {}
        }
    }

    fn put(&mut self, payment: &str, money: Money) {
        self.slots.get_mut(payment).unwrap().money = money;
    }

    fn tell(&self, town: &mut Town, name: &str, payment: &str, more: Value, cause: &Cause) {
        let Slot { member, order, amount, .. } = &self.slots[payment];
        let mut data =
            json!({"payment": payment, "member": member, "order": order, "method": "point", "amount": amount});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        town.log.push((name.to_owned(), data.to_string(), cause.clone()));
    }
}
