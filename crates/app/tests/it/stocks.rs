//! `/stocks`: copies come in, and where they are.

use crate::support::{Library, becomes, everywhere};
use serde_json::json;

everywhere![
    req_001_f1_f2_a_stock_keeper_books_copies_in,
    req_000_p1_the_stock_of_a_title_is_visible_in_real_time,
    decision_1_a_copy_is_in_one_place,
    a_title_known_from_a_receipt_is_completed_later,
];

fn req_001_f1_f2_a_stock_keeper_books_copies_in(library: &Library) {
    // http POST localhost:8082/stocks bookid="1" qty=5
    let first = library.post("/stocks", json!({"bookid": "1", "qty": "5"})).send();
    assert_eq!(
        first.is(201),
        json!({"id": "1", "bookid": "1", "qty": 5, "promised": 0, "out": 0, "sold": 0, "acquired": 5})
    );
    assert_eq!(first.header("location"), Some("/stocks/1"));
    assert_eq!(library.post("/stocks", json!({"bookId": 1, "qty": 2})).send().is(201)["qty"], 7);
    // http POST localhost:8082/stocks bookid="2" qty=0
    assert_eq!(library.post("/stocks", json!({"bookid": "2", "qty": 0})).send().is(201)["qty"], 0);
    library.post("/stocks", json!({"bookid": "1", "qty": -1})).send().refused(422, "out-of-range");
    assert_eq!(library.counts("1"), [7, 0, 0, 7]);
    assert_eq!(library.get("/stocks?bookid=1").send().is(200)["items"][0]["qty"], 7);
    assert_eq!(library.all("/stocks").len(), 2);
    library.get("/stocks/3").send().refused(404, "not-found");
}

fn req_000_p1_the_stock_of_a_title_is_visible_in_real_time(library: &Library) {
    let book = library.book(4);
    let shown = || (library.qty(&book), library.get(&format!("/books/{book}")).send().is(200)["stock"].clone());
    assert_eq!(shown(), (4, json!(4)));
    library.borrow("kim", &book, 3);
    assert_eq!(shown(), (1, json!(1)));
    library.post("/returns", json!({"userId": "kim", "bookId": book, "qty": 2})).send().is(201);
    becomes((3, json!(3)), shown);
    library.post("/stocks", json!({"bookid": book, "qty": 5})).send().is(201);
    assert_eq!(shown(), (8, json!(8)));
}

fn decision_1_a_copy_is_in_one_place(library: &Library) {
    let book = library.book(10);
    library.post("/stocks", json!({"bookid": book, "qty": 2})).send().is(201);
    library.borrow("kim", &book, 4);
    library.borrow("lee", &book, 3);
    assert_eq!(library.borrow("park", &book, 6)["status"], "canceled");
    becomes([5, 0, 7, 12], || library.counts(&book));
    library.post("/returns", json!({"userId": "kim", "bookId": book, "qty": 4})).send().is(201);
    becomes([9, 0, 3, 12], || library.counts(&book));
}

fn a_title_known_from_a_receipt_is_completed_later(library: &Library) {
    library.post("/stocks", json!({"bookid": "r", "qty": 2})).send().is(201);
    assert_eq!(library.get("/books/r").send().is(200)["stock"], 2);
    assert_eq!(library.borrow("kim", "r", 1)["status"], "borrowed");
    let completed = library.post("/books", json!({"id": "r", "title": "Rot", "stock": 3})).send().is(201);
    assert_eq!((&completed["title"], &completed["stock"]), (&json!("Rot"), &json!(4)));
    library.post("/books", json!({"id": "r", "title": "Rot"})).send().refused(409, "already-registered");
    becomes([4, 0, 1, 5], || library.counts("r"));
}
