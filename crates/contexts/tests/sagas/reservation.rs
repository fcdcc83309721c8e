//! System 001: reservations and the one pool of copies.

use crate::town::Town;
use kernel::{Refused, Role};
use proptest::prelude::*;
use serde_json::{Value, json};

const DESK: (Role, &str) = (Role::Librarian, "desk");
const USER: (Role, &str) = (Role::Patron, "user");
const LEE: (Role, &str) = (Role::Patron, "lee");
const TODAY: &str = "2021-09-13";

/// A town where so many copies of book `1` were booked in.
fn town_with(qty: u32) -> Town {
    let mut town = Town::open();
    receive(&mut town, qty);
    town
}

fn receive(town: &mut Town, qty: u32) {
    town.ask(DESK, ("POST", "/stocks"), json!({"bookid": "1", "qty": qty}), TODAY).unwrap();
}

fn reserve(town: &mut Town, who: (Role, &str)) -> String {
    let body = json!({"userid": who.1, "bookid": "1"});
    let made = town.ask(who, ("POST", "/reservations"), body, TODAY).unwrap();
    assert_eq!(made["status"], json!("requested"));
    made["id"].as_str().unwrap().to_owned()
}

fn cancel(town: &mut Town, who: (Role, &str), id: &str) -> Result<Value, Refused> {
    town.ask(who, ("PATCH", &format!("/reservations/{id}")), json!({"status": "Canceled"}), TODAY)
}

fn status(town: &Town, id: &str) -> String {
    town.get("reservations", id, TODAY).unwrap()["status"].as_str().unwrap().to_owned()
}

/// On the shelf, promised.
fn stock(town: &Town) -> (u64, u64) {
    let stock = town.get("stocks", "1", TODAY).unwrap();
    (stock["qty"].as_u64().unwrap(), stock["promised"].as_u64().unwrap())
}

#[test]
fn worked_example_001_in_stock_it_succeeds_and_canceled_it_comes_back() {
    let mut town = town_with(5);
    let id = reserve(&mut town, USER);
    town.settle();
    assert_eq!((status(&town, &id).as_str(), stock(&town)), ("succeeded", (4, 1)));
    assert_eq!(town.get("booklists", "1", TODAY).unwrap()["qty"], json!(4));
    assert_eq!(cancel(&mut town, USER, &id).unwrap()["status"], json!("canceled"));
    town.settle();
    assert_eq!((status(&town, &id).as_str(), stock(&town)), ("canceled", (5, 0)));
    assert_eq!(cancel(&mut town, USER, &id).unwrap_err().code, "already-canceled");
    let deleted = town.ask(USER, ("DELETE", &format!("/reservations/{id}")), json!({}), TODAY);
    assert_eq!(deleted.unwrap_err().code, "already-canceled");
}

#[test]
fn s3_not_in_stock_it_fails_is_told_to_nobody_and_cannot_be_canceled() {
    let mut town = town_with(0);
    let id = reserve(&mut town, USER);
    town.settle();
    let shown = town.get("reservations", &id, TODAY).unwrap();
    assert_eq!((&shown["status"], &shown["reason"]), (&json!("failed"), &json!("out-of-stock")));
    assert_eq!(cancel(&mut town, USER, &id).unwrap_err().code, "already-failed");
    town.settle();
    assert_eq!((stock(&town), town.all("notifications", TODAY)), ((0, 0), vec![]));
}

#[test]
fn s1_two_reservations_of_one_book_each_get_their_own_answer() {
    let mut town = town_with(1);
    let (first, second) = (reserve(&mut town, USER), reserve(&mut town, LEE));
    town.settle();
    assert_eq!((status(&town, &first).as_str(), status(&town, &second).as_str()), ("succeeded", "failed"));
    cancel(&mut town, USER, &first).unwrap();
    let third = reserve(&mut town, LEE);
    town.settle();
    assert_eq!((status(&town, &third).as_str(), status(&town, &second).as_str()), ("succeeded", "failed"));
    assert_eq!(stock(&town), (0, 1));
}

#[test]
fn s2_a_second_receipt_adds_to_the_stock() {
    let mut town = town_with(5);
    receive(&mut town, 5);
    assert_eq!((stock(&town), &town.get("booklists", "1", TODAY).unwrap()["qty"]), ((10, 0), &json!(10)));
}

#[test]
fn req_001_i1_it_is_taken_while_nobody_answers_and_may_be_canceled_then() {
    let mut town = town_with(1);
    let id = reserve(&mut town, USER);
    assert_eq!(cancel(&mut town, USER, &id).unwrap()["status"], json!("canceled"));
    town.settle();
    assert_eq!((status(&town, &id).as_str(), stock(&town)), ("canceled", (1, 0)));
    let unknown = town.ask(USER, ("POST", "/reservations"), json!({"userId": "user", "bookId": 9}), TODAY).unwrap();
    town.settle();
    let shown = town.get("reservations", unknown["id"].as_str().unwrap(), TODAY).unwrap();
    assert_eq!((&shown["status"], &shown["reason"]), (&json!("failed"), &json!("unknown-book")));
}

#[test]
fn a_copy_promised_to_a_reservation_that_failed_goes_back() {
    let mut town = town_with(0);
    let id = reserve(&mut town, USER);
    town.settle_without("reservation");
    receive(&mut town, 1);
    // The catalogue hears the request again, and has a copy now; the first answer stands.
    (0..town.policies()).for_each(|policy| town.redeliver(policy, 1000));
    town.settle();
    assert_eq!((status(&town, &id).as_str(), stock(&town)), ("failed", (1, 0)));
}

#[test]
fn r3_of_many_racers_for_the_last_copy_one_wins() {
    let mut town = town_with(1);
    let ids: Vec<String> = (0..20).map(|_| reserve(&mut town, USER)).collect();
    town.settle();
    let won = ids.iter().filter(|id| status(&town, id) == "succeeded").count();
    assert_eq!((won, stock(&town), town.all("notifications", TODAY).len()), (1, (0, 1), 1));
}

#[test]
fn the_door_says_what_cannot_be() {
    let mut town = town_with(1);
    let mut code = |who, body| town.ask(who, ("POST", "/reservations"), body, TODAY).unwrap_err().code;
    assert_eq!(code(USER, json!({"userid": "lee", "bookid": 1})), "not-yours");
    assert_eq!(code(USER, json!({})), "missing-field");
    assert_eq!(code(USER, json!({"bookid": 1, "status": "selfHealingTest"})), "unknown-field");
    let other = town.ask(USER, ("POST", "/reservations"), json!({"bookid": 1}), TODAY).unwrap();
    let path = format!("/reservations/{}", other["id"].as_str().unwrap());
    let refused = town.ask(USER, ("PATCH", &path), json!({"status": "succeeded"}), TODAY).unwrap_err();
    assert_eq!(refused.code, "unknown-word");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// However messages are delayed and repeated: nobody waits in the end, every promise has its reservation, every success
    /// and every cancellation was told once, and the list of stock is the stock.
    #[test]
    fn any_order_of_messages_ends_well(turns in prop::collection::vec((0u8..8, 0usize..30), 1..60)) {
        let mut town = town_with(2);
        let mut ids = vec![];
        for (what, n) in turns {
            match what {
                0 | 1 => ids.push(reserve(&mut town, if n % 2 == 0 { USER } else { LEE })),
                2 if !ids.is_empty() => drop(cancel(&mut town, USER, &ids[n % ids.len()])),
                3 if n % 5 == 0 => receive(&mut town, 1),
                4 => { let policies = town.policies(); town.redeliver(n % policies, n) }
                _ => { let policies = town.policies(); town.step(n % policies); }
            }
        }
        town.settle();
        let count = |status: &str| ids.iter().filter(|id| self::status(&town, id) == status).count();
        prop_assert_eq!(count("requested"), 0);
        prop_assert_eq!(stock(&town).1, count("succeeded") as u64);
        prop_assert_eq!(&town.get("booklists", "1", TODAY).unwrap()["qty"], &json!(stock(&town).0));
        let told = |kind: &str| town.all("notifications", TODAY).iter().filter(|notice| notice["kind"] == kind).count();
        let happened = |fact: &str| town.log.iter().filter(|(name, ..)| name == fact).count();
        prop_assert_eq!(told("reservation-succeeded"), happened("reservation.succeeded"));
        prop_assert_eq!(told("reservation-canceled"), happened("reservation.canceled"));
    }
}
