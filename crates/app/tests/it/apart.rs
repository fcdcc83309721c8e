//! A part that is away: lending goes on without the catalogue, and who asks for what is away is told to wait.

use crate::support::{CATALOGUE, LENDING, Library, Topology, becomes};
use serde_json::json;
use std::time::{Duration, Instant};

/// Generous: 20 loans and returns without the catalogue take nothing like it.
const QUICKLY: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, PartialEq)]
enum Away {
    /// Its process is gone: connections are refused.
    Killed,
    /// Its process stands still: connections are made, and nothing is answered.
    Stopped,
}

impl Away {
    fn begins(self, library: &mut Library, n: usize) {
        match self {
            Away::Killed => library.process_mut(n).kill(),
            Away::Stopped => library.process(n).signal("STOP"),
        }
    }

    fn ends(self, library: &mut Library, n: usize) {
        match self {
            Away::Killed => library.restart(n),
            Away::Stopped => library.process(n).signal("CONT"),
        }
    }
}

fn lending_works_without_the_catalogue(away: Away) {
    let mut library = Library::start(Topology::Two);
    let (book, few) = (library.book(30), library.book(1));
    library.borrow("kim", &book, 10);
    becomes([20, 0, 10, 30], || library.counts(&book));
    away.begins(&mut library, CATALOGUE);

    let door = library.process(LENDING).doors[0];
    let begun = Instant::now();
    for n in 0..10 {
        let loan = door.post("/borrows", json!({"userId": format!("user-{n}"), "bookId": book})).send().is(201);
        assert_eq!(loan["status"], "requested");
        door.post("/returns", json!({"userId": "kim", "bookId": book})).send().is(201);
    }
    assert!(begun.elapsed() < QUICKLY, "{:?}", begun.elapsed());
    // Nobody says no for the catalogue: what is not there, or not enough, is taken as well.
    let ask = |user: &str, book: &str, qty: u32| {
        let body = json!({"userId": user, "bookId": book, "qty": qty});
        door.post("/borrows", body).send().is(201)["id"].as_str().unwrap().to_owned()
    };
    let (unknown, too_many, withdrawn) = (ask("kim", "none", 1), ask("kim", &few, 2), ask("kim", &few, 1));
    assert_eq!(door.ask("DELETE", &format!("/borrows/{withdrawn}")).send().is(200)["status"], "canceled");
    door.ask("DELETE", &format!("/borrows/{withdrawn}")).send().refused(409, "not-open");
    // Renewing what was not promised yet makes no sense.
    door.post(&format!("/borrows/{too_many}/renewals"), json!({})).send().refused(409, "not-on-loan-yet");
    // My page is folded from facts, and needs nobody.
    becomes(json!(0), || door.get("/userInfos/kim").send().is(200)["borrowCnt"].clone());
    // It is ready, and names who is away.
    let ready = door.get("/health/ready").send().is(200);
    assert_eq!(ready["degraded"], true, "{ready}");
    assert!(ready.to_string().contains("catalogue"));

    away.ends(&mut library, CATALOGUE);
    let status = |id: &str| {
        let loan = door.get(&format!("/borrows/{id}")).send().is(200);
        (loan["status"].clone(), loan["reason"].clone())
    };
    becomes((json!("canceled"), json!("unknown-book")), || status(&unknown));
    becomes((json!("canceled"), json!("out-of-stock")), || status(&too_many));
    assert_eq!(status(&withdrawn), (json!("canceled"), json!("withdrawn")));
    becomes(10, || library.all("/borrows?status=borrowed").len());
    becomes([20, 0, 10, 30], || library.counts(&book));
    becomes([1, 0, 0, 1], || library.counts(&few));
    becomes(json!("UP"), || {
        door.post("/borrows", json!({"userId": "kim", "bookId": "none"})).send();
        door.get("/health/ready").send().is(200)["status"].clone()
    });
}

#[test]
fn req_000_i1_lending_works_while_the_catalogue_is_down() {
    lending_works_without_the_catalogue(Away::Killed);
}

#[test]
fn req_000_i1_lending_works_while_the_catalogue_stands_still() {
    lending_works_without_the_catalogue(Away::Stopped);
}

fn who_asks_for_what_is_away_is_told_to_wait(away: Away) {
    let mut library = Library::start(Topology::Two);
    let book = library.book(5);
    library.borrow("kim", &book, 1);
    away.begins(&mut library, LENDING);
    let door = library.process(CATALOGUE).doors[0];
    for _ in 0..8 {
        for asked in [door.get("/borrows"), door.post("/borrows", json!({"userId": "kim", "bookId": book}))] {
            let answer = asked.header("accept-language", "ko").send();
            let problem = answer.refused(503, "context-away");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains("잠시 기다렸다가 다시"), "{detail}");
        }
    }
    // What is here goes on.
    assert_eq!(door.get(&format!("/books/{book}")).send().is(200)["stock"], 4);
    door.post("/stocks", json!({"bookid": book, "qty": 1})).send().is(201);
    assert_eq!(door.get("/health/ready").send().status, 200);

    // And the caller can go on once things are stable.
    away.ends(&mut library, LENDING);
    becomes(200, || door.get("/borrows").send().status);
    becomes(json!("borrowed"), || {
        let asked = door.post("/borrows", json!({"userId": "lee", "bookId": book})).header("idempotency-key", "k");
        asked.wait().send().json()["status"].clone()
    });
    becomes((1, 0), || library.dashboard("lee"));
}

#[test]
fn req_000_i2_who_asks_for_what_is_down_is_told_to_wait() {
    who_asks_for_what_is_away_is_told_to_wait(Away::Killed);
}

#[test]
fn req_000_i2_who_asks_for_what_stands_still_is_told_to_wait() {
    who_asks_for_what_is_away_is_told_to_wait(Away::Stopped);
}

/// They may start in any order and be away for any time.
#[test]
fn processes_start_in_any_order() {
    let mut library = Library::start(Topology::Two);
    let book = library.book(5);
    for order in [[CATALOGUE, LENDING], [LENDING, CATALOGUE]] {
        order.into_iter().for_each(|n| library.process_mut(n).kill());
        order.into_iter().for_each(|n| library.restart(n));
        becomes(json!("borrowed"), || library.borrow("kim", &book, 1)["status"].clone());
    }
    becomes([3, 0, 2, 5], || library.counts(&book));
}
