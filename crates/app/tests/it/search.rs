//! `/books?q=`: found however it is written.

use crate::support::{Library, becomes, everywhere};
use serde_json::json;

everywhere![
    req_000_f1_korean_is_found_by_any_part_of_a_word,
    req_000_f1_case_and_diacritics_make_no_difference,
    req_000_f1_an_isbn_is_found_in_any_form,
    req_000_f1_all_words_have_to_be_there,
    req_000_f1_what_was_found_goes_page_by_page,
    req_000_f1_what_is_searched_may_be_filtered_too,
    req_000_f1_what_changed_is_found_as_it_is_now,
];

/// Ids that are found, in order of nothing.
fn found(library: &Library, words: &str) -> Vec<String> {
    let escaped: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let page = library.get(&format!("/books?q={escaped}")).send().is(200);
    let ids = page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned());
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids
}

fn shelve(library: &Library) {
    for (id, title, author, isbn) in [
        ("prince", "어린 왕자", "생텍쥐페리", "979-11-5675-000-0"),
        ("library", "도서관의 역사와 도서관학", "김철수", "8970010702"),
        ("works", "Œuvres complètes", "Étienne Łódź", "0-306-40615-2"),
        ("hunger", "Hunger", "Knut Hamsun", "978-0-306-40615-7"),
    ] {
        library.put(&format!("/books/{id}"), json!({"title": title, "author": author, "isbn": isbn})).send().is(200);
    }
}

fn req_000_f1_korean_is_found_by_any_part_of_a_word(library: &Library) {
    shelve(library);
    for words in ["왕자", "어린", "어린 왕자", "왕", "텍쥐"] {
        assert_eq!(found(library, words), ["prince"], "{words}");
    }
    for words in ["도서관", "서관학", "도서", "역사 김철수"] {
        assert_eq!(found(library, words), ["library"], "{words}");
    }
    assert!(found(library, "왕관").is_empty());
}

fn req_000_f1_case_and_diacritics_make_no_difference(library: &Library) {
    shelve(library);
    for words in ["oeuvres", "COMPLETES", "Œuvres complètes", "étienne", "lodz", "ＬＯＤＺ"] {
        assert_eq!(found(library, words), ["works"], "{words}");
    }
    assert_eq!(found(library, "hUNGER"), ["hunger"]);
}

fn req_000_f1_an_isbn_is_found_in_any_form(library: &Library) {
    shelve(library);
    for words in ["9791156750000", "979-11-5675-000-0", "979 11 5675 000 0"] {
        assert_eq!(found(library, words), ["prince"], "{words}");
    }
    // The same number, as it was until 2006 and as it is since.
    for words in ["0306406152", "0-306-40615-2", "9780306406157", "978-0-306-40615-7"] {
        assert_eq!(found(library, words), ["hunger", "works"], "{words}");
    }
}

fn req_000_f1_all_words_have_to_be_there(library: &Library) {
    shelve(library);
    assert_eq!(found(library, "knut hunger"), ["hunger"]);
    for nothing in ["knut prince", "nowhere", "!!!", "\"", "a OR b", "title:*", "NEAR(", "'; DROP TABLE books"] {
        assert!(found(library, nothing).is_empty(), "{nothing}");
    }
    // No words: everything.
    assert_eq!(found(library, "  ").len(), 4);
    library.get(&format!("/books?q={}", "x".repeat(201))).send().refused(422, "bad-parameter");
}

fn req_000_f1_what_was_found_goes_page_by_page(library: &Library) {
    for n in 0..7 {
        library.put(&format!("/books/b{n}"), json!({"title": format!("Dictionary {n}")})).send().is(200);
    }
    let mut ids = vec![];
    let mut path = "/books?q=dictionary&limit=3".to_owned();
    loop {
        let page = library.get(&path).send().is(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 3);
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/books?q=dictionary&limit=3&cursor={next}");
    }
    ids.sort();
    assert_eq!(ids, ["b0", "b1", "b2", "b3", "b4", "b5", "b6"]);
}

fn req_000_f1_what_is_searched_may_be_filtered_too(library: &Library) {
    for (id, kind) in [("b1", "book"), ("m1", "media")] {
        let body = json!({"title": "Dictionary", "kind": kind});
        library.put(&format!("/books/{id}"), body).send().is(200);
    }
    let ids = |question: &str| {
        let page = library.get(&format!("/books?{question}")).send().is(200);
        page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("q=dictionary&kind=media"), ["m1"]);
    assert_eq!(ids("kind=media"), ["m1"]);
    assert!(ids("q=dictionary&kind=periodical").is_empty());
}

fn req_000_f1_what_changed_is_found_as_it_is_now(library: &Library) {
    shelve(library);
    library.patch("/books/hunger", json!({"title": "Sult"})).send().is(200);
    becomes(vec!["hunger".to_owned()], || found(library, "sult"));
    library.patch("/books/prince", json!({"title": "Le Petit Prince"})).send().is(200);
    becomes(vec![], || found(library, "왕자"));
    library.delete("/books/hunger").send();
    becomes(vec![], || found(library, "sult"));
}
