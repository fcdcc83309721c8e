//! What the process says of itself: health, metrics, documents, keys, limits.

use crate::support::{Library, Topology, at_once, becomes, everywhere, fresh};
use serde_json::json;

everywhere![
    health_is_told_on_every_port,
    metrics_are_for_prometheus,
    the_documents_are_there_for_people,
    our_keys_are_public
];

fn health_is_told_on_every_port(library: &Library) {
    for process in library.processes() {
        for entrance in [process.gateway, process.doors[0]] {
            assert_eq!(entrance.get("/health/live").send().is(200)["status"], "UP");
            for path in ["/health/ready", "/actuator/health"] {
                becomes(json!("UP"), || entrance.get(path).send().is(200)["status"].clone());
                let ready = entrance.get(path).send().is(200);
                assert!(ready["contexts"].as_object().is_some_and(|contexts| !contexts.is_empty()), "{ready}");
            }
        }
    }
}

fn metrics_are_for_prometheus(library: &Library) {
    let of_catalogue = library.process(0).doors[0];
    of_catalogue.get("/books/none").send().refused(404, "not-found");
    assert!(of_catalogue.get("/metrics").send().text().contains("madang_problems_total{code=\"not-found\"} 1"));
    for process in library.processes() {
        let metrics = process.gateway.get("/metrics").send();
        assert_eq!(metrics.status, 200);
        assert!(metrics.header("content-type").is_some_and(|kind| kind.starts_with("text/plain")));
        let text = metrics.text();
        assert!(text.contains("# TYPE madang_"), "{text}");
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let value = line.rsplit(' ').next().unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }
}

fn the_documents_are_there_for_people(library: &Library) {
    for (path, words) in [("/docs", "/borrows"), ("/docs/problems", "idempotency-key-reused")] {
        let page = library.gateway().get(path).send();
        assert_eq!(page.status, 200);
        assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
        let policy = page.header("content-security-policy").unwrap_or_default().to_owned();
        assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert!(page.text().contains(words) && !page.text().contains("<script"), "{path}");
    }
    // What a problem's type points to is there.
    let problem = library.get("/books?colour=red").send().refused(422, "bad-parameter");
    let (page, anchor) = problem["type"].as_str().unwrap().split_once('#').unwrap();
    assert!(library.gateway().get(page).send().text().contains(&format!("id=\"{anchor}\"")));
    let openapi = library.gateway().get("/openapi.json").send().is(200);
    assert_eq!(openapi["openapi"], "3.1.0");
    for resource in ["/books", "/book", "/stocks", "/borrows", "/returns", "/userInfos/{userId}", "/mypages/{memberId}"]
    {
        assert!(openapi["paths"][resource].is_object(), "{resource}");
    }
    assert_eq!(library.gateway().get("/asyncapi.json").send().is(200)["asyncapi"], "3.0.0");
}

fn our_keys_are_public(library: &Library) {
    let sets: Vec<_> = library.processes().map(|p| p.gateway.get("/.well-known/jwks.json").send().is(200)).collect();
    assert!(sets.iter().all(|set| *set == sets[0]), "one installation has one set of keys");
    let keys = sets[0]["keys"].as_array().unwrap();
    assert!(!keys.is_empty());
    for key in keys {
        assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
        assert!(key["kid"].is_string() && key["x"].is_string());
        assert!(key.get("d").is_none(), "the secret stays at home");
    }
}

#[test]
fn a_caller_at_the_gateway_has_a_share_and_a_door_has_none() {
    let library = Library::start_with(Topology::One, &["--rate", "5"]);
    let gateway = library.gateway();
    let (kim, lee) = (library.token("patron", "kim"), library.token("patron", "lee"));
    let answers = at_once(40, |_| gateway.get("/borrows").token(&kim).send());
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!((1..=35).contains(&refused.len()), "{} of 40 were refused", refused.len());
    refused.iter().for_each(|answer| drop(answer.refused(429, "too-many-requests")));
    // It is his own share that is used up.
    gateway.get("/borrows").token(&lee).send().is(200);
    assert!(at_once(40, |_| library.door().get("/borrows").send()).iter().all(|answer| answer.status == 200));
}

/// The sources' load commands: nobody at a door is turned away.
#[test]
fn two_hundred_and_fifty_five_clients_at_a_door_are_never_shed() {
    let library = Library::start(Topology::One);
    let book = library.book(600);
    let statuses = at_once(255, |_| {
        let user = fresh("user");
        [1, 2].map(|qty| library.post("/borrows", json!({"userId": user, "bookId": book, "qty": qty})).send().status)
    });
    let taken = statuses.iter().flatten().filter(|status| **status == 201).count();
    let refused = statuses.iter().flatten().filter(|status| **status == 409).count();
    assert_eq!(taken + refused, 510, "{statuses:?}");
    becomes(json!([]), || library.get("/borrows?status=requested").send().is(200)["items"].clone());
}

/// The demo has what the sources' commands name; started again on the same data it adds nothing.
#[test]
fn the_demo_library_is_made_once() {
    let mut library = Library::start_with(Topology::One, &["--demo"]);
    let famous = library.get("/books/5").send().is(200);
    assert_eq!((&famous["stock"], &famous["price"]), (&json!(1000), &json!(1000)));
    let body = json!({"bookId": "5", "qty": 1});
    assert_eq!(library.post("/borrows", body).wait().send().is(201)["status"], "borrowed");
    assert!(library.process(0).told().contains("demo"));
    let books = library.all("/books").len();
    assert!(books > 1_000, "{books}");
    library.process_mut(0).terminate();
    library.restart(0);
    assert_eq!(library.all("/books").len(), books);
    becomes([999, 0, 1, 1000], || library.counts("5"));
}
