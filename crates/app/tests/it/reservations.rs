//! System 001: one copy put aside for one member, with notices.

use crate::support::{Library, at_once, becomes, everywhere, fresh};
use serde_json::{Value, json};

everywhere![
    req_001_f1_f2_copies_come_in_again_and_again,
    req_001_f3_f4_f5_a_reservation_takes_one_copy,
    req_001_f6_f7_without_stock_it_fails_and_stock_stays,
    req_001_f8_f9_cancelling_gives_the_copy_back,
    req_001_f10_notices_on_success_and_cancellation_only,
    req_001_p1_reservation_shows_the_stock_it_has_heard_of,
    decision_2_each_is_answered_by_its_own_id,
    decision_7_only_what_is_open_is_canceled,
    r3_of_many_racers_for_the_last_copy_one_wins,
    r13_two_in_the_same_moment_one_succeeds,
];

impl Library {
    /// A reservation that has come to rest.
    #[track_caller]
    pub(crate) fn reserve(&self, user: &str, book: &str) -> Value {
        self.post("/reservations", json!({"userid": user, "bookid": book})).wait().send().is(201)
    }

    /// What a member was told, by kind.
    #[track_caller]
    pub(crate) fn told(&self, user: &str, kind: &str) -> usize {
        let notices = self.all(&format!("/notifications?userId={user}"));
        notices.iter().filter(|notice| notice["kind"] == kind).count()
    }
}

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
}

fn req_001_f1_f2_copies_come_in_again_and_again(library: &Library) {
    let book = fresh("stocked");
    for (qty, sum) in [(5, 5), (0, 5), (2, 7)] {
        let stock = library.post("/stocks", json!({"bookid": book, "qty": qty})).send().is(201);
        assert_eq!(stock["qty"], sum, "{stock}");
    }
}

fn req_001_f3_f4_f5_a_reservation_takes_one_copy(library: &Library) {
    let book = library.book(5);
    let taken = library.post("/reservations", json!({"userid": "user", "bookid": book})).send();
    let location = taken.header("location").unwrap().to_owned();
    let reservation = taken.is(201);
    assert_eq!(location, format!("/reservations/{}", id(&reservation)));
    becomes(json!("succeeded"), || library.get(&location).send().is(200)["status"].clone());
    becomes([4, 1, 0, 5], || library.counts(&book));
    let shown = library.get(&location).send().is(200);
    assert_eq!((&shown["userid"], &shown["bookid"]), (&json!("user"), &json!(book)));
    library
        .post("/reservations", json!({"userid": "user", "bookid": book, "qty": 2}))
        .send()
        .refused(422, "unknown-field");
    library.post("/reservations", json!({"userid": "user"})).send().refused(422, "missing-field");
}

fn req_001_f6_f7_without_stock_it_fails_and_stock_stays(library: &Library) {
    let empty = library.book(0);
    let failed = library.reserve("user", &empty);
    assert_eq!((&failed["status"], &failed["reason"]), (&json!("failed"), &json!("out-of-stock")), "{failed}");
    assert_eq!(library.counts(&empty), [0, 0, 0, 0]);
    let unknown = library.reserve("user", "no-such-book");
    assert_eq!((&unknown["status"], &unknown["reason"]), (&json!("failed"), &json!("unknown-book")), "{unknown}");
}

fn req_001_f8_f9_cancelling_gives_the_copy_back(library: &Library) {
    let book = library.book(5);
    for cancel in ["PATCH", "DELETE"] {
        let path = format!("/reservations/{}", id(&library.reserve("user", &book)));
        becomes([4, 1, 0, 5], || library.counts(&book));
        let canceled = match cancel {
            "PATCH" => library.patch(&path, json!({"status": "Canceled"})).send().is(200),
            _ => library.delete(&path).send().is(200),
        };
        assert_eq!(canceled["status"], "canceled");
        becomes([5, 0, 0, 5], || library.counts(&book));
        assert_eq!(library.get(&path).send().is(200)["status"], "canceled");
    }
}

fn req_001_f10_notices_on_success_and_cancellation_only(library: &Library) {
    let (book, empty, user) = (library.book(1), library.book(0), fresh("told"));
    let reservation = id(&library.reserve(&user, &book));
    library.reserve(&user, &empty);
    becomes(1, || library.told(&user, "reservation-succeeded"));
    library.delete(&format!("/reservations/{reservation}")).send().is(200);
    becomes(1, || library.told(&user, "reservation-canceled"));
    let notices = library.all(&format!("/notifications?userId={user}"));
    assert_eq!(notices.len(), 2, "a failure tells nothing: {notices:?}");
    let texts: Vec<&str> = notices.iter().map(|notice| notice["text"]["ko"].as_str().unwrap()).collect();
    assert_eq!(texts, ["예약 완료 되었습니다", "예약 취소 되었습니다"]);
    for notice in &notices {
        assert!(notice["text"]["en"].as_str().is_some_and(|text| text.len() > 5), "{notice}");
        assert_eq!((&notice["userId"], &notice["channel"]), (&json!(user), &json!("inApp")), "{notice}");
        assert!(notice["sentAt"].is_string(), "{notice}");
    }
}

fn req_001_p1_reservation_shows_the_stock_it_has_heard_of(library: &Library) {
    let book = library.book(5);
    becomes(json!(5), || library.get(&format!("/booklists/{book}")).send().json()["qty"].clone());
    library.reserve("user", &book);
    becomes(json!(4), || library.get(&format!("/booklists/{book}")).send().is(200)["qty"].clone());
    let shown = library.get(&format!("/booklists/{book}")).send().is(200);
    assert_eq!((&shown["bookid"], &shown["title"]), (&json!(book), &json!("어린 왕자")));
    assert!(library.all("/booklists").contains(&shown));
}

/// The source of 001 answers by book, so that two reservations of one book get mixed up.
fn decision_2_each_is_answered_by_its_own_id(library: &Library) {
    let book = library.book(1);
    let first = library.reserve("first", &book);
    let second = library.reserve("second", &book);
    assert_eq!((&first["status"], &second["status"]), (&json!("succeeded"), &json!("failed")), "s1");
    library.delete(&format!("/reservations/{}", id(&first))).send().is(200);
    becomes([1, 0, 0, 1], || library.counts(&book));
    assert_eq!(library.get(&format!("/reservations/{}", id(&second))).send().is(200)["status"], "failed");
}

fn decision_7_only_what_is_open_is_canceled(library: &Library) {
    let (book, empty) = (library.book(1), library.book(0));
    let failed = id(&library.reserve("user", &empty));
    library.delete(&format!("/reservations/{failed}")).send().refused(409, "already-failed");
    assert_eq!(library.counts(&empty), [0, 0, 0, 0], "s3: cancelling a failed one adds no stock");
    let done = id(&library.reserve("user", &book));
    library.delete(&format!("/reservations/{done}")).send().is(200);
    for _ in 0..2 {
        library
            .patch(&format!("/reservations/{done}"), json!({"status": "Canceled"}))
            .send()
            .refused(409, "already-canceled");
    }
    becomes([1, 0, 0, 1], || library.counts(&book));
}

fn r3_of_many_racers_for_the_last_copy_one_wins(library: &Library) {
    let book = library.book(1);
    let all = at_once(24, |n| library.reserve(&format!("racer-{n}"), &book)["status"].clone());
    let won = all.iter().filter(|status| **status == "succeeded").count();
    let lost = all.iter().filter(|status| **status == "failed").count();
    assert_eq!((won, lost), (1, 23));
    becomes([0, 1, 0, 1], || library.counts(&book));
}

fn r13_two_in_the_same_moment_one_succeeds(library: &Library) {
    for _ in 0..10 {
        let book = library.book(1);
        let mut both = at_once(2, |n| library.reserve(&format!("twin-{n}"), &book)["status"].to_string());
        both.sort();
        assert_eq!(both, ["\"failed\"", "\"succeeded\""]);
    }
}
