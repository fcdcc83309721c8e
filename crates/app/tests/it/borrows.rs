//! `/borrows`: asking for copies and getting them.

use crate::support::{Library, becomes, everywhere, fresh, today};
use serde_json::{Value, json};

everywhere![
    req_000_f2_a_user_borrows_copies,
    req_000_t1_a_title_with_stock_0_cannot_be_borrowed,
    req_000_p3_a_loan_of_more_than_is_in_stock_is_canceled,
    decision_6_read_models_follow_the_compensation,
    decision_11_ids_and_quantities_come_as_text_or_number,
    decision_13_each_source_calls_the_member_its_own_way,
    an_unknown_book_is_refused,
    the_desk_sets_dates_and_nobody_else,
    the_default_loan_period_is_14_days,
    a_member_borrows_up_to_the_limit_and_the_desk_beyond,
    reference_works_are_not_lent,
    decision_7_only_what_is_open_is_withdrawn,
    lists_are_filtered_and_show_ones_own,
];

fn req_000_f2_a_user_borrows_copies(library: &Library) {
    let book = library.book(4);
    let ask = library.post("/borrows", json!({"bookId": book, "qty": 3})).act_as("patron:kim").wait().send();
    let loan = ask.is(201);
    let at = format!("/borrows/{}", loan["id"].as_str().unwrap());
    assert_eq!(ask.header("location"), Some(at.as_str()));
    let told = ["userId", "bookId", "qty", "returnedQty", "status"].map(|name| loan[name].clone());
    assert_eq!(told, [json!("kim"), json!(book), json!(3), json!(0), json!("borrowed")]);
    assert_eq!(library.get(&at).act_as("patron:kim").send().is(200), loan);
    becomes([1, 0, 3, 4], || library.counts(&book));
    // One copy, unless asked for more; without waiting it is taken at once and settles by itself.
    let one = library.post("/borrows", json!({"bookId": book})).act_as("patron:kim").send().is(201);
    assert_eq!(one["qty"], 1);
    let at = format!("/borrows/{}", one["id"].as_str().unwrap());
    becomes(json!("borrowed"), || library.get(&at).send().is(200)["status"].clone());
    becomes([0, 0, 4, 4], || library.counts(&book));
}

fn req_000_t1_a_title_with_stock_0_cannot_be_borrowed(library: &Library) {
    let book = library.book(0);
    let ask = json!({"userId": "kim", "bookId": book});
    library.post("/borrows", ask.clone()).send().refused(409, "out-of-stock");
    assert_eq!(library.all("/borrows"), Vec::<Value>::new());
    library.post("/stocks", json!({"bookid": book, "qty": 1})).send().is(201);
    assert_eq!(library.post("/borrows", ask.clone()).wait().send().is(201)["status"], "borrowed");
    library.post("/borrows", ask).send().refused(409, "out-of-stock");
    assert_eq!(library.all("/borrows").len(), 1);
}

/// The source's own example: stock 4, borrow 5.
fn req_000_p3_a_loan_of_more_than_is_in_stock_is_canceled(library: &Library) {
    let book = library.book(4);
    let taken = library.post("/borrows", json!({"userId": "kim", "bookId": book, "qty": 5})).send().is(201);
    let at = format!("/borrows/{}", taken["id"].as_str().unwrap());
    becomes(json!("canceled"), || library.get(&at).send().is(200)["status"].clone());
    let loan = library.get(&at).send().is(200);
    assert_eq!(loan["reason"], "out-of-stock");
    assert!(loan["explanation"]["ko"].is_string() && loan["explanation"]["en"].is_string(), "{loan}");
    assert_eq!(library.counts(&book), [4, 0, 0, 4]);
    assert_eq!(library.dashboard("kim"), (0, 0));
}

fn decision_6_read_models_follow_the_compensation(library: &Library) {
    let book = library.book(4);
    library.borrow("kim", &book, 2);
    let canceled = library.borrow("kim", &book, 3);
    assert_eq!((&canceled["status"], &canceled["returnedQty"]), (&json!("canceled"), &json!(0)));
    becomes((2, 0), || library.dashboard("kim"));
    becomes([2, 0, 2, 4], || library.counts(&book));
    let page = || library.get("/mypages/kim").send().is(200);
    let words = || page()["loans"].as_array().unwrap().iter().map(|loan| loan["status"].clone()).collect::<Vec<_>>();
    becomes(vec![json!("canceled"), json!("borrowed")], words);
    library
        .post("/returns", json!({"userId": "kim", "bookId": book, "qty": 3}))
        .send()
        .refused(409, "more-than-on-loan");
}

fn decision_11_ids_and_quantities_come_as_text_or_number(library: &Library) {
    library.post("/books", json!({"bookId": 5, "title": "five", "stock": "20"})).send().is(201);
    for (user, book, qty) in [(json!(7), json!(5), json!(2)), (json!("7"), json!("5"), json!("2"))] {
        let loan = library.post("/borrows", json!({"userId": user, "bookId": book, "qty": qty})).wait().send().is(201);
        let told = ["userId", "bookId", "qty", "status"].map(|name| loan[name].clone());
        assert_eq!(told, [json!("7"), json!("5"), json!(2), json!("borrowed")]);
    }
    for date in [json!("2021-09-13"), json!("20210913"), json!(20210913)] {
        let body = json!({"userId": "7", "bookId": "5", "borrowDate": date, "expireDate": date});
        let loan = library.post("/borrows", body).send().is(201);
        assert_eq!((&loan["borrowDate"], &loan["expireDate"]), (&json!("2021-09-13"), &json!("2021-09-13")));
    }
}

fn decision_13_each_source_calls_the_member_its_own_way(library: &Library) {
    let book = library.book(9);
    for (who, which) in [("userId", "bookId"), ("userid", "bookid")] {
        let loan = library.post("/borrows", json!({who: "kim", which: book})).wait().send().is(201);
        assert_eq!((&loan["userId"], &loan["status"]), (&json!("kim"), &json!("borrowed")));
        library.post("/returns", json!({who: "kim", which: book})).send().is(201);
    }
    // Nobody is named: it is the caller. A door's own member is guest.
    assert_eq!(library.post("/borrows", json!({"bookId": book})).send().is(201)["userId"], "guest");
    let lee = library.post("/borrows", json!({"bookId": book})).act_as("student:lee").send().is(201);
    assert_eq!(lee["userId"], "lee");
}

fn an_unknown_book_is_refused(library: &Library) {
    library.post("/borrows", json!({"userId": "kim", "bookId": "none"})).send().refused(409, "unknown-book");
    assert_eq!(library.all("/borrows"), Vec::<Value>::new());
    assert_eq!(library.dashboard("kim"), (0, 0));
}

fn the_desk_sets_dates_and_nobody_else(library: &Library) {
    let book = library.book(9);
    for field in ["borrowDate", "expireDate"] {
        let asked = json!({"bookId": book, field: "2021-09-13"});
        for role in ["patron", "teacher"] {
            let problem = library.post("/borrows", asked.clone()).act_as(&format!("{role}:kim")).send();
            assert_eq!(problem.refused(403, "not-yours")["errors"][0]["field"], field);
        }
    }
    let dates = json!({"userId": "kim", "bookId": book, "borrowDate": "2021-09-13", "expireDate": "2021-09-12"});
    let problem = library.post("/borrows", dates).send().refused(422, "due-before-borrow");
    assert_eq!(problem["errors"][0]["field"], "expireDate");
    let dates = json!({"userId": "kim", "bookId": book, "borrowDate": "2021-09-13", "expireDate": "2021-09-20"});
    let loan = library.post("/borrows", dates).act_as("librarian:desk").wait().send().is(201);
    assert_eq!((&loan["borrowDate"], &loan["expireDate"]), (&json!("2021-09-13"), &json!("2021-09-20")));
    assert_eq!(loan["status"], "borrowed");
}

fn the_default_loan_period_is_14_days(library: &Library) {
    let book = library.book(9);
    let before = today();
    let loan = library.post("/borrows", json!({"bookId": book})).act_as("patron:kim").wait().send().is(201);
    let begun: jiff::civil::Date = loan["borrowDate"].as_str().unwrap().parse().unwrap();
    assert!((before..=today()).contains(&begun));
    let due = begun.checked_add(jiff::Span::new().days(14)).unwrap();
    assert_eq!(loan["expireDate"], due.to_string());
    let dated = json!({"userId": "lee", "bookId": book, "borrowDate": "20240220"});
    assert_eq!(library.post("/borrows", dated).wait().send().is(201)["expireDate"], "2024-03-05");
}

fn a_member_borrows_up_to_the_limit_and_the_desk_beyond(library: &Library) {
    let book = library.book(300);
    let own =
        |qty: u32| library.post("/borrows", json!({"bookId": book, "qty": qty})).act_as("patron:kim").wait().send();
    own(51).refused(409, "loan-limit");
    own(49).is(201);
    own(2).refused(409, "loan-limit");
    own(1).is(201);
    own(1).refused(409, "loan-limit");
    let beyond = library.borrow("kim", &book, 10);
    assert_eq!((&beyond["status"], &beyond["beyondLimit"]), (&json!("borrowed"), &json!(true)));
    becomes((60, 0), || library.dashboard("kim"));
    let preferred = library.patch("/borrowers/kim", json!({"group": "preferred"})).send().is(200);
    assert_eq!((&preferred["userId"], &preferred["copiesAtOnce"]), (&json!("kim"), &json!(200)));
    own(140).is(201);
    own(1).refused(409, "loan-limit");
    becomes([100, 0, 200, 300], || library.counts(&book));
}

fn reference_works_are_not_lent(library: &Library) {
    library.post("/books", json!({"id": "ref", "title": "r", "kind": "reference", "stock": 2})).send().is(201);
    let loan = library.borrow("kim", "ref", 1);
    assert_eq!((&loan["status"], &loan["reason"]), (&json!("canceled"), &json!("not-for-loan")));
    becomes([2, 0, 0, 2], || library.counts("ref"));
    assert_eq!(library.dashboard("kim"), (0, 0));
}

fn decision_7_only_what_is_open_is_withdrawn(library: &Library) {
    let book = library.book(2);
    let withdraw = |loan: &Value| library.delete(&format!("/borrows/{}", loan["id"].as_str().unwrap())).send();
    withdraw(&library.borrow("kim", &book, 3)).refused(409, "not-open");
    let lent = library.borrow("kim", &book, 1);
    withdraw(&lent).refused(409, "already-borrowed");
    library.post("/returns", json!({"userId": "kim", "bookId": book})).send().is(201);
    withdraw(&lent).refused(409, "not-open");
    becomes([2, 0, 0, 2], || library.counts(&book));
    library.delete("/borrows/none").send().refused(404, "not-found");
}

fn lists_are_filtered_and_show_ones_own(library: &Library) {
    let (one, two) = (library.book(9), library.book(9));
    library.borrow("kim", &one, 1);
    library.borrow("kim", &two, 10);
    library.borrow("lee", &one, 1);
    let count = |path: &str, who: &str| {
        let page = library.get(path).act_as(who).send().is(200);
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count("/borrows", "librarian:desk"), 3);
    assert_eq!(count("/borrows?userId=kim", "admin:root"), 2);
    assert_eq!(count(&format!("/borrows?bookId={one}"), "librarian:desk"), 2);
    assert_eq!(count("/borrows?status=canceled", "librarian:desk"), 1);
    assert_eq!(count("/borrows?status=borrowed&userId=kim", "librarian:desk"), 1);
    assert_eq!(count("/borrows", "patron:kim"), 2);
    assert_eq!(count("/borrows?userId=kim&status=borrowed", "patron:kim"), 1);
    assert_eq!(count("/borrows", "teacher:lee"), 1);
    assert_eq!(count("/borrows", &format!("patron:{}", fresh("new"))), 0);
    library.get("/borrows?userId=kim").act_as("patron:lee").send().refused(403, "not-yours");
    library.get("/borrows?colour=red").send().refused(422, "bad-parameter");
    let page = library.get("/borrows?limit=2").send().is(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    let rest = library.get(&format!("/borrows?limit=2&cursor={}", page["next"].as_str().unwrap())).send().is(200);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
}
