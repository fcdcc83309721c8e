//! Doors: trusted, loopback only, acting for others, and no friend of other sites' pages.

use crate::support::{Library, everywhere};
use serde_json::json;

everywhere![
    a_door_acts_as_whoever_is_named,
    who_is_named_badly_is_nobody,
    the_gateway_takes_no_names,
    a_door_answers_to_its_own_name_only,
    a_door_takes_no_commands_from_other_sites,
];

fn a_door_acts_as_whoever_is_named(library: &Library) {
    let book = library.book(20);
    for (who, user) in
        [("patron:kim", "kim"), ("student:lee", "lee"), ("teacher:park", "park"), ("patron:김철수", "김철수")]
    {
        let loan = library.post("/borrows", json!({"bookId": book})).act_as(who).send().is(201);
        assert_eq!(loan["userId"], user);
        let escaped: String = user.bytes().map(|byte| format!("%{byte:02X}")).collect();
        assert_eq!(library.get(&format!("/userInfos/{escaped}")).act_as(who).send().is(200)["userId"], user);
        library.post("/books", json!({"title": "a"})).act_as(who).send().refused(403, "not-your-role");
        library.get("/parked/lending").act_as(who).send().refused(403, "not-your-role");
    }
    for who in ["librarian:desk", "admin:root"] {
        library.post("/books", json!({"title": "a"})).act_as(who).send().is(201);
    }
    library.post("/stocks", json!({"bookid": book, "qty": 1})).act_as("service:supplier").send().is(201);
    library.get("/borrows").act_as("service:supplier").send().refused(403, "not-your-role");
    // Nobody is named: a librarian who may also look under the hood.
    library.get("/parked/lending").send().is(200);
}

fn who_is_named_badly_is_nobody(library: &Library) {
    for wrong in ["", " ", "kim", "patron:", ":kim", "patron", "king:kim", "patron:a b", "patron:a/b", "PATRON kim"] {
        library.get("/borrows").act_as(wrong).send().refused(400, "bad-act-as");
        library.post("/borrows", json!({"bookId": "5"})).act_as(wrong).send().refused(400, "bad-act-as");
    }
    library.get("/borrows").act_as("patron:kim").act_as("patron:lee").send().refused(400, "bad-act-as");
    // Where anybody may, a bad name is still a bad name.
    library.get("/books").act_as("nobody").send().refused(400, "bad-act-as");
}

fn the_gateway_takes_no_names(library: &Library) {
    let gateway = library.gateway();
    let admin = library.token("admin", "root");
    for name in ["patron:kim", "admin:root", "", "nonsense"] {
        gateway.get("/books").act_as(name).send().refused(400, "act-as-not-here");
        gateway.get("/borrows").act_as(name).token(&admin).send().refused(400, "act-as-not-here");
    }
}

fn a_door_answers_to_its_own_name_only(library: &Library) {
    let port = library.process(0).doors[0].0.port();
    for own in ["localhost", &format!("localhost:{port}"), "127.0.0.1:1", "[::1]"] {
        library.get("/books").host(own).send().is(200);
    }
    for foreign in ["example.org", "127.0.0.1.example.org", "localhost.example.org:80", "10.0.0.1", "[::2]"] {
        library.get("/books").host(foreign).send().refused(403, "foreign-host");
        library.post("/books", json!({"title": "a"})).host(foreign).send().refused(403, "foreign-host");
    }
    for broken in ["", "a b", "a,b", "user@localhost"] {
        let answer = library.get("/books").host(broken).send();
        assert!([400, 403].contains(&answer.status), "{broken}: {}", answer.text());
    }
    assert_eq!(library.get("/books").header("host", "localhost").send().status, 400, "two hosts");
    assert!(library.all("/books").is_empty());
}

fn a_door_takes_no_commands_from_other_sites(library: &Library) {
    let door = library.door();
    let own = format!("http://{}", door.0);
    let command = || door.post("/books", json!({"title": "a"}));
    for foreign in
        ["http://example.org", "https://example.org", "null", "", &own.replace("http:", "https:"), &format!("{own}1")]
    {
        command().header("origin", foreign).send().refused(403, "foreign-origin");
    }
    for site in ["cross-site", "same-site", "nonsense"] {
        command().header("sec-fetch-site", site).send().refused(403, "foreign-origin");
        door.get("/books").header("sec-fetch-site", site).send().is(200);
    }
    for method in ["PUT", "PATCH", "DELETE"] {
        let asked = door.ask(method, "/books/5").json(&json!({"title": "a"})).header("sec-fetch-site", "cross-site");
        asked.send().refused(403, "foreign-origin");
    }
    assert!(library.all("/books").is_empty());
    command().header("origin", &own).header("sec-fetch-site", "same-origin").send().is(201);
    command().header("sec-fetch-site", "none").send().is(201);
}
