//! Every route the API document lists × every role × {own, other's, absent}: generated, so none is forgotten.

use crate::support::{Answer, Library, after_due, becomes, everywhere};
use serde_json::{Value, json};
use std::collections::HashMap;

everywhere![every_route_role_and_ownership, a_listed_route_exists_and_takes_no_other_method];

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

/// Operations of the API document: method, path, who.
fn operations(library: &Library) -> Vec<(String, String, String)> {
    let document = library.gateway().get("/openapi.json").send().is(200);
    let paths = document["paths"].as_object().expect("there are paths").clone();
    let mut all = vec![];
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("a path has operations") {
            let who = operation["x-madang-who"].as_str();
            let who = who.unwrap_or_else(|| panic!("{method} {path} does not say who may"));
            all.push((method.clone(), path.clone(), who.to_owned()));
        }
    }
    assert!(all.len() > 30, "{all:?}");
    all
}

/// A loan, a return, a fee of each of these members, by view.
struct Things {
    book: String,
    of: HashMap<&'static str, [String; 2]>,
}

fn things(library: &Library, member: &str) -> Things {
    let book = library.book(20);
    let pair = |user: &str| {
        let loan = library.lend_until_due(user, &book, 2);
        let back = json!({"borrowId": loan, "returnDate": after_due(1)});
        let back = library.post("/returns", back).send().is(201)["id"].as_str().unwrap().to_owned();
        becomes((1, 500), || library.dashboard(user));
        (loan, back)
    };
    let ((own, own_back), (other, other_back)) = (pair(member), pair("other"));
    let of = HashMap::from([
        ("borrows", [own, other]),
        ("returns", [own_back.clone(), other_back.clone()]),
        ("fees", [own_back, other_back]),
    ]);
    Things { book, of }
}

impl Things {
    /// What stands for `{…}` in a path; `None` if ownership is not told by the path.
    fn id(&self, path: &str, member: &str, whose: Whose) -> Option<String> {
        let (collection, part) = (path.split('/').nth(1)?, path.split_once('{')?.1.split('}').next()?);
        Some(match (part, whose) {
            ("context", _) => "lending".to_owned(),
            ("userId" | "memberId", Whose::Own) => member.to_owned(),
            ("userId" | "memberId", Whose::Other) => "other".to_owned(),
            (_, Whose::Absent) => "nobody-knows".to_owned(),
            _ if ["books", "book", "stocks"].contains(&collection) => self.book.clone(),
            _ => self.of.get(collection).unwrap_or_else(|| panic!("{path}: say what there is of it"))[whose as usize]
                .clone(),
        })
    }
}

/// The status and code that have to come, or nothing particular but no "you may not".
fn expected(who: &str, role: Option<&str>, whose: Whose, path: &str) -> Option<(u16, &'static str)> {
    let Some(role) = role else { return (who != "Anyone").then_some((401, "token-missing")) };
    let is_desk = ["librarian", "admin"].contains(&role);
    let admitted = match who {
        "Anyone" => true,
        "OwnerOrDesk" => role != "service",
        "Desk" => is_desk,
        "DeskOrService" => is_desk || role == "service",
        "Admin" => role == "admin",
        other => panic!("{path}: nobody has heard of {other}"),
    };
    if !admitted {
        return Some((403, "not-your-role"));
    }
    // What is for owners is not for others; absent and another's are one.
    let guarded = who == "OwnerOrDesk" && !is_desk && whose != Whose::Own;
    match (guarded, path.contains('{'), whose) {
        (true, true, _) => Some((404, "not-found")),
        (true, false, _) => Some((403, "not-yours")),
        _ => None,
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
fn named(
    things: &Things,
    (method, path, who): (&str, &str, &str),
    member: &str,
    whose: Whose,
) -> (String, Option<Value>) {
    let id = things.id(path, member, whose).unwrap_or_default();
    let mut at = path.to_owned();
    while let (Some(from), Some(to)) = (at.find('{'), at.find('}')) {
        at.replace_range(from..=to, &id);
    }
    let user = match whose {
        Whose::Own => member,
        Whose::Other => "other",
        Whose::Absent => "nobody-knows",
    };
    // Where the path names nobody, the question or the body does.
    match (who == "OwnerOrDesk" && !path.contains('{'), method) {
        (true, "get") => (format!("{at}?userId={user}"), None),
        (true, _) => (at, Some(json!({"userId": user, "bookId": "nobody-knows"}))),
        (false, "get" | "delete") => (at, None),
        (false, _) => (at, Some(json!({}))),
    }
}

fn every_route_role_and_ownership(library: &Library) {
    let member = "member";
    let things = things(library, member);
    let tokens: HashMap<&str, String> =
        ROLES.into_iter().flatten().map(|role| (role, library.token(role, member))).collect();
    let (mut cells, mut wrong) = (0, vec![]);
    for (method, path, who) in &operations(library) {
        for (role, whose) in ROLES.into_iter().flat_map(|role| WHOSE.map(|whose| (role, whose))) {
            let (at, body) = named(&things, (method, path, who), member, whose);
            let answer = ask(library, (method, &at), role.map(|role| &tokens[role]), body);
            let may_be_absent = whose == Whose::Absent || path.starts_with("/parked");
            let fits = match expected(who, role, whose, path) {
                Some((status, code)) => answer.status == status && answer.json()["code"] == code,
                None if answer.status == 404 => may_be_absent,
                None => ![401, 403, 405, 500, 503].contains(&answer.status),
            };
            cells += 1;
            if !fits {
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
    for (_, path, _) in &operations {
        let at = path.replace("{context}", "lending").replace(['{', '}'], "");
        for method in METHODS {
            let listed = operations.iter().any(|(known, of, _)| known == method && of == path);
            let answer = library.door().ask(&method.to_uppercase(), &at).json(&json!({"no": "such field"})).send();
            if listed == (answer.status == 405) {
                wrong.push(format!("{method} {at}: listed: {listed}, but {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
