//! What the public sees of books and stock, and what the catalogue makes of the facts of others.

use super::super::{
    book::Book,
    policies::{CopiesForLoans, CopiesForRentals},
    stock::Stock,
};
use kernel::spec::{cause_on, told};
use kernel::{Policy, View, read_fact};
use serde_json::{Value, json};

#[test]
fn the_copies_of_a_loan_follow_it() {
    let react = |name: &str, data: Value| {
        let fact = read_fact(name, &data.to_string()).unwrap();
        let mut to = CopiesForLoans::react(fact, &cause_on("2021-09-13"));
        let to = to.pop().unwrap();
        (to.id, serde_json::to_value(to.command).unwrap())
    };
    let asked = json!({"loan": "7", "member": "kim", "title": "5", "qty": 2});
    let promise = json!({"promise": {"title": "5", "promise": "loan:7", "member": "kim", "qty": 2}});
    assert_eq!(react("loan.requested", asked), ("5".to_owned(), promise));
    let of = json!({"loan": "7", "title": "5", "left": 1});
    assert_eq!(react("loan.borrowed", of.clone()).1, json!({"handOut": {"promise": "loan:7"}}));
    assert_eq!(react("loan.canceled", of.clone()).1, json!({"release": {"promise": "loan:7"}}));
    assert_eq!(react("loan.returned", of).1, json!({"takeBack": {"promise": "loan:7", "left": 1}}));
}

#[test]
fn req_000_p1_the_book_shows_what_is_on_the_shelf() {
    let facts = [
        ("stock.received", json!({"title": "5", "qty": 4, "onShelf": 4})),
        ("stock.promised", json!({"title": "5", "qty": 3, "onShelf": 1})),
    ];
    let books = told::<Book>(&facts);
    let (id, book) = &books[0];
    assert_eq!((id.as_str(), book.title.as_str(), book.kind.as_str(), book.stock), ("5", "5", "book", 1));
    let record = json!({"name": "어린 왕자", "author": "Saint-Exupéry", "isbn": "978-1", "kind": "book", "year": -5});
    let named = facts.into_iter().chain([("title.registered", json!({"title": "5", "record": record}))]);
    let named: Vec<_> = named.collect();
    let book = told::<Book>(&named)[0].1.clone();
    let shown = json!({"id": "5", "title": "어린 왕자", "author": "Saint-Exupéry", "isbn": "978-1", "kind": "book",
        "year": -5, "stock": 1});
    assert_eq!(serde_json::to_value(&book).unwrap(), shown);
    let searched = book.searched().unwrap();
    assert_eq!(searched.first, ["어린", "왕자"]);
    for word in ["saint", "exupery", "978", "왕", "-5", "5"] {
        assert!(searched.rest.iter().any(|known| known == word), "{word}");
    }
    let gone: Vec<_> = named.into_iter().chain([("title.removed", json!({"title": "5"}))]).collect();
    assert!(told::<Book>(&gone).is_empty());
    assert!(told::<Stock>(&gone).is_empty());
}

#[test]
fn a_title_without_copies_has_a_stock_of_zero() {
    let stocks = told::<Stock>(&[("title.registered", json!({"title": "5"}))]);
    let shown = json!({"id": "5", "bookid": "5", "qty": 0, "promised": 0, "out": 0, "sold": 0, "acquired": 0});
    assert_eq!(serde_json::to_value(&stocks[0].1).unwrap(), shown);
}

#[test]
fn the_copies_of_a_rental_follow_it_and_come_back_wherever_they_are() {
    let react = |name: &str, data: &Value| {
        let fact = read_fact(name, &data.to_string()).unwrap();
        let to = CopiesForRentals::react(fact, &cause_on("2021-09-13")).into_iter();
        to.map(|to| (to.id, serde_json::to_value(to.command).unwrap())).collect::<Vec<_>>()
    };
    let five = |command: Value| ("5".to_owned(), command);
    let of = json!({"rental": "t1", "member": "kim", "title": "5", "qty": 2});
    let promise = json!({"promise": {"title": "5", "promise": "rental:t1", "member": "kim", "qty": 2}});
    assert_eq!(react("rental.requested", &of), [five(promise)]);
    assert_eq!(react("rental.dispatched", &of), [five(json!({"handOut": {"promise": "rental:t1"}}))]);
    let back = five(json!({"takeBack": {"promise": "rental:t1", "left": 0}}));
    assert_eq!(react("rental.returned", &of), std::slice::from_ref(&back));
    let release = five(json!({"release": {"promise": "rental:t1"}}));
    assert_eq!(react("rental.refused", &of), [release.clone(), back.clone()]);
    assert_eq!(react("rental.canceled", &of), [release, back]);
}
