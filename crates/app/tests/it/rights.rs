//! Who may do what: tokens at the gateway, roles, and whose a thing is.

use crate::support::{Library, Topology, becomes, everywhere, run};
use serde_json::json;

everywhere![
    the_gateway_asks_who_you_are,
    a_token_is_taken_only_as_it_was_signed,
    what_is_anothers_is_like_what_is_not_there,
    the_desk_acts_for_members,
    a_program_has_nothing_to_do_with_members,
    the_log_is_for_our_own_processes_only,
];

fn the_gateway_asks_who_you_are(library: &Library) {
    let gateway = library.gateway();
    for path in ["/borrows", "/borrows/1", "/returns", "/fees", "/userInfos/kim", "/mypages/kim", "/parked/lending"] {
        gateway.get(path).send().refused(401, "token-missing");
    }
    for path in ["/borrows", "/returns", "/books", "/stocks"] {
        gateway.post(path, json!({"bookId": "5"})).send().refused(401, "token-missing");
    }
    for path in ["/books", "/stocks", "/openapi.json", "/docs", "/health/ready"] {
        assert_eq!(gateway.get(path).send().status, 200, "{path}");
    }
    let book = library.book(3);
    let kim = library.token("patron", "kim");
    let loan = gateway.post("/borrows", json!({"bookId": book})).token(&kim).wait().send().is(201);
    assert_eq!((&loan["userId"], &loan["status"]), (&json!("kim"), &json!("borrowed")));
    // The name of a scheme has no case.
    let asked = gateway.get("/borrows").header("authorization", &format!("bEARER {kim}"));
    assert_eq!(asked.send().is(200)["items"].as_array().unwrap().len(), 1);
}

fn a_token_is_taken_only_as_it_was_signed(library: &Library) {
    let gateway = library.gateway();
    let kim = library.token("patron", "kim");
    let ask = |authorization: &str| gateway.get("/borrows").header("authorization", authorization).send();
    let parts: Vec<&str> = kim.split('.').collect();
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1]);
    let swapped = format!("{}.{}.{}", parts[0], library.token("admin", "kim").split('.').nth(1).unwrap(), parts[2]);
    for wrong in [unsigned, none, swapped, format!("{kim}x"), "x".to_owned(), "a.b.c".to_owned()] {
        let answer = ask(&format!("Bearer {wrong}"));
        assert_eq!(answer.status, 401, "{wrong}: {}", answer.text());
        assert!(answer.header("www-authenticate").is_some());
        assert!(!answer.text().contains(&wrong) || wrong.len() < 10, "a refusal repeats no token");
    }
    assert!([400, 401].contains(&ask(&format!("Basic {kim}")).status));
    let twice = gateway.get("/borrows").token(&kim).token(&kim).send();
    assert!([400, 401].contains(&twice.status), "{}", twice.text());
    // Another installation's token.
    let other = tempfile::tempdir().unwrap();
    let data = other.path().to_str().unwrap();
    let flags = ["token", "--role", "admin", "--sub", "kim", "--data", data, "--public-url"];
    let url = format!("http://{}", library.process(0).gateway.0);
    let foreign = run(flags.into_iter().chain([url.as_str()])).printed();
    assert_eq!(ask(&format!("Bearer {}", foreign.trim())).status, 401);
    assert_eq!(ask(&format!("Bearer {kim}")).status, 200);
}

fn what_is_anothers_is_like_what_is_not_there(library: &Library) {
    let book = library.book(9);
    let loan = library.borrow("kim", &book, 2)["id"].as_str().unwrap().to_owned();
    let back = library.post("/returns", json!({"borrowId": loan})).send().is(201)["id"].as_str().unwrap().to_owned();
    becomes((1, 0), || library.dashboard("kim"));
    let gateway = library.gateway();
    let lee = library.token("patron", "lee");
    let told = |method: &str, path: &str| {
        let mut problem = gateway.ask(method, path).token(&lee).send().refused(404, "not-found");
        problem["correlation"] = json!("");
        problem
    };
    for (method, own, none) in [
        ("GET", format!("/borrows/{loan}"), "/borrows/none"),
        ("DELETE", format!("/borrows/{loan}"), "/borrows/none"),
        ("POST", format!("/borrows/{loan}/renewals"), "/borrows/none/renewals"),
        ("GET", format!("/returns/{back}"), "/returns/none"),
        ("GET", "/userInfos/kim".to_owned(), "/userInfos/none"),
        ("GET", "/mypages/kim".to_owned(), "/mypages/none"),
        ("GET", "/borrowers/kim".to_owned(), "/borrowers/none"),
    ] {
        assert_eq!(told(method, &own), told(method, none), "{method} {own}");
    }
    for (path, body) in
        [("/borrows", json!({"userId": "kim", "bookId": book})), ("/returns", json!({"userId": "kim", "bookId": book}))]
    {
        let problem = gateway.post(path, body).token(&lee).send().refused(403, "not-yours");
        assert_eq!(problem["errors"][0]["field"], "userId");
    }
    let mut theirs = gateway.post("/returns", json!({"borrowId": loan})).token(&lee).send().refused(404, "not-found");
    let mut nobodys =
        gateway.post("/returns", json!({"borrowId": "none"})).token(&lee).send().refused(404, "not-found");
    (theirs["correlation"], nobodys["correlation"]) = (json!(""), json!(""));
    assert_eq!(theirs, nobodys);
    assert_eq!(library.dashboard("kim"), (1, 0));
}

fn the_desk_acts_for_members(library: &Library) {
    let book = library.book(9);
    let gateway = library.gateway();
    for role in ["librarian", "admin"] {
        let token = library.token(role, "desk");
        let ask = |path: &str, body| gateway.post(path, body).token(&token).wait().send();
        let loan = ask("/borrows", json!({"userId": "kim", "bookId": book})).is(201);
        assert_eq!(loan["userId"], "kim");
        ask("/returns", json!({"userId": "kim", "bookId": book})).is(201);
        ask("/stocks", json!({"bookid": book, "qty": 1})).is(201);
        ask("/books", json!({"title": "a"})).is(201);
        assert_eq!(gateway.get("/userInfos/kim").token(&token).send().status, 200);
    }
    for role in ["patron", "teacher"] {
        let token = library.token(role, "kim");
        gateway.post("/books", json!({"title": "a"})).token(&token).send().refused(403, "not-your-role");
        gateway.post("/stocks", json!({"bookid": book, "qty": 1})).token(&token).send().refused(403, "not-your-role");
        gateway.get("/parked/lending").token(&token).send().refused(403, "not-your-role");
    }
    let librarian = library.token("librarian", "desk");
    gateway.get("/parked/lending").token(&librarian).send().refused(403, "not-your-role");
    let admin = library.token("admin", "root");
    assert_eq!(gateway.get("/parked/lending").token(&admin).send().is(200), json!({"items": [], "next": null}));
}

fn a_program_has_nothing_to_do_with_members(library: &Library) {
    let book = library.book(1);
    let gateway = library.gateway();
    let service = library.token("service", "supplier");
    gateway.post("/stocks", json!({"bookid": book, "qty": 4})).token(&service).send().is(201);
    for path in ["/borrows", "/returns", "/fees", "/userInfos/supplier", "/mypages/kim"] {
        gateway.get(path).token(&service).send().refused(403, "not-your-role");
    }
    gateway.post("/borrows", json!({"bookId": book})).token(&service).send().refused(403, "not-your-role");
    gateway.post("/books", json!({"title": "a"})).token(&service).send().refused(403, "not-your-role");
    assert_eq!(library.qty(&book), 5);
}

fn the_log_is_for_our_own_processes_only(library: &Library) {
    library.book(1);
    for context in ["catalogue", "lending"] {
        let path = format!("/internal/facts/{context}?after=0&max=10&wait=0");
        library.get(&path).send().refused(404, "not-found");
        library.gateway().get(&path).send().refused(404, "not-found");
        for role in ["admin", "service", "patron"] {
            library.gateway().get(&path).token(&library.token(role, "madang")).send().refused(404, "not-found");
        }
    }
    assert!(library.topology == Topology::One || library.all("/books").len() == 1);
}
