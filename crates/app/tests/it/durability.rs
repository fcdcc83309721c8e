//! What was acknowledged is there, however the process ended.

use crate::support::{Ask, CATALOGUE, Entrance, LENDING, Library, Topology, at_once, becomes};
use serde_json::json;
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Loans asked for, by so many threads; the process ends when so many were taken.
const LOANS: usize = 1_000;
const THREADS: usize = 25;
const ENDS_AFTER: usize = 300;

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Kill,
    Terminate,
}

/// Copies of each book: enough for all loans together.
const COPIES: u64 = 300;

/// The loan `n` of a thread: its own member, its own key.
fn ask(front: Entrance, books: &[String], (thread, n): (usize, usize)) -> Ask {
    let body = json!({"userId": format!("user-{thread}-{n}"), "bookId": books[n % books.len()]});
    front.post("/borrows", body).header("idempotency-key", &format!("{thread}-{n}"))
}

/// Asks for loans until the process ends; gives the ids that were acknowledged, by member.
fn acknowledged(library: &mut Library, books: &[String], (victim, end): (usize, End)) -> HashMap<String, String> {
    let front = front(library);
    let (taken, acknowledged) = (AtomicUsize::new(0), Mutex::new(HashMap::new()));
    let process = Mutex::new(library.process_mut(victim));
    at_once(THREADS + 1, |thread| {
        if thread == THREADS {
            while taken.load(Ordering::SeqCst) < ENDS_AFTER {
                std::thread::yield_now();
            }
            let mut process = process.lock().unwrap();
            match end {
                End::Kill => process.kill(),
                End::Terminate => assert_eq!(process.terminate().code(), Some(0)),
            }
            return;
        }
        for n in 0..LOANS / THREADS {
            match ask(front, books, (thread, n)).try_send() {
                Ok(answer) if answer.status == 201 => {
                    let loan = answer.json();
                    let part = |name: &str| loan[name].as_str().unwrap().to_owned();
                    acknowledged.lock().unwrap().insert(part("userId"), part("id"));
                    taken.fetch_add(1, Ordering::SeqCst);
                }
                Ok(answer) => drop(answer.refused(503, "unavailable")),
                Err(_) => return,
            }
        }
    });
    acknowledged.into_inner().unwrap()
}

/// A door of the process lending runs in.
fn front(library: &Library) -> Entrance {
    match library.topology {
        Topology::One => library.process(0).doors[0],
        _ => library.process(LENDING).doors[0],
    }
}

/// Ends the process `victim` in the middle of a thousand loans, starts it again, and looks.
fn ends_in_the_middle(topology: Topology, victim: usize, end: End) {
    let mut library = Library::start(topology);
    let books: Vec<String> = (0..5).map(|_| library.book(COPIES as u32)).collect();
    let acknowledged = acknowledged(&mut library, &books, (victim, end));
    assert!(acknowledged.len() >= ENDS_AFTER);
    library.restart(victim);
    let settled = |library: &Library| {
        becomes(json!([]), || library.get("/borrows?status=requested").send().json()["items"].clone());
    };
    settled(&library);
    for (user, id) in &acknowledged {
        let loan = library.get(&format!("/borrows/{id}")).send().is(200);
        assert_eq!((&loan["userId"], &loan["status"]), (&json!(user), &json!("borrowed")));
    }
    // Whoever got no answer asks again with his key: whatever had become of it, it is one loan.
    let front = front(&library);
    at_once(THREADS, |thread| {
        (0..LOANS / THREADS).for_each(|n| becomes(201, || ask(front, &books, (thread, n)).send().status));
    });
    settled(&library);
    let loans = library.all("/borrows");
    let members: HashSet<&str> = loans.iter().map(|loan| loan["userId"].as_str().unwrap()).collect();
    assert_eq!((loans.len(), members.len()), (LOANS, LOANS));
    assert!(acknowledged.iter().all(|(user, id)| loans.iter().any(|l| l["userId"] == **user && l["id"] == **id)));
    // Each copy in one place: none is promised any more, and what is out is what the loans say.
    let each = (LOANS / books.len()) as u64;
    for book in &books {
        becomes([COPIES - each, 0, each, COPIES], || library.counts(book));
    }
    for user in members.into_iter().take(50) {
        becomes((1, 0), || library.dashboard(user));
    }
}

#[test]
fn reg_r20_kill_9_loses_nothing_acknowledged() {
    ends_in_the_middle(Topology::One, 0, End::Kill);
}

#[test]
fn sigterm_loses_nothing_acknowledged() {
    ends_in_the_middle(Topology::One, 0, End::Terminate);
}

#[test]
fn reg_t2_kill_9_of_lending_alone() {
    ends_in_the_middle(Topology::Two, LENDING, End::Kill);
}

#[test]
fn reg_t2_kill_9_of_the_catalogue_alone() {
    ends_in_the_middle(Topology::Two, CATALOGUE, End::Kill);
}

#[test]
fn sigterm_of_the_catalogue_alone() {
    ends_in_the_middle(Topology::Two, CATALOGUE, End::Terminate);
}

/// A key is remembered by the next process, too.
#[test]
fn reg_t3_the_same_key_after_a_crash() {
    let mut library = Library::start(Topology::One);
    let book = library.book(5);
    let ask = |library: &Library| {
        let asked = library.post("/borrows", json!({"userId": "kim", "bookId": book}));
        asked.header("idempotency-key", "k").send()
    };
    let first = ask(&library).is(201);
    library.process_mut(0).kill();
    library.restart(0);
    let again = ask(&library);
    assert_eq!(again.is(201)["id"], first["id"]);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    becomes([4, 0, 1, 5], || library.counts(&book));
}
