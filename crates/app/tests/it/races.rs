//! Many at once: never too much, and nothing left behind.

use crate::support::{Library, at_once, becomes, everywhere};
use serde_json::json;

everywhere![
    reg_r3_racers_for_the_last_copy,
    reg_t1_parallel_loans_of_one_member_keep_the_limit,
    parallel_returns_never_exceed_what_is_on_loan,
    parallel_registrations_of_one_id_make_one_book,
    parallel_changes_with_a_condition_make_one_change,
];

fn reg_r3_racers_for_the_last_copy(library: &Library) {
    for _ in 0..3 {
        let book = library.book(1);
        let answers = at_once(20, |n| {
            let body = json!({"userId": format!("racer-{n}"), "bookId": book});
            library.post("/borrows", body).wait().send()
        });
        let mut won = 0;
        for answer in &answers {
            match answer.status {
                201 if answer.json()["status"] == "borrowed" => won += 1,
                201 => assert_eq!(
                    (&answer.json()["status"], &answer.json()["reason"]),
                    (&json!("canceled"), &json!("out-of-stock"))
                ),
                _ => drop(answer.refused(409, "out-of-stock")),
            }
        }
        assert_eq!(won, 1);
        becomes([0, 0, 1, 1], || library.counts(&book));
        let on_loan = library.all(&format!("/borrows?bookId={book}&status=borrowed"));
        assert_eq!(on_loan.len(), 1);
        let winner = on_loan[0]["userId"].as_str().unwrap().to_owned();
        library.post("/returns", json!({"userId": winner, "bookId": book})).send().is(201);
        becomes([1, 0, 0, 1], || library.counts(&book));
    }
    // Losers have nothing on loan.
    for n in 0..20 {
        becomes((0, 0), || library.dashboard(&format!("racer-{n}")));
    }
}

fn reg_t1_parallel_loans_of_one_member_keep_the_limit(library: &Library) {
    let book = library.book(500);
    let answers = at_once(100, |_| library.post("/borrows", json!({"bookId": book})).act_as("patron:kim").send());
    let taken = answers.iter().filter(|answer| answer.status == 201).count();
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "loan-limit");
    }
    assert_eq!(taken, 50);
    becomes((50, 0), || library.dashboard("kim"));
    becomes([450, 0, 50, 500], || library.counts(&book));
}

fn parallel_returns_never_exceed_what_is_on_loan(library: &Library) {
    let book = library.book(20);
    library.borrow("kim", &book, 10);
    let answers = at_once(30, |_| library.post("/returns", json!({"userId": "kim", "bookId": book})).send());
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 10);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "more-than-on-loan");
    }
    becomes([20, 0, 0, 20], || library.counts(&book));
    becomes((0, 0), || library.dashboard("kim"));
}

fn parallel_registrations_of_one_id_make_one_book(library: &Library) {
    let answers = at_once(20, |_| library.post("/books", json!({"id": "one", "title": "one", "stock": 3})).send());
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "already-registered");
    }
    assert_eq!(library.counts("one"), [3, 0, 0, 3]);
    let receipts = at_once(20, |_| library.post("/stocks", json!({"bookid": "one", "qty": 1})).send().status);
    assert!(receipts.iter().all(|status| *status == 201));
    assert_eq!(library.counts("one"), [23, 0, 0, 23]);
}

fn parallel_changes_with_a_condition_make_one_change(library: &Library) {
    let at = format!("/books/{}", library.book(1));
    let tag = library.get(&at).send().header("etag").unwrap().to_owned();
    let answers =
        at_once(20, |n| library.patch(&at, json!({"title": format!("t{n}")})).header("if-match", &tag).send());
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(412, "changed");
    }
}
