//! `/userInfos`, `/mypages`: what a member sees of himself.

use crate::support::{Library, after_due, becomes, everywhere};
use serde_json::{Value, json};

everywhere![
    req_000_f6_a_user_sees_copies_on_loan_and_late_fees,
    req_000_p2_loans_and_fees_are_visible_in_real_time,
    a_member_never_seen_has_zeros,
    fee_if_returned_today_is_one_return_per_title,
    my_page_has_its_sections,
    a_page_waits_for_what_it_has_to_have_seen,
];

fn req_000_f6_a_user_sees_copies_on_loan_and_late_fees(library: &Library) {
    let book = library.book(10);
    library.lend_until_due("kim", &book, 3);
    let late = json!({"userId": "kim", "bookId": book, "returnDate": after_due(8)});
    library.post("/returns", late).send().is(201);
    let expected = json!({"userId": "kim", "borrowCnt": 2, "expireFee": 1000, "feeIfReturnedToday": 2000});
    for who in ["patron:kim", "librarian:desk", "admin:root"] {
        becomes(expected.clone(), || library.get("/userInfos/kim").act_as(who).send().is(200));
    }
    for other in ["patron:lee", "teacher:lee"] {
        library.get("/userInfos/kim").act_as(other).send().refused(404, "not-found");
    }
}

fn req_000_p2_loans_and_fees_are_visible_in_real_time(library: &Library) {
    let book = library.book(10);
    let mut on_loan = 0;
    for qty in [1, 2, 3] {
        library.borrow("kim", &book, qty);
        on_loan += u64::from(qty);
        becomes((on_loan, 0), || library.dashboard("kim"));
    }
    for left in [5, 4, 3, 2, 1, 0] {
        library.post("/returns", json!({"userId": "kim", "bookId": book})).send().is(201);
        becomes((left, 0), || library.dashboard("kim"));
    }
}

fn a_member_never_seen_has_zeros(library: &Library) {
    let zeros = json!({"userId": "new", "borrowCnt": 0, "expireFee": 0, "feeIfReturnedToday": 0});
    let empty = json!({"memberId": "new", "loans": [], "fees": [], "reservations": [], "rentals": [], "orders": [],
        "points": [], "consultations": [], "notices": [], "more": []});
    for who in ["patron:new", "librarian:desk"] {
        assert_eq!(library.get("/userInfos/new").act_as(who).send().is(200), zeros);
        assert_eq!(library.get("/mypages/new").act_as(who).send().is(200), empty);
        assert_eq!(library.get("/borrowers/new").act_as(who).send().is(200)["copiesAtOnce"], 50);
    }
    for path in ["/userInfos/new", "/mypages/new", "/myPages/new", "/borrowers/new"] {
        library.get(path).act_as("patron:lee").send().refused(404, "not-found");
    }
}

fn fee_if_returned_today_is_one_return_per_title(library: &Library) {
    let (one, two) = (library.book(10), library.book(10));
    library.lend_until_due("kim", &one, 2);
    library.lend_until_due("kim", &one, 2);
    library.lend_until_due("kim", &two, 1);
    library.borrow("kim", &two, 1);
    becomes(json!(4000), || library.user_info("kim")["feeIfReturnedToday"].clone());
    becomes((6, 0), || library.dashboard("kim"));
    assert_eq!(library.user_info("kim")["feeIfReturnedToday"], 4000);
    library.post("/returns", json!({"userId": "kim", "bookId": one, "qty": 4})).send().is(201);
    becomes((2, 2000), || library.dashboard("kim"));
    assert_eq!(library.user_info("kim")["feeIfReturnedToday"], 2000);
}

fn my_page_has_its_sections(library: &Library) {
    let book = library.book(10);
    let loan = library.lend_until_due("kim", &book, 2);
    let back = json!({"userId": "kim", "bookId": book, "returnDate": after_due(1)});
    let back = library.post("/returns", back).send().is(201)["id"].clone();
    library.borrow("lee", &book, 1);
    let page = || library.get("/mypages/kim").act_as("patron:kim").send().is(200);
    becomes(json!(500), || page()["fees"][0]["amount"].clone());
    let told = page();
    assert_eq!(told["memberId"], "kim");
    let loans: Vec<&Value> = told["loans"].as_array().unwrap().iter().collect();
    assert_eq!(loans.len(), 1);
    let row = ["id", "bookId", "title", "qty", "returnedQty", "status"].map(|name| loans[0][name].clone());
    assert_eq!(row, [json!(loan), json!(book), json!("어린 왕자"), json!(2), json!(1), json!("borrowed")]);
    assert_eq!((&told["fees"][0]["id"], &told["fees"][0]["bookId"]), (&back, &json!(book)));
    assert_eq!(library.get("/myPages/kim").send().is(200), told);
    library.get("/mypages/kim").act_as("patron:lee").send().refused(404, "not-found");
}

/// Reading one's own writes: what an answer says was written, a later question can insist on.
fn a_page_waits_for_what_it_has_to_have_seen(library: &Library) {
    let book = library.book(50);
    for borrowed in 1..=10 {
        let loan = library.post("/borrows", json!({"bookId": book})).act_as("patron:kim").wait().send().is(201);
        assert_eq!(loan["status"], "borrowed");
        let renewals = format!("/borrows/{}/renewals", loan["id"].as_str().unwrap());
        let mark = library.post(&renewals, json!({})).send().header("written-at").unwrap().to_owned();
        assert!(mark.starts_with("lending@"), "{mark}");
        let info = library.get("/userInfos/kim").header("not-before", &mark).send().is(200);
        assert_eq!(info["borrowCnt"], borrowed);
    }
    for wrong in ["lending", "lending@x", "@", "lending@1,x"] {
        library.get("/userInfos/kim").header("not-before", wrong).send().refused(400, "bad-not-before");
    }
    library.get("/userInfos/kim").header("not-before", "lending@99999999").send().refused(503, "not-yet");
}
