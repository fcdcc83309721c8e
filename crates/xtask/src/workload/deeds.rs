//! What members, desk, carriers and teachers do.

use super::dice::Dice;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Titles, products, members and teachers there are.
pub(super) const TITLES: u64 = 30;
pub(super) const PRODUCTS: u64 = 6;
pub(super) const MEMBERS: u64 = 60;
pub(super) const TEACHERS: u64 = 4;

/// A command to give.
pub(super) struct Deed {
    pub kind: &'static str,
    pub method: &'static str,
    pub path: String,
    pub body: Option<Value>,
    /// `ROLE:ID`; the desk, if nobody is named.
    pub who: Option<String>,
    /// Where what is made can be looked at.
    pub shows: &'static str,
}

/// Ids of what a client has made, by kind of command; the latest few hundred.
#[derive(Default)]
pub(super) struct Memory(BTreeMap<&'static str, Vec<(String, Value)>>);

impl Memory {
    pub(super) fn made(&mut self, kind: &'static str, id: &str, body: &Value) {
        let all = self.0.entry(kind).or_default();
        all.push((id.to_owned(), body.clone()));
        if all.len() > 300 {
            all.remove(0);
        }
    }

    fn of(&self, kind: &str) -> &[(String, Value)] {
        self.0.get(kind).map_or(&[], Vec::as_slice)
    }
}

fn deed(kind: &'static str, method: &'static str, path: impl Into<String>, body: Value) -> Deed {
    let path = path.into();
    let shows = match kind {
        "top-up" => "/points",
        "borrow" => "/borrows",
        "return" => "/returns",
        "reserve" => "/reservations",
        "rent" => "/rentals",
        "order" => "/orders",
        "pay an order" | "pay fees" => "/payments",
        "request" => "/requests",
        "consult" => "/consultings",
        _ => "",
    };
    Deed { kind, method, path, body: (!body.is_null()).then_some(body), who: None, shows }
}

/// Draws a command; what needs something that is not there yet becomes a borrow.
pub(super) fn draw(dice: &mut Dice, memory: &Memory) -> Deed {
    let member = format!("m{}", dice.below(MEMBERS));
    let title = format!("t{}", dice.below(TITLES));
    let borrow = |dice: &mut Dice| {
        let mut body = json!({ "userId": member, "bookId": title, "qty": 1 + dice.below(3) });
        if dice.below(6) == 0 {
            // Long due: bringing it back costs something.
            body["borrowDate"] = "2021-09-01".into();
            body["expireDate"] = "2021-09-15".into();
        }
        deed("borrow", "POST", "/borrows", body)
    };
    let drawn = match dice.below(100) {
        0..=13 => Some(borrow(dice)),
        14..=20 => Some(deed("return", "POST", "/returns", json!({ "userId": member, "bookId": title }))),
        21..=30 => Some(deed("reserve", "POST", "/reservations", json!({ "userid": member, "bookid": title }))),
        31..=36 => cancel(dice, memory, "reserve", "cancel a reservation", "/reservations"),
        37..=46 => Some(rent(dice, &member, &title)),
        47..=60 => later_of_a_rental(dice, memory),
        61..=66 => {
            Some(deed("top-up", "POST", "/points", json!({ "customerId": member, "point": 1000 + dice.below(9000) })))
        }
        67..=74 => Some(order(dice, &member)),
        75..=80 => pay(dice, memory),
        81..=83 => cancel(dice, memory, "order", "cancel an order", "/orders"),
        84..=85 => Some(deed("receive", "POST", "/stocks", json!({ "bookid": title, "qty": dice.below(3) }))),
        86 => Some(deed("pay fees", "POST", "/payments", json!({ "feeOf": member, "method": "point" }))),
        _ => Some(lesson(dice, memory, &member)),
    };
    drawn.unwrap_or_else(|| borrow(dice))
}

fn cancel(dice: &mut Dice, memory: &Memory, of: &str, kind: &'static str, path: &str) -> Option<Deed> {
    let (id, _) = dice.one_of(memory.of(of))?;
    Some(deed(kind, "PATCH", format!("{path}/{id}"), json!({ "status": "canceled" })))
}

fn rent(dice: &mut Dice, member: &str, title: &str) -> Deed {
    let mut body = json!({ "customerId": member, "bookId": title, "qty": 1 + dice.below(2) });
    if dice.below(4) == 0 {
        body["method"] = "card".into();
        body["cardNo"] = card(dice).into();
    }
    deed("rent", "POST", "/rentals", body)
}

/// Two that are approved, and one that is declined.
fn card(dice: &mut Dice) -> &'static str {
    ["4242424242424242", "4242424242424242", "4000000000000002"][usize::try_from(dice.below(3)).unwrap_or(0)]
}

fn later_of_a_rental(dice: &mut Dice, memory: &Memory) -> Option<Deed> {
    let (id, _) = dice.one_of(memory.of("rent"))?;
    let carrier = |status: &str| Deed {
        who: Some("service:post".to_owned()),
        ..deed("carry a parcel", "PATCH", format!("/deliveries/{id}"), json!({ "status": status }))
    };
    Some(match dice.below(10) {
        0..=2 => carrier("inTransit"),
        3..=5 => carrier("delivered"),
        6 => deed("delay a rental", "PATCH", format!("/rentals/{id}"), json!({ "rentStatus": "DELAY" })),
        7..=8 => deed("return a rental", "PATCH", format!("/rentals/{id}"), json!({ "rentStatus": "RETURN" })),
        _ => deed("cancel a rental", "PATCH", format!("/rentals/{id}"), json!({ "status": "canceled" })),
    })
}

fn order(dice: &mut Dice, member: &str) -> Deed {
    let name = |dice: &mut Dice| format!("product {}", dice.below(PRODUCTS));
    let body = if dice.below(3) == 0 {
        let lines = json!([{ "name": name(dice), "qty": 1 }, { "name": name(dice), "qty": 1 + dice.below(2) }]);
        json!({ "customerId": member, "lines": lines })
    } else {
        json!({ "customerId": member, "name": name(dice), "qty": 1 + dice.below(2) })
    };
    deed("order", "POST", "/orders", body)
}

fn pay(dice: &mut Dice, memory: &Memory) -> Option<Deed> {
    let (id, _) = dice.one_of(memory.of("order"))?;
    let body = match dice.below(3) {
        0 => json!({ "method": "card", "cardNo": card(dice) }),
        _ => json!({ "method": "point" }),
    };
    Some(deed("pay an order", "POST", format!("/orders/{id}/payment"), body))
}

fn lesson(dice: &mut Dice, memory: &Memory, student: &str) -> Deed {
    let teacher = format!("teacher{}", dice.below(TEACHERS));
    let as_student = |deed: Deed| Deed { who: Some(format!("patron:{student}")), ..deed };
    let as_teacher = |deed: Deed| Deed { who: Some(format!("teacher:{teacher}")), ..deed };
    match dice.below(12) {
        0..=3 => as_teacher(deed("be there", "POST", format!("/teachers/{teacher}/presence"), Value::Null)),
        4 => as_teacher(deed("leave", "DELETE", format!("/teachers/{teacher}/presence"), Value::Null)),
        5 => as_student(deed("favour", "PUT", format!("/teachers/{teacher}/favorites/{student}"), Value::Null)),
        6..=8 => as_student(deed("request", "POST", "/requests", json!({ "teacherId": teacher }))),
        9..=10 => match dice.one_of(memory.of("request")) {
            Some((id, _)) => deed("consult", "POST", "/consultings", json!({ "requestId": id })),
            None => as_student(deed("request", "POST", "/requests", json!({ "teacherId": teacher }))),
        },
        _ => match dice.one_of(memory.of("consult")) {
            Some((id, _)) => {
                deed("end a consultation", "PATCH", format!("/consultings/{id}"), json!({ "status": "ended" }))
            }
            None => as_teacher(deed("be there", "POST", format!("/teachers/{teacher}/presence"), Value::Null)),
        },
    }
}
