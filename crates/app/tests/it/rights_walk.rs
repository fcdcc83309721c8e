//! Every route the API document lists × every role × {own, other's, absent}: generated, so none is forgotten.

use crate::support::{Answer, Library, Topology, after_due, becomes, everywhere};
use serde_json::{Value, json};
use std::collections::HashMap;

everywhere![a_listed_route_exists_and_takes_no_other_method];

/// A walk over thousands of cells is more than one caller may ask in a second.
#[test]
fn every_route_role_and_ownership_in_one_process() {
    every_route_role_and_ownership(&Library::start_with(Topology::One, &["--rate", "off"]));
}

#[test]
fn every_route_role_and_ownership_in_two_processes() {
    every_route_role_and_ownership(&Library::start_with(Topology::Two, &["--rate", "off"]));
}

const ROLES: [Option<&str>; 6] =
    [None, Some("patron"), Some("teacher"), Some("service"), Some("librarian"), Some("admin")];
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Whose {
    Own,
    Other,
    Absent,
}

const WHOSE: [Whose; 3] = [Whose::Own, Whose::Other, Whose::Absent];

/// One operation of the API document.
struct Operation {
    method: String,
    path: String,
    who: String,
    /// The query parameter, or the field of the body, that names a member.
    names: Option<String>,
}

/// How lists and bodies call a member.
const MEMBERS: [&str; 5] = ["userId", "userid", "customerId", "studentId", "feeOf"];

fn operations(library: &Library) -> Vec<Operation> {
    let document = library.gateway().get("/openapi.json").send().is(200);
    let paths = document["paths"].as_object().expect("there are paths").clone();
    let mut all = vec![];
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("a path has operations") {
            let who = operation["x-madang-who"].as_str();
            let who = who.unwrap_or_else(|| panic!("{method} {path} does not say who may"));
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let asked: Vec<&str> =
                parameters.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str()).collect();
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
            let names = MEMBERS.iter().find(|name| asked.contains(name) || body[**name].is_object());
            let names = names.map(|name| (*name).to_owned());
            all.push(Operation { method: method.clone(), path: path.clone(), who: who.to_owned(), names });
        }
    }
    assert!(all.len() > 100, "{}", all.len());
    all
}

/// Something of everything, for each of two members; by collection.
struct Things(HashMap<&'static str, [String; 2]>);

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
}

/// What one member, who also teaches, has of each collection.
fn of_one(library: &Library, user: &str) -> Vec<(&'static str, String)> {
    let (book, product) = (library.priced(20), library.product(9));
    let loan = library.lend_until_due(user, &book, 2);
    let back = json!({"borrowId": loan, "returnDate": after_due(1)});
    let back = id(&library.post("/returns", back).send().is(201));
    becomes((1, 500), || library.dashboard(user));
    library.top_up(user, 10_000);
    let reservation = id(&library.reserve(user, &book));
    let rental = library.rent(user, &book);
    let (rental, payment) = (id(&rental), rental["paymentId"].as_str().unwrap().to_owned());
    becomes(200, || library.get(&format!("/deliveries/{rental}")).send().status);
    let (order, canceled) = (id(&library.order(user, &product, 1)), id(&library.order(user, &product, 1)));
    let waiting = id(&library.order(user, &product, 1));
    library.pay(&order, json!({"method": "point"}));
    library.delete(&format!("/orders/{canceled}")).send().is(200);
    becomes(200, || library.get(&format!("/cancellations/{canceled}")).send().status);
    library.post("/teachers", json!({"id": user, "name": user})).send().is(201);
    library.comes(user);
    let request = library.request_of(user, user);
    let consulting = id(&library.consult(&request));
    becomes(1, || library.told(user, "reservation-succeeded"));
    let first = |path: &str| id(&library.all(&format!("{path}?userId={user}"))[0]);
    let (notification, notice) = (first("/notifications"), first("/notices"));
    vec![
        ("books", book.clone()),
        ("book", book.clone()),
        ("stocks", book.clone()),
        ("booklists", book),
        ("products", product),
        ("borrows", loan),
        ("returns", back.clone()),
        ("fees", back),
        ("reservations", reservation),
        ("rentals", rental.clone()),
        ("deliveries", rental),
        ("payments", payment),
        ("orders", order),
        ("carts", waiting),
        ("cancellations", canceled),
        ("teachers", user.to_owned()),
        ("requests", request),
        ("consultings", consulting),
        ("notifications", notification),
        ("notices", notice),
        ("ledgers", "KRW".to_owned()),
        ("parked", "nothing-waits".to_owned()),
    ]
}

fn things(library: &Library, member: &str) -> Things {
    let both = of_one(library, member).into_iter().zip(of_one(library, "other"));
    Things(both.map(|((collection, own), (_, other))| (collection, [own, other])).collect())
}

impl Things {
    /// What stands for a `{part}` of a path.
    fn id(&self, path: &str, part: &str, member: &str, whose: Whose) -> String {
        let mut collection = path.split('/').nth(1).unwrap_or_default();
        for (alias, of) in
            [("rent", "rentals"), ("rental", "rentals"), ("delivery", "deliveries"), ("paymentLists", "payments")]
        {
            collection = if collection == alias { of } else { collection };
        }
        match (part, whose) {
            ("context", _) => "lending".to_owned(),
            ("userId" | "memberId" | "customerId" | "studentId", Whose::Own) => member.to_owned(),
            ("userId" | "memberId" | "customerId" | "studentId", Whose::Other) => "other".to_owned(),
            (_, Whose::Absent) => "nobody-knows".to_owned(),
            _ => self.0.get(collection).unwrap_or_else(|| panic!("{path}: say what there is of it"))[whose as usize]
                .clone(),
        }
    }
}

/// The answers that are right: status and code; none if any will do but a "you may not".
fn expected(one: &Operation, role: Option<&str>, whose: Whose) -> Vec<(u16, &'static str)> {
    let who = one.who.as_str();
    let Some(role) = role else { return if who == "Anyone" { vec![] } else { vec![(401, "token-missing")] } };
    let is_desk = ["librarian", "admin"].contains(&role);
    let (admitted, reaches_others) = match who {
        "Anyone" => (true, true),
        "OwnerOrDesk" => (role != "service", is_desk),
        "Owner" => (role != "service", role == "admin"),
        "TeacherOrDesk" => (role == "teacher" || is_desk, is_desk),
        "Desk" => (is_desk, true),
        "DeskOrService" => (is_desk || role == "service", true),
        "Admin" => (role == "admin", true),
        other => panic!("{}: nobody has heard of {other}", one.path),
    };
    let told = one.path.contains('{') || one.names.is_some();
    match (admitted, reaches_others || whose == Whose::Own || !told) {
        (false, _) => vec![(403, "not-your-role")],
        (true, true) => vec![],
        // A teacher may ask for a student's requests to himself, whoever is not one of the two finds none.
        (true, false) if one.path == "/requests" && one.method == "get" => vec![],
        // What is for owners is not for others; absent and another's are one. The desk is told that it is not its business.
        (true, false) if is_desk => vec![(403, "not-yours"), (404, "not-found")],
        (true, false) if one.path.contains('{') => vec![(404, "not-found")],
        (true, false) => vec![(403, "not-yours")],
    }
}

fn ask(library: &Library, (method, path): (&str, &str), token: Option<&String>, body: Option<Value>) -> Answer {
    let mut asked = library.gateway().ask(&method.to_uppercase(), path);
    if let Some(token) = token {
        asked = asked.token(token);
    }
    if let Some(body) = body {
        asked = asked.json(&body);
    }
    asked.send()
}

/// Path, question and body that name what is the member's own, another's, or nobody's.
fn named(things: &Things, one: &Operation, member: &str, whose: Whose) -> (String, Option<Value>) {
    let mut at = one.path.clone();
    while let (Some(from), Some(to)) = (at.find('{'), at.find('}')) {
        let part = at[from + 1..to].to_owned();
        at.replace_range(from..=to, &things.id(&one.path, &part, member, whose));
    }
    let user = match whose {
        Whose::Own => member,
        Whose::Other => "other",
        Whose::Absent => "nobody-knows",
    };
    // Where the path names nobody, the question or the body does.
    match (one.names.as_deref().filter(|_| !one.path.contains('{')), one.method.as_str()) {
        (Some(name), "get") => (format!("{at}?{name}={user}"), None),
        (Some(name), _) => (at, Some(json!({name: user}))),
        (None, "get" | "delete") => (at, None),
        (None, _) => (at, Some(json!({}))),
    }
}

/// The stream that keeps a lease does not end by itself: it is walked by the test of presence.
fn ends(one: &Operation) -> bool {
    !(one.method == "get" && one.path.ends_with("/presence"))
}

fn every_route_role_and_ownership(library: &Library) {
    let member = "member";
    let things = things(library, member);
    let tokens: HashMap<&str, String> =
        ROLES.into_iter().flatten().map(|role| (role, library.token(role, member))).collect();
    let (mut cells, mut wrong) = (0, vec![]);
    for one in operations(library).iter().filter(|one| ends(one)) {
        for (role, whose) in ROLES.into_iter().flat_map(|role| WHOSE.map(|whose| (role, whose))) {
            let (at, body) = named(&things, one, member, whose);
            let answer = ask(library, (&one.method, &at), role.map(|role| &tokens[role]), body);
            let may_be_absent = whose == Whose::Absent || one.path.starts_with("/parked");
            let right = expected(one, role, whose);
            let fits = match right.is_empty() {
                false => right.iter().any(|(status, code)| answer.status == *status && answer.json()["code"] == *code),
                true if answer.status == 404 => may_be_absent,
                true => ![401, 403, 405, 500, 503].contains(&answer.status),
            };
            cells += 1;
            if !fits {
                let method = &one.method;
                wrong.push(format!("{method} {at} {role:?} {whose:?}: {} {}", answer.status, answer.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    // The walk itself has broken nothing: what others have is as it was.
    assert_eq!(library.dashboard("other"), (1, 500));
}

fn a_listed_route_exists_and_takes_no_other_method(library: &Library) {
    let operations = operations(library);
    let mut wrong = vec![];
    for Operation { path, .. } in &operations {
        let at = path.replace("{context}", "lending").replace(['{', '}'], "");
        for method in METHODS {
            let listed = operations.iter().any(|one| one.method == method && one.path == *path);
            let answer = library.door().ask(&method.to_uppercase(), &at).json(&json!({"no": "such field"})).send();
            if listed == (answer.status == 405) {
                wrong.push(format!("{method} {at}: listed: {listed}, but {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
