//! `/returns`, `/fees`, renewals: copies come back, in time or late.

use crate::support::{DUE, Library, after_due, becomes, everywhere, fresh};
use serde_json::{Value, json};

everywhere![
    req_000_f3_f4_the_worked_example,
    req_000_f3_a_user_returns_a_book,
    req_000_t2_no_fee_before_the_book_is_back,
    req_000_t3_the_late_fee_of_a_return,
    req_000_t4_never_more_returned_than_on_loan,
    decision_4_the_fee_is_per_return_not_per_copy,
    decision_5_returns_go_to_the_oldest_due_date_first,
    a_return_may_name_its_loan,
    fees_are_listed,
    renewals_move_the_due_date,
    reg_t7_a_late_loan_is_not_renewed,
];

fn give_back(library: &Library, user: &str, book: &str, qty: u32, day: &str) -> Value {
    let body = json!({"userId": user, "bookId": book, "qty": qty, "returnDate": day});
    library.post("/returns", body).send().is(201)
}

/// The source's own example: borrow 4, return 3 of them 7 days late: 1 on loan, fee 500.
fn req_000_f3_f4_the_worked_example(library: &Library) {
    let book = library.book(10);
    let loan = library.lend_until_due("kim", &book, 4);
    becomes((4, 0), || library.dashboard("kim"));
    let back = give_back(library, "kim", &book, 3, &after_due(7));
    let told = ["lateDays", "fee", "qty"].map(|name| back[name].as_u64());
    assert_eq!(told, [Some(7), Some(500), Some(3)]);
    assert_eq!(back["borrows"], json!([{"borrowId": loan, "qty": 3}]));
    becomes((1, 500), || library.dashboard("kim"));
    becomes([9, 0, 1, 10], || library.counts(&book));
    let loan = library.get(&format!("/borrows/{loan}")).send().is(200);
    assert_eq!((&loan["status"], &loan["returnedQty"]), (&json!("borrowed"), &json!(3)));
}

fn req_000_f3_a_user_returns_a_book(library: &Library) {
    let book = library.book(2);
    let loan = library.post("/borrows", json!({"bookId": book, "qty": 2})).act_as("patron:kim").wait().send().is(201);
    let back = library.post("/returns", json!({"bookId": book, "qty": 2})).act_as("patron:kim").send();
    let told = back.is(201);
    assert_eq!((&told["lateDays"], &told["fee"]), (&json!(0), &json!(0)));
    let at = format!("/returns/{}", told["id"].as_str().unwrap());
    assert_eq!(back.header("location"), Some(at.as_str()));
    assert_eq!(library.get(&at).act_as("patron:kim").send().is(200), told);
    let loan = library.get(&format!("/borrows/{}", loan["id"].as_str().unwrap())).send().is(200);
    assert_eq!((&loan["status"], &loan["returnedQty"]), (&json!("returned"), &json!(2)));
    becomes([2, 0, 0, 2], || library.counts(&book));
    becomes((0, 0), || library.dashboard("kim"));
    let dated = json!({"bookId": book, "returnDate": "2021-09-13"});
    let problem = library.post("/returns", dated).act_as("patron:kim").send().refused(403, "not-yours");
    assert_eq!(problem["errors"][0]["field"], "returnDate");
}

fn req_000_t2_no_fee_before_the_book_is_back(library: &Library) {
    let book = library.book(2);
    let loan = library.lend_until_due("kim", &book, 1);
    becomes((1, 0), || library.dashboard("kim"));
    // Years late, shown as what it would cost today, and charged with nothing.
    assert_eq!(library.user_info("kim")["feeIfReturnedToday"], 2000);
    assert_eq!(library.all("/fees"), Vec::<Value>::new());
    becomes(json!(true), || library.get(&format!("/borrows/{loan}")).send().is(200)["overdue"].clone());
    assert_eq!(library.dashboard("kim"), (1, 0));
    library.post("/returns", json!({"userId": "kim", "bookId": book})).send().is(201);
    becomes((0, 2000), || library.dashboard("kim"));
    assert_eq!(library.user_info("kim")["feeIfReturnedToday"], 0);
}

fn req_000_t3_the_late_fee_of_a_return(library: &Library) {
    let book = library.book(20);
    let steps = [(-14, 0), (0, 0), (1, 500), (7, 500), (8, 1000), (14, 1000), (15, 2000), (400, 2000)];
    for (days, fee) in steps {
        let user = fresh("user");
        library.lend_until_due(&user, &book, 1);
        let back = give_back(library, &user, &book, 1, &after_due(days));
        assert_eq!((back["lateDays"].as_i64(), back["fee"].as_u64()), (Some(days.max(0)), Some(fee)), "{days} days");
        becomes((0, fee), || library.dashboard(&user));
    }
}

fn req_000_t4_never_more_returned_than_on_loan(library: &Library) {
    let book = library.book(10);
    let back =
        |user: &str, qty: u32| library.post("/returns", json!({"userId": user, "bookId": book, "qty": qty})).send();
    back("kim", 1).refused(409, "more-than-on-loan");
    let id = library.lend_until_due("kim", &book, 3);
    back("kim", 4).refused(409, "more-than-on-loan");
    back("lee", 1).refused(409, "more-than-on-loan");
    becomes([7, 0, 3, 10], || library.counts(&book));
    assert_eq!(library.get(&format!("/borrows/{id}")).send().is(200)["returnedQty"], 0);
    becomes((3, 0), || library.dashboard("kim"));
    assert_eq!(library.all("/returns"), Vec::<Value>::new());
    back("kim", 3).is(201);
    back("kim", 1).refused(409, "more-than-on-loan");
    let early = json!({"userId": "park", "bookId": book, "returnDate": "2021-09-12"});
    library.lend_until_due("park", &book, 1);
    let problem = library.post("/returns", early).send().refused(422, "return-before-borrow");
    assert_eq!(problem["errors"][0]["field"], "returnDate");
}

fn decision_4_the_fee_is_per_return_not_per_copy(library: &Library) {
    let book = library.book(10);
    library.lend_until_due("kim", &book, 5);
    assert_eq!(give_back(library, "kim", &book, 4, &after_due(8))["fee"], 1000);
    assert_eq!(give_back(library, "kim", &book, 1, &after_due(1))["fee"], 500);
    becomes((0, 1500), || library.dashboard("kim"));
}

fn decision_5_returns_go_to_the_oldest_due_date_first(library: &Library) {
    let book = library.book(10);
    let lend = |due: &str, qty: u32| {
        let body = json!({"userId": "kim", "bookId": book, "qty": qty, "borrowDate": "2021-09-01", "expireDate": due});
        library.post("/borrows", body).wait().send().is(201)["id"].as_str().unwrap().to_owned()
    };
    let (newest, oldest, middle) = (lend("2021-10-20", 2), lend(DUE, 2), lend("2021-10-05", 2));
    // One return over several loans: one fee, by the greatest lateness.
    let back = give_back(library, "kim", &book, 5, "2021-10-13");
    let shares = [(&oldest, 2), (&middle, 2), (&newest, 1)].map(|(id, qty)| json!({"borrowId": id, "qty": qty}));
    assert_eq!(back["borrows"], json!(shares));
    assert_eq!((&back["lateDays"], &back["fee"]), (&json!(16), &json!(2000)));
    becomes((1, 2000), || library.dashboard("kim"));
    let status = |id: &str| library.get(&format!("/borrows/{id}")).send().is(200)["status"].clone();
    assert_eq!([&oldest, &middle, &newest].map(|id| status(id)), ["returned", "returned", "borrowed"]);
    assert_eq!(give_back(library, "kim", &book, 1, "2021-10-13")["fee"], 0);
}

fn a_return_may_name_its_loan(library: &Library) {
    let (book, other) = (library.book(10), library.book(1));
    let (first, second) = (library.lend_until_due("kim", &book, 3), library.lend_until_due("kim", &book, 3));
    // One copy, unless it says more.
    let back = library.post("/returns", json!({"borrowId": second})).act_as("patron:kim").send().is(201);
    assert_eq!(back["borrows"], json!([{"borrowId": second, "qty": 1}]));
    assert_eq!((&back["userId"], &back["bookId"]), (&json!("kim"), &json!(book)));
    let desk = library.post("/returns", json!({"borrowId": second, "qty": 2})).send().is(201);
    assert_eq!((&desk["userId"], &desk["qty"]), (&json!("kim"), &json!(2)));
    library.post("/returns", json!({"borrowId": second})).send().refused(409, "more-than-on-loan");
    library.post("/returns", json!({"borrowId": first, "qty": 4})).send().refused(409, "more-than-on-loan");
    for wrong in [json!({"borrowId": first, "bookId": other}), json!({"borrowId": first, "userId": "lee"})] {
        library.post("/returns", wrong).send().refused(422, "not-of-this-loan");
    }
    library.post("/returns", json!({"borrowId": first})).act_as("patron:lee").send().refused(404, "not-found");
    library.post("/returns", json!({"borrowId": "none"})).send().refused(404, "not-found");
    library.post("/returns", json!({"userId": "kim"})).send().refused(422, "missing-field");
    becomes([7, 0, 3, 10], || library.counts(&book));
}

fn fees_are_listed(library: &Library) {
    let book = library.book(10);
    for user in ["kim", "lee"] {
        library.lend_until_due(user, &book, 2);
        give_back(library, user, &book, 1, &after_due(3));
    }
    let of = |path: &str, who: &str| library.get(path).act_as(who).send().is(200)["items"].clone();
    let own = of("/fees", "patron:kim");
    assert_eq!(own.as_array().unwrap().len(), 1, "{own}");
    let told = ["userId", "amount", "lateDays", "status"].map(|name| own[0][name].clone());
    assert_eq!(told, [json!("kim"), json!(500), json!(3), json!("owed")]);
    assert_eq!(of("/fees", "librarian:desk").as_array().unwrap().len(), 2);
    assert_eq!(of("/fees?userId=lee", "librarian:desk").as_array().unwrap().len(), 1);
    let at = format!("/fees/{}", own[0]["id"].as_str().unwrap());
    assert_eq!(library.get(&at).act_as("patron:kim").send().is(200), own[0]);
    library.get(&at).act_as("patron:lee").send().refused(404, "not-found");
    assert_eq!(of("/returns", "patron:kim").as_array().unwrap().len(), 1);
    assert_eq!(of(&format!("/returns?bookId={book}"), "librarian:desk").as_array().unwrap().len(), 2);
}

fn renewals_move_the_due_date(library: &Library) {
    let book = library.book(1);
    let loan = library.post("/borrows", json!({"bookId": book})).act_as("patron:kim").wait().send().is(201);
    let at = format!("/borrows/{}", loan["id"].as_str().unwrap());
    let renew = || library.post(&format!("{at}/renewals"), json!({})).act_as("patron:kim").send();
    let mut due: jiff::civil::Date = loan["expireDate"].as_str().unwrap().parse().unwrap();
    for left in [1, 0] {
        due = due.checked_add(jiff::Span::new().days(14)).unwrap();
        let renewed = renew();
        assert_eq!(renewed.is(201)["expireDate"], due.to_string());
        assert_eq!(renewed.json()["renewalsLeft"], left);
        assert_eq!(renewed.header("location"), Some(at.as_str()));
    }
    renew().refused(409, "no-renewals-left");
    library.post(&format!("{at}/renewals"), json!({})).act_as("patron:lee").send().refused(404, "not-found");
    library.post("/borrows/none/renewals", json!({})).send().refused(404, "not-found");
    library.post("/returns", json!({"userId": "kim", "bookId": book})).send().is(201);
    renew().refused(409, "not-open");
}

fn reg_t7_a_late_loan_is_not_renewed(library: &Library) {
    let book = library.book(1);
    let loan = library.lend_until_due("kim", &book, 1);
    library.post(&format!("/borrows/{loan}/renewals"), json!({})).send().refused(409, "overdue");
    assert_eq!(give_back(library, "kim", &book, 1, &after_due(1))["fee"], 500);
}
