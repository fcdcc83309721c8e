//! `/books`: looking up, registering, changing, removing.

use crate::support::{Library, becomes, everywhere};
use serde_json::{Value, json};

everywhere![
    req_000_f1_a_user_looks_books_up,
    req_000_f5_an_administrator_registers_changes_and_removes_books,
    req_000_f5_a_removed_book_is_gone_for_good,
    req_000_f5_a_book_is_not_removed_while_copies_are_out,
    stock_is_not_changed_through_the_record,
    decision_11_books_are_named_by_the_caller_or_by_us,
    aliases_of_the_sources_mean_the_same,
    a_book_put_twice_changes_nothing,
    lists_go_page_by_page,
    a_change_meets_only_what_was_read,
    what_is_known_already_is_not_sent_again,
];

fn req_000_f1_a_user_looks_books_up(library: &Library) {
    let full = json!({"id": "5", "title": "어린 왕자", "author": "Antoine de Saint-Exupéry", "isbn": "979-11-5675-000-0",
        "price": 9000, "kind": "book", "publisher": "마당", "year": 1943, "language": "kor", "stock": 4});
    library.post("/books", full.clone()).send().is(201);
    // Anybody, without a token.
    let gateway = library.gateway();
    assert_eq!(gateway.get("/books/5").send().is(200), full);
    assert_eq!(library.get("/book/5").send().is(200), full);
    assert_eq!(gateway.get("/books").send().is(200), json!({"items": [full], "next": null}));
    let found = gateway.get("/books?q=%EC%99%95%EC%9E%90").send().is(200);
    assert_eq!(found["items"][0]["id"], "5");
    library.get("/books/6").send().refused(404, "not-found");
}

fn req_000_f5_an_administrator_registers_changes_and_removes_books(library: &Library) {
    let made = library.post("/books", json!({"title": "Hunger"})).send();
    let book = made.is(201);
    let at = format!("/books/{}", book["id"].as_str().unwrap());
    assert_eq!(made.header("location"), Some(at.as_str()));
    assert_eq!((&book["title"], &book["stock"]), (&json!("Hunger"), &json!(0)));
    let changed = library.patch(&at, json!({"author": "Knut Hamsun", "year": "1890"})).send().is(200);
    assert_eq!(
        (&changed["title"], &changed["author"], &changed["year"]),
        (&json!("Hunger"), &json!("Knut Hamsun"), &json!(1890))
    );
    assert_eq!(library.get(&at).send().is(200), changed);
    assert!([200, 204].contains(&library.delete(&at).send().status));
    library.get(&at).send().refused(404, "not-found");
    library.delete(&at).send().refused(404, "unknown-book");
    library.patch(&at, json!({"title": "x"})).send().refused(404, "unknown-book");
}

fn req_000_f5_a_removed_book_is_gone_for_good(library: &Library) {
    let book = library.book(2);
    library.delete(&format!("/books/{book}")).send();
    assert_eq!(library.all("/books"), Vec::<Value>::new());
    library.get(&format!("/stocks/{book}")).send().refused(404, "not-found");
    library.post("/books", json!({"id": book, "title": "again"})).send().refused(409, "removed");
    library.post("/stocks", json!({"bookid": book, "qty": 1})).send().refused(409, "removed");
    library.post("/borrows", json!({"userId": "kim", "bookId": book})).send().refused(409, "unknown-book");
}

fn req_000_f5_a_book_is_not_removed_while_copies_are_out(library: &Library) {
    let book = library.book(2);
    let at = format!("/books/{book}");
    library.borrow("kim", &book, 1);
    library.delete(&at).send().refused(409, "copies-out");
    assert_eq!(library.get(&at).send().is(200)["stock"], 1);
    library.post("/returns", json!({"userId": "kim", "bookId": book})).send().is(201);
    becomes([2, 0, 0, 2], || library.counts(&book));
    assert!([200, 204].contains(&library.delete(&at).send().status));
}

fn stock_is_not_changed_through_the_record(library: &Library) {
    let book = library.book(2);
    let problem = library.patch(&format!("/books/{book}"), json!({"stock": 9})).send().refused(422, "use-stocks");
    assert_eq!(problem["errors"][0]["field"], "stock");
    assert_eq!(library.counts(&book), [2, 0, 0, 2]);
}

fn decision_11_books_are_named_by_the_caller_or_by_us(library: &Library) {
    let by_number =
        library.post("/books", json!({"id": 1, "title": 1984, "price": "1000", "stock": "3"})).send().is(201);
    let expected = json!({"id": "1", "title": "1984", "price": 1000, "stock": 3, "kind": "book"});
    assert_eq!(by_number, expected);
    library.post("/books", json!({"id": "1", "title": "other"})).send().refused(409, "already-registered");
    assert_eq!(library.get("/books/1").send().is(200), expected);
    let ours = library.post("/books", json!({"title": "a"})).send().is(201)["id"].clone();
    let other = library.post("/books", json!({"title": "a"})).send().is(201)["id"].clone();
    assert!(ours.is_string() && other.is_string() && ours != other);
    // An id of any script, escaped where it stands in a path.
    let korean = library.post("/books", json!({"id": "책-1", "title": "책"})).send();
    korean.is(201);
    let location = korean.header("location").unwrap().to_owned();
    assert!(location.is_ascii(), "{location}");
    assert_eq!(library.get(&location).send().is(200)["id"], "책-1");
}

fn aliases_of_the_sources_mean_the_same(library: &Library) {
    // http POST localhost:8082/book bookId=1 price=1000 bookName=azureMaster
    let body = json!({"bookId": "1", "price": "1000", "bookName": "azureMaster"});
    let book = library.post("/book", body).send().is(201);
    assert_eq!(book, json!({"id": "1", "title": "azureMaster", "price": 1000, "stock": 0, "kind": "book"}));
    library.post("/books", json!({"bookid": 2, "name": "azureMaster"})).send().is(201);
    assert_eq!(library.patch("/book/2", json!({"bookName": "b"})).send().is(200)["title"], "b");
    assert_eq!(library.get("/book").send().is(200)["items"].as_array().unwrap().len(), 2);
    library.delete("/book/2").send();
    library.get("/books/2").send().refused(404, "not-found");
    library.post("/books", json!({"name": "a", "title": "b"})).send().refused(422, "given-twice");
}

fn a_book_put_twice_changes_nothing(library: &Library) {
    let body = json!({"title": "Hunger", "stock": 3});
    let first = library.put("/books/h", body.clone()).send();
    first.is(200);
    let again = library.put("/books/h", body).send();
    assert_eq!(again.is(200), first.is(200));
    assert_eq!(again.header("etag"), first.header("etag"));
    library.put("/books/h", json!({"title": "Sult", "stock": 3})).send().is(200);
    assert_eq!(library.counts("h"), [3, 0, 0, 3]);
    assert_eq!(library.get("/books/h").send().is(200)["title"], "Sult");
}

fn lists_go_page_by_page(library: &Library) {
    let ids: Vec<String> = (0..7).map(|_| library.book(1)).collect();
    let mut seen = vec![];
    let mut path = "/books?limit=3".to_owned();
    for expected in [3, 3, 1] {
        let page = library.get(&path).send().is(200);
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), expected);
        seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        // What is added meanwhile moves nothing.
        if expected == 1 {
            assert_eq!(page["next"], Value::Null);
        } else {
            path = format!("/books?limit=3&cursor={}", page["next"].as_str().unwrap());
            library.delete(&format!("/books/{}", seen[0])).send();
        }
    }
    assert_eq!(seen, ids);
    assert_eq!(library.get("/books?limit=100000").send().is(200)["items"].as_array().unwrap().len(), 6);
    library.put("/books/z", json!({"title": "z", "kind": "media", "isbn": "979-11-5675-000-0"})).send().is(200);
    // An ISBN as it is typed, and as it is shown.
    for filter in ["kind=media", "isbn=9791156750000", "isbn=979-11-5675-000-0"] {
        let found = library.get(&format!("/books?{filter}")).send().is(200);
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{filter}: {found}");
        assert_eq!(found["items"][0]["id"], "z");
    }
    assert_eq!(library.get("/books?kind=periodical").send().is(200), json!({"items": [], "next": null}));
    for wrong in ["limit=0", "limit=x", "limit=-1", "cursor=x", "colour=red"] {
        library.get(&format!("/books?{wrong}")).send().refused(422, "bad-parameter");
    }
}

fn a_change_meets_only_what_was_read(library: &Library) {
    let at = format!("/books/{}", library.book(1));
    let tag = library.get(&at).send().header("etag").unwrap().to_owned();
    let change = |tag: &str, title: &str| library.patch(&at, json!({"title": title})).header("if-match", tag).send();
    let changed = change(&tag, "first");
    changed.is(200);
    assert_ne!(changed.header("etag"), Some(tag.as_str()));
    change(&tag, "second").refused(412, "changed");
    change("soon", "second").refused(400, "bad-if-match");
    assert_eq!(library.get(&at).send().is(200)["title"], "first");
    change("*", "third").is(200);
    change(changed.header("etag").unwrap(), "fourth").refused(412, "changed");
    library.delete(&at).header("if-match", &tag).send().refused(412, "changed");
    // Without a condition the last one holds.
    library.patch(&at, json!({"title": "last"})).send().is(200);
    assert_eq!(library.get(&at).send().header("etag"), library.get(&at).send().header("etag"));
}

fn what_is_known_already_is_not_sent_again(library: &Library) {
    let book = library.book(1);
    let at = format!("/books/{book}");
    let tag = library.get(&at).send().header("etag").unwrap().to_owned();
    let known = |tag: &str| library.get(&at).header("if-none-match", tag).send();
    let unchanged = known(&tag);
    assert_eq!((unchanged.status, unchanged.body.len(), unchanged.header("etag")), (304, 0, Some(tag.as_str())));
    // A list of tags, a weak one and "any" are of the protocol too (RFC 9110, 13.1.2).
    for also in [format!("\"x\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
        assert_eq!(known(&also).status, 304, "{also}");
    }
    assert_eq!(known("\"other\"").status, 200);
    // Copies that come or go change the book as it is shown.
    library.post("/stocks", json!({"bookid": book, "qty": 1})).send().is(201);
    assert_eq!(known(&tag).is(200)["stock"], 2);
}
