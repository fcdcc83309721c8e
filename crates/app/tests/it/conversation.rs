//! How a request and its answer speak of themselves: keys, waiting, names of conversations, languages.

use crate::support::{Ask, Library, Topology, at_once, becomes, everywhere};
use serde_json::{Value, json};

everywhere![
    reg_t3_the_same_key_gets_the_same_answer,
    another_body_under_the_same_key_is_refused,
    reg_t3_the_same_key_at_once_makes_one_loan,
    a_refusal_by_the_rules_is_kept_under_its_key,
    a_mistake_is_not_kept_under_its_key,
    a_key_belongs_to_its_caller_and_route,
    every_kind_of_command_has_keys,
    a_loan_is_changed_only_as_it_was_read,
    an_answer_waits_for_its_saga_if_asked_to,
    a_conversation_keeps_its_name,
    problems_speak_the_callers_language,
];

fn reg_t3_the_same_key_gets_the_same_answer(library: &Library) {
    let book = library.book(5);
    let ask = || {
        let body = json!({"bookId": book, "qty": 2});
        library.post("/borrows", body).act_as("patron:kim").header("idempotency-key", "k-1").send()
    };
    let first = ask();
    let loan = first.is(201);
    assert_eq!(first.header("idempotent-replayed"), None);
    for _ in 0..3 {
        let again = ask();
        assert_eq!(again.is(201)["id"], loan["id"]);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.header("location"), first.header("location"));
    }
    assert_eq!(library.all("/borrows").len(), 1);
    becomes([3, 0, 2, 5], || library.counts(&book));
    // A book, copies and a return are commands like any other.
    for (path, body) in [
        ("/books", json!({"title": "a"})),
        ("/stocks", json!({"bookid": book, "qty": 3})),
        ("/returns", json!({"userId": "kim", "bookId": book})),
    ] {
        let ask = || library.post(path, body.clone()).header("idempotency-key", "k-2").send();
        let first = ask().is(201);
        let again = ask();
        assert_eq!(again.is(201)["id"], first["id"], "{path}");
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{path}");
    }
    becomes([7, 0, 1, 8], || library.counts(&book));
}

fn another_body_under_the_same_key_is_refused(library: &Library) {
    let book = library.book(5);
    let ask = |qty: u32| {
        let body = json!({"userId": "kim", "bookId": book, "qty": qty});
        library.post("/borrows", body).header("idempotency-key", "k").send()
    };
    ask(1).is(201);
    ask(2).refused(422, "idempotency-key-reused");
    assert_eq!(ask(1).header("idempotent-replayed"), Some("true"));
    assert_eq!(library.all("/borrows").len(), 1);
    for wrong in ["", "a b", &"x".repeat(256)] {
        let asked = library.post("/borrows", json!({"bookId": book})).header("idempotency-key", wrong);
        asked.send().refused(400, "bad-idempotency-key");
    }
    let twice = library.post("/borrows", json!({"bookId": book})).header("idempotency-key", "a");
    twice.header("idempotency-key", "b").send().refused(400, "bad-idempotency-key");
}

fn reg_t3_the_same_key_at_once_makes_one_loan(library: &Library) {
    let book = library.book(50);
    let answers = at_once(20, |_| {
        let asked = library.post("/borrows", json!({"userId": "kim", "bookId": book}));
        asked.header("idempotency-key", "the-same").send()
    });
    let taken: Vec<Value> = answers.iter().filter(|a| a.status == 201).map(|a| a.json()["id"].clone()).collect();
    assert!(!taken.is_empty() && taken.iter().all(|id| *id == taken[0]), "{taken:?}");
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "still-running");
        assert!(answer.header("retry-after").is_some());
    }
    let replayed = answers.iter().filter(|a| a.status == 201 && a.header("idempotent-replayed").is_none()).count();
    assert_eq!(replayed, 1, "one answer is the first");
    assert_eq!(library.all("/borrows").len(), 1);
    becomes([49, 0, 1, 50], || library.counts(&book));
}

fn a_refusal_by_the_rules_is_kept_under_its_key(library: &Library) {
    let book = library.book(0);
    let ask = || {
        let asked = library.post("/borrows", json!({"userId": "kim", "bookId": book}));
        asked.header("idempotency-key", "k").send()
    };
    ask().refused(409, "out-of-stock");
    library.post("/stocks", json!({"bookid": book, "qty": 1})).send().is(201);
    let again = ask();
    again.refused(409, "out-of-stock");
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let back = || {
        let asked = library.post("/returns", json!({"userId": "kim", "bookId": book}));
        asked.header("idempotency-key", "k").send()
    };
    back().refused(409, "more-than-on-loan");
    assert_eq!(library.borrow("kim", &book, 1)["status"], "borrowed");
    assert_eq!(back().refused(409, "more-than-on-loan")["code"], "more-than-on-loan");
    assert_eq!(library.counts(&book)[0], 0);
}

fn a_mistake_is_not_kept_under_its_key(library: &Library) {
    let book = library.book(5);
    let ask = |body: Value| library.post("/borrows", body).header("idempotency-key", "k").send();
    ask(json!({"userId": "kim", "bookId": book, "qty": 0})).refused(422, "out-of-range");
    ask(json!({"userId": "kim", "bookId": book, "qty": true})).refused(400, "wrong-type");
    let due = json!({"userId": "kim", "bookId": book, "borrowDate": "2021-09-13", "expireDate": "2021-09-12"});
    ask(due).refused(422, "due-before-borrow");
    let taken = ask(json!({"userId": "kim", "bookId": book, "qty": 1}));
    taken.is(201);
    assert_eq!(taken.header("idempotent-replayed"), None);
}

fn a_key_belongs_to_its_caller_and_route(library: &Library) {
    let book = library.book(5);
    let ask = |who: &str| {
        library.post("/borrows", json!({"bookId": book})).act_as(who).header("idempotency-key", "k").send().is(201)
    };
    let (kim, lee) = (ask("patron:kim"), ask("patron:lee"));
    assert_eq!((&kim["userId"], &lee["userId"]), (&json!("kim"), &json!("lee")));
    let asked = library.post("/returns", json!({"userId": "kim", "bookId": book})).header("idempotency-key", "k");
    becomes((1, 0), || library.dashboard("kim"));
    asked.send().is(201);
}

fn every_kind_of_command_has_keys(library: &Library) {
    let at = format!("/books/{}", library.book(1));
    let twice = |ask: &dyn Fn() -> Ask| {
        let (first, again) = (ask().header("idempotency-key", "k").send(), ask().header("idempotency-key", "k").send());
        assert!(first.status < 300, "{}", first.text());
        assert_eq!((again.status, again.header("idempotent-replayed")), (first.status, Some("true")));
    };
    twice(&|| library.patch(&at, json!({"title": "once"})));
    twice(&|| library.put(&at, json!({"title": "again"})));
    twice(&|| library.patch("/borrowers/kim", json!({"group": "preferred"})));
    twice(&|| library.delete(&at));
    library.get(&at).send().refused(404, "not-found");
}

fn a_loan_is_changed_only_as_it_was_read(library: &Library) {
    let book = library.book(5);
    let lend = || format!("/borrows/{}", library.borrow("kim", &book, 1)["id"].as_str().unwrap());
    let (first, _second) = (lend(), lend());
    let tag = || library.get(&first).send().header("etag").unwrap().to_owned();
    let renew = |tag: &str| library.post(&format!("{first}/renewals"), json!({})).header("if-match", tag).send();
    let before = tag();
    let renewed = renew(&before);
    assert_eq!(renewed.is(201)["renewals"], 1);
    assert_eq!(renewed.header("etag"), Some(tag().as_str()));
    renew(&before).refused(412, "changed");
    assert_eq!(library.get(&first).send().is(200)["renewals"], 1);
    assert_eq!(renew(&tag()).is(201)["renewals"], 2);
}

fn an_answer_waits_for_its_saga_if_asked_to(library: &Library) {
    let book = library.book(3);
    let asked = library.post("/borrows", json!({"userId": "kim", "bookId": book, "qty": 4}));
    let waited = asked.header("prefer", "respond-async, wait=20").send();
    assert_eq!(waited.is(201)["status"], "canceled");
    assert_eq!(waited.header("preference-applied"), Some("wait"));
    // What cannot be read is no preference.
    for wish in ["wait=soon", "return=minimal"] {
        library.post("/borrows", json!({"userId": "kim", "bookId": book})).header("prefer", wish).send().is(201);
    }
    becomes([1, 0, 2, 3], || library.counts(&book));
}

fn a_conversation_keeps_its_name(library: &Library) {
    let named = |name: &str| {
        let answer = library.get("/books/none").header("x-correlation-id", name).send();
        let problem = answer.refused(404, "not-found");
        let told = answer.header("x-correlation-id").unwrap().to_owned();
        assert_eq!(problem["correlation"], *told);
        told
    };
    assert_eq!(named("shelf-7.b_2"), "shelf-7.b_2");
    for harmful in ["", "a b", "a\"b", "<script>", &"x".repeat(65)] {
        let told = named(harmful);
        assert!(told != harmful && !told.is_empty(), "{harmful}: {told}");
    }
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let asked = library.get("/books").header("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01"));
    assert_eq!(asked.send().header("x-correlation-id"), Some(trace));
    let (one, other) = (library.get("/books").send(), library.get("/books").send());
    assert_ne!(one.header("x-correlation-id").unwrap(), other.header("x-correlation-id").unwrap());
}

fn problems_speak_the_callers_language(library: &Library) {
    let detail = |languages: &str| {
        let asked = library.post("/borrows", json!({"bookId": "none"})).header("accept-language", languages);
        let problem = asked.send().refused(409, "unknown-book");
        assert!(problem["message"]["ko"].is_string() && problem["message"]["en"].is_string());
        problem["detail"].as_str().unwrap().to_owned()
    };
    assert!(!detail("ko-KR,ko;q=0.9,en;q=0.8").is_ascii());
    assert!(detail("en-US,en;q=0.9,ko;q=0.5").is_ascii());
    assert!(library.topology == Topology::One || detail("fr").is_ascii());
}
