//! Whole conversations between contexts: the worked examples, and what the doors say.

use crate::town::Town;
use kernel::{Refused, Role};
use serde_json::{Value, json};

const DESK: (Role, &str) = (Role::Librarian, "desk");
const KIM: (Role, &str) = (Role::Patron, "kim");
const LEE: (Role, &str) = (Role::Patron, "lee");
const TODAY: &str = "2021-09-13";

/// A town with one book, `5`, and so many copies of it.
fn town_with(stock: u32) -> Town {
    let mut town = Town::open();
    post(&mut town, DESK, "/books", json!({"id": 5, "title": "어린 왕자", "stock": stock}));
    town
}

fn try_post(town: &mut Town, who: (Role, &str), path: &str, body: Value) -> Result<Value, Refused> {
    town.ask(who, ("POST", path), body, TODAY)
}

#[track_caller]
fn post(town: &mut Town, who: (Role, &str), path: &str, body: Value) -> Value {
    try_post(town, who, path, body).unwrap_or_else(|refused| panic!("{path}: {refused:?}"))
}

#[track_caller]
fn refused(answer: Result<Value, Refused>, code: &str) {
    assert_eq!(answer.map_err(|refused| refused.code), Err(code.to_owned()));
}

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap().to_owned()
}

/// On the shelf, promised, out.
fn stock(town: &Town) -> [u64; 3] {
    let stock = town.get("stocks", "5", TODAY).unwrap();
    ["qty", "promised", "out"].map(|name| stock[name].as_u64().unwrap())
}

/// Copies on loan and fees so far.
fn dashboard(town: &Town, member: &str) -> (u64, u64) {
    let info = town.get("user_infos", member, TODAY).unwrap_or(json!({"borrowCnt": 0, "expireFee": 0}));
    (info["borrowCnt"].as_u64().unwrap(), info["expireFee"].as_u64().unwrap())
}

#[test]
fn worked_example_borrow_4_return_3_of_them_7_days_late() {
    let mut town = town_with(4);
    let borrow = post(&mut town, KIM, "/borrows", json!({"bookId": "5", "qty": 4}));
    assert_eq!((&borrow["status"], stock(&town)), (&json!("requested"), [4, 0, 0]));
    town.settle();
    assert_eq!(town.get("borrows", &id(&borrow), TODAY).unwrap()["status"], json!("borrowed"));
    assert_eq!((stock(&town), dashboard(&town, "kim")), ([0, 0, 4], (4, 0)));
    let late = json!({"userId": "kim", "bookId": 5, "qty": "3", "returnDate": 20211004});
    let ret = post(&mut town, DESK, "/returns", late);
    assert_eq!((&ret["lateDays"], &ret["fee"]), (&json!(7), &json!(500)));
    assert_eq!(ret["borrows"], json!([{"borrowId": id(&borrow), "qty": 3}]));
    town.settle();
    assert_eq!((stock(&town), dashboard(&town, "kim")), ([3, 0, 1], (1, 500)));
}

#[test]
fn worked_example_stock_4_borrow_5_is_accepted_then_canceled() {
    let mut town = town_with(4);
    town.guards_answer = true;
    let borrow = post(&mut town, KIM, "/borrows", json!({"bookId": "5", "qty": 5}));
    assert_eq!(borrow["status"], json!("requested"));
    town.settle();
    let borrow = town.get("borrows", &id(&borrow), TODAY).unwrap();
    assert_eq!((&borrow["status"], &borrow["reason"]), (&json!("canceled"), &json!("out-of-stock")));
    assert_eq!((stock(&town), dashboard(&town, "kim")), ([4, 0, 0], (0, 0)));
}

#[test]
fn req_000_t1_no_stock_or_no_book_is_refused_at_once_if_the_catalogue_answers() {
    let mut town = town_with(0);
    town.guards_answer = true;
    refused(try_post(&mut town, KIM, "/borrows", json!({"bookId": "5"})), "out-of-stock");
    refused(try_post(&mut town, KIM, "/borrows", json!({"bookId": "6"})), "unknown-book");
}

#[test]
fn req_000_i1_if_the_catalogue_is_silent_the_saga_decides() {
    let mut town = town_with(0);
    let (none, unknown) = (json!({"bookId": "5"}), json!({"bookId": "6"}));
    let borrows = [none, unknown].map(|body| id(&post(&mut town, KIM, "/borrows", body)));
    town.settle();
    let reasons = borrows.map(|borrow| town.get("borrows", &borrow, TODAY).unwrap()["reason"].clone());
    assert_eq!(reasons, [json!("out-of-stock"), json!("unknown-book")]);
}

#[test]
fn req_000_p3_a_loan_withdrawn_before_the_answer_keeps_no_copies() {
    let mut town = town_with(4);
    let borrow = id(&post(&mut town, KIM, "/borrows", json!({"bookId": 5, "qty": 2})));
    let path = format!("/borrows/{borrow}");
    let after = town.ask(KIM, ("DELETE", &path), json!({}), TODAY).unwrap();
    assert_eq!((&after["status"], &after["reason"]), (&json!("canceled"), &json!("withdrawn")));
    town.settle();
    assert_eq!((stock(&town), dashboard(&town, "kim")), ([4, 0, 0], (0, 0)));
    refused(town.ask(KIM, ("DELETE", &path), json!({}), TODAY), "not-open");
}

#[test]
fn a_reference_work_is_promised_refused_and_back_on_the_shelf() {
    let mut town = town_with(2);
    town.ask(DESK, ("PATCH", "/books/5"), json!({"kind": "reference"}), TODAY).unwrap();
    let borrow = id(&post(&mut town, KIM, "/borrows", json!({"bookId": 5})));
    town.settle();
    assert_eq!(town.get("borrows", &borrow, TODAY).unwrap()["reason"], json!("not-for-loan"));
    assert_eq!(stock(&town), [2, 0, 0]);
}

#[test]
fn a_return_by_loan_is_one_copy_of_the_member_whose_loan_it_is() {
    let mut town = town_with(4);
    let borrow = id(&post(&mut town, KIM, "/borrows", json!({"bookId": 5, "qty": 2})));
    town.settle();
    let wrong = json!({"borrowId": borrow, "bookId": 6});
    refused(try_post(&mut town, DESK, "/returns", wrong), "not-of-this-loan");
    let wrong = json!({"borrowId": borrow, "userId": "lee"});
    refused(try_post(&mut town, DESK, "/returns", wrong), "not-of-this-loan");
    let ret = post(&mut town, DESK, "/returns", json!({"borrowId": borrow}));
    assert_eq!((&ret["userId"], &ret["bookId"], &ret["qty"]), (&json!("kim"), &json!("5"), &json!(1)));
    refused(try_post(&mut town, DESK, "/returns", json!({"borrowId": borrow, "qty": 2})), "more-than-on-loan");
    refused(try_post(&mut town, DESK, "/returns", json!({"borrowId": "nothing"})), "not-found");
    refused(try_post(&mut town, KIM, "/returns", json!({})), "missing-field");
    refused(try_post(&mut town, LEE, "/returns", json!({"bookId": 5})), "more-than-on-loan");
    post(&mut town, KIM, "/returns", json!({"bookId": 5}));
    town.settle();
    assert_eq!(stock(&town), [4, 0, 0]);
    assert_eq!(town.get("borrows", &borrow, TODAY).unwrap()["status"], json!("returned"));
}

#[test]
fn only_the_desk_sets_dates_and_acts_for_others() {
    let mut town = town_with(4);
    for body in [json!({"bookId": 5, "borrowDate": 20210901}), json!({"bookId": 5, "userId": "lee"})] {
        refused(try_post(&mut town, KIM, "/borrows", body), "not-yours");
    }
    let dated = json!({"bookId": 5, "userId": "kim", "borrowDate": "20210801", "expireDate": "2021-08-10"});
    let borrow = id(&post(&mut town, DESK, "/borrows", dated));
    town.settle();
    let borrow = town.get("borrows", &borrow, TODAY).unwrap();
    assert_eq!((&borrow["borrowDate"], &borrow["expireDate"]), (&json!("2021-08-01"), &json!("2021-08-10")));
    let info = town.get("user_infos", "kim", TODAY).unwrap();
    assert_eq!((&info["feeIfReturnedToday"], &info["expireFee"]), (&json!(2000), &json!(0)));
}

#[test]
fn the_books_door_says_what_cannot_be() {
    let mut town = town_with(4);
    refused(try_post(&mut town, DESK, "/books", json!({"id": 5, "title": "또"})), "already-registered");
    refused(town.ask(DESK, ("PATCH", "/books/5"), json!({"stock": 9}), TODAY), "use-stocks");
    refused(town.ask(DESK, ("PATCH", "/books/6"), json!({"title": "x"}), TODAY), "unknown-book");
    refused(town.ask(DESK, ("PUT", "/books/6"), json!({"stock": 1}), TODAY), "missing-field");
    let made = post(&mut town, DESK, "/book", json!({"bookId": 1, "price": "1000", "bookName": "azureMaster"}));
    assert_eq!(made, json!({"id": "1", "title": "azureMaster", "price": 1000, "kind": "book", "stock": 0}));
    let full = json!({"id": "7", "title": "T", "author": "A", "isbn": "978-1", "price": 5, "kind": "media",
        "publisher": "P", "year": 1943, "language": "kor", "stock": 3});
    assert_eq!(post(&mut town, DESK, "/books", full.clone()), full);
    let unnamed = post(&mut town, DESK, "/books", json!({"title": "이름"}));
    assert!(unnamed["id"].as_str().unwrap().starts_with("made-"));
    let stock = post(&mut town, DESK, "/stocks", json!({"bookid": "9", "qty": "5"}));
    assert_eq!((&stock["bookid"], &stock["qty"]), (&json!("9"), &json!(5)));
    let gone = town.ask(DESK, ("DELETE", "/books/9"), json!({}), TODAY).unwrap();
    assert_eq!((gone, town.get("stocks", "9", TODAY)), (Value::Null, None));
}

#[test]
fn an_import_run_twice_adds_nothing() {
    let mut town = town_with(0);
    let body = json!({"title": "수입", "author": "누구", "year": -350, "stock": 2});
    for _ in 0..2 {
        let book = town.ask(DESK, ("PUT", "/books/DLC:1"), body.clone(), TODAY).unwrap();
        assert_eq!((&book["stock"], &book["year"]), (&json!(2), &json!(-350)));
    }
    assert_eq!(town.log.iter().filter(|(name, ..)| name == "title.registered").count(), 2);
}

#[test]
fn a_member_gets_other_terms_from_the_desk() {
    let mut town = town_with(9);
    let card = town.ask(DESK, ("PATCH", "/borrowers/kim"), json!({"group": "Preferred"}), TODAY).unwrap();
    assert_eq!((&card["group"], &card["copiesAtOnce"]), (&json!("preferred"), &json!(200)));
    let borrow = id(&post(&mut town, KIM, "/borrows", json!({"bookId": 5})));
    town.settle();
    assert_eq!(town.get("borrows", &borrow, TODAY).unwrap()["expireDate"], json!("2021-10-11"));
}

#[test]
fn lateness_is_noted_by_itself_and_the_alarm_comes_to_rest() {
    let mut town = town_with(9);
    let borrow = id(&post(&mut town, KIM, "/borrows", json!({"bookId": 5})));
    town.settle();
    assert_eq!(town.ring("borrower", "kim", "2021-09-27"), 0);
    assert_eq!(town.ring("borrower", "kim", "2030-01-01"), 1);
    assert_eq!(town.get("borrows", &borrow, TODAY).unwrap()["overdue"], json!(true));
    let path = format!("/borrows/{borrow}/renewals");
    refused(town.ask(KIM, ("POST", &path), json!({}), "2021-09-28"), "overdue");
}
