//! What cannot be read or makes no sense is refused by name, and changes nothing.

use crate::support::{Ask, Library, becomes, everywhere};
use serde_json::{Value, json};

everywhere![
    what_is_not_a_json_object_is_unreadable,
    what_has_the_wrong_type_is_unreadable,
    what_is_read_but_wrong_names_its_fields,
    several_faults_are_told_at_once,
    a_body_has_a_size,
    ids_in_paths_are_no_way_in,
    a_path_that_is_not_there_or_takes_no_such_method,
];

/// Everything that can be seen.
fn seen(library: &Library) -> Vec<Vec<Value>> {
    ["/books", "/stocks", "/borrows", "/returns", "/fees"].map(|path| library.all(path)).into()
}

/// Sends what is wrong, and looks whether anything changed.
fn changes_nothing(library: &Library, wrong: impl FnOnce(&dyn Fn() -> Ask)) {
    let book = library.book(9);
    library.borrow("kim", &book, 1);
    becomes([8, 0, 1, 9], || library.counts(&book));
    let before = seen(library);
    wrong(&|| library.door().ask("POST", "/borrows").header("content-type", "application/json"));
    assert_eq!(seen(library), before);
    becomes((1, 0), || library.dashboard("kim"));
}

fn what_is_not_a_json_object_is_unreadable(library: &Library) {
    changes_nothing(library, |ask| {
        let broken =
            ["{\"bookId\":", "{", "nonsense", "{'bookId':5}", "{\"bookId\":\"5\"} more", "{\"a\":01}", "\u{feff}{}"];
        for text in broken {
            ask().body(text).send().refused(400, "broken-json");
        }
        ask().body(b"{\"bookId\":\"\xff\xfe\"}".to_vec()).send().refused(400, "broken-json");
        for text in ["[]", "[{\"bookId\":5}]", "5", "\"5\"", "null", "true"] {
            ask().body(text).send().refused(400, "not-an-object");
        }
        let deep = format!("{{\"bookId\":{}5{}}}", "[".repeat(40), "]".repeat(40));
        ask().body(deep).send().refused(400, "too-deep");
        ask().body(vec![b'['; 100_000]).send().refused(400, "too-deep");
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"] {
            let asked = library.door().ask("POST", "/borrows").header("content-type", kind);
            asked.body("{\"bookId\":\"5\"}").send().refused(415, "not-json");
        }
        library.door().ask("POST", "/borrows").body("{\"bookId\":\"5\"}").send().refused(415, "not-json");
        ask().body("").send().refused(422, "missing-field");
    });
}

fn what_has_the_wrong_type_is_unreadable(library: &Library) {
    changes_nothing(library, |ask| {
        let wrong = [
            ("bookId", json!(true)),
            ("bookId", json!({})),
            ("bookId", json!([5])),
            ("bookId", json!(5.5)),
            ("userId", json!(["kim"])),
            ("qty", json!(true)),
            ("qty", json!("many")),
            ("qty", json!("")),
            ("qty", json!([1])),
            ("borrowDate", json!(false)),
            ("expireDate", json!({"day": 1})),
        ];
        for (field, value) in wrong {
            let problem = ask().body(json!({"bookId": "5", field: value}).to_string()).send();
            assert_eq!(problem.refused(400, "wrong-type")["errors"][0]["field"], field);
        }
        for body in [json!({"title": {}}), json!({"title": "a", "price": "dear"}), json!({"title": "a", "year": []})] {
            library.post("/books", body).send().refused(400, "wrong-type");
        }
    });
}

fn what_is_read_but_wrong_names_its_fields(library: &Library) {
    let huge = "9".repeat(400);
    changes_nothing(library, |ask| {
        let wrong = [
            ("colour", "\"red\"", "unknown-field"),
            ("qty", "0", "out-of-range"),
            ("qty", "-1", "out-of-range"),
            ("qty", "1.5", "out-of-range"),
            ("qty", "1e30", "out-of-range"),
            ("qty", "1000001", "out-of-range"),
            ("qty", "99999999999999999999999", "out-of-range"),
            ("qty", "\"-0.5e-3\"", "out-of-range"),
            ("borrowDate", "\"2021-02-29\"", "bad-date"),
            ("borrowDate", "\"20211301\"", "bad-date"),
            ("borrowDate", "\"soon\"", "bad-date"),
            ("borrowDate", "\"2021-09-13T00:00:00Z\"", "bad-date"),
            ("expireDate", "20210931", "bad-date"),
            ("expireDate", "\"0000-00-00\"", "bad-date"),
            ("userId", "\"\"", "bad-id"),
            ("userId", "\"a b\"", "bad-id"),
            ("userId", "\"../../etc/passwd\"", "bad-id"),
            ("userId", "\"a\\u0000b\"", "bad-id"),
            ("userId", "\"a\\nb\"", "bad-id"),
            ("userId", "\"a\\u202eb\"", "bad-id"),
            ("userId", &format!("\"{}\"", "x".repeat(97)), "bad-id"),
            ("userId", &huge, "bad-id"),
        ];
        for (field, value, code) in wrong {
            let answer = ask().body(format!("{{\"bookId\":\"5\",\"{field}\":{value}}}")).send();
            // A number no machine can hold may also be called unreadable.
            if value == huge && answer.status == 400 {
                continue;
            }
            assert_eq!(answer.refused(422, code)["errors"][0]["field"], field, "{value}");
        }
        for (field, value, code) in [
            ("title", json!(""), "bad-text"),
            ("title", json!("  "), "bad-text"),
            ("title", json!("a\u{0}b"), "bad-text"),
            ("title", json!("a\u{7}b"), "bad-text"),
            ("title", json!("x".repeat(1001)), "bad-text"),
            ("price", json!(-1), "out-of-range"),
            ("year", json!(3001), "out-of-range"),
            ("kind", json!("boat"), "unknown-word"),
            ("stock", json!(-1), "out-of-range"),
        ] {
            let mut body = json!({"title": "a"});
            body[field] = value;
            assert_eq!(library.post("/books", body).send().refused(422, code)["errors"][0]["field"], field);
        }
        ask().body("{}").send().refused(422, "missing-field");
        library.post("/stocks", json!({"bookid": "5"})).send().refused(422, "missing-field");
    });
}

fn several_faults_are_told_at_once(library: &Library) {
    changes_nothing(library, |ask| {
        let body = json!({"qty": 0, "borrowDate": "soon", "colour": "red"});
        let problem = ask().body(body.to_string()).send().refused(422, "invalid-fields");
        let told = problem["errors"].as_array().unwrap().iter().map(|e| (e["field"].as_str(), e["code"].as_str()));
        let mut told: Vec<_> = told.map(|(field, code)| (field.unwrap(), code.unwrap())).collect();
        told.sort_unstable();
        let all = [
            ("bookId", "missing-field"),
            ("borrowDate", "bad-date"),
            ("colour", "unknown-field"),
            ("qty", "out-of-range"),
        ];
        assert_eq!(told, all);
        ask().body(json!({"bookId": "5", "bookid": "6"}).to_string()).send().refused(422, "given-twice");
    });
}

fn a_body_has_a_size(library: &Library) {
    changes_nothing(library, |ask| {
        let body = format!("{{\"bookId\":\"5\",\"colour\":\"{}\"}}", "x".repeat(1_150_000));
        ask().body(body).send().refused(413, "body-too-large");
        let body = format!("{{\"bookId\":\"5\",\"colour\":\"{}\"}}", "x".repeat(1_000_000));
        ask().body(body).send().refused(422, "unknown-field");
    });
}

fn ids_in_paths_are_no_way_in(library: &Library) {
    changes_nothing(library, |_| {
        for id in ["none", "%00", "..%2F..%2Fetc", "%E2%80%AE", "a%20b", "'%20OR%201=1", &"x".repeat(500)] {
            for path in ["/books/", "/stocks/", "/borrows/", "/returns/", "/fees/"] {
                library.get(&format!("{path}{id}")).send().refused(404, "not-found");
            }
            for path in [format!("/borrows/{id}"), format!("/books/{id}")] {
                assert_eq!(library.delete(&path).send().status, 404, "{path}");
            }
            library.post(&format!("/borrows/{id}/renewals"), json!({})).send().refused(404, "not-found");
            assert_eq!(library.patch(&format!("/books/{id}"), json!({"title": "x"})).send().status, 404, "{id}");
        }
        for path in ["/userInfos/%00", "/mypages/a%20b", "/borrowers/a%2Fb"] {
            library.get(path).send().refused(404, "not-found");
        }
        library.get("/books/%ff").send().refused(400, "bad-path");
    });
}

fn a_path_that_is_not_there_or_takes_no_such_method(library: &Library) {
    for path in ["/", "/none", "/books/5/none", "/BOOKS", "/.env", "/internal"] {
        library.get(path).send().refused(404, "not-found");
    }
    library.door().ask("DELETE", "/borrows").send().refused(405, "method-not-allowed");
    let answer = library.door().ask("PUT", "/books").send();
    answer.refused(405, "method-not-allowed");
    let allow = answer.header("allow").unwrap_or_default().to_owned();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
}
