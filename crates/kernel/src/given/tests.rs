use super::*;
use crate::Role;
use serde_json::json;

const FIELDS: &[Field] = &[
    Field::new("userId", Kind::Member, ""),
    Field::new("bookId", Kind::Id, "").alias(&["bookid"]).required(),
    Field::new("qty", Kind::Qty { min: 1 }, ""),
    Field::new("borrowDate", Kind::Day, "").desk_only(),
    Field::new("status", Kind::Word(&["canceled"]), ""),
    Field::new("year", Kind::Number { min: -5000, max: 3000 }, ""),
];

fn read(role: Role, body: Value) -> Result<Given, Vec<(String, &'static str)>> {
    let caller = Actor { role, id: "kim".into() };
    let told = |faults: Vec<Fault>| faults.into_iter().map(|f| (f.field, f.code)).collect();
    Given::read(FIELDS, body.as_object().unwrap(), &caller, Who::OwnerOrDesk).map_err(told)
}

#[test]
fn decision_11_numbers_and_strings_mean_the_same() {
    let numbers = read(Role::Patron, json!({"bookId": 5, "qty": 2})).unwrap();
    let strings = read(Role::Patron, json!({"bookid": "5", "qty": "2", "userId": "kim"})).unwrap();
    assert_eq!(numbers, strings);
    assert_eq!((numbers.qty("qty"), numbers.text("bookId")), (Some(2), Some("5")));
}

#[test]
fn a_number_may_be_negative_and_stays_in_its_bounds() {
    for year in [json!(-350), json!("-350")] {
        assert_eq!(read(Role::Patron, json!({"bookId": 5, "year": year})).unwrap().number("year"), Some(-350));
    }
    for year in [json!(-5001), json!(3001), json!(1.5)] {
        assert_eq!(read(Role::Patron, json!({"bookId": 5, "year": year})).unwrap_err()[0].1, "out-of-range");
    }
}

#[test]
fn all_faults_are_told_at_once_with_their_fields() {
    let faults = read(Role::Librarian, json!({"qty": -1, "borrowDate": "soon", "colour": "red", "status": "gone"}));
    let mut faults = faults.unwrap_err();
    faults.sort();
    let expected = [
        ("bookId", "missing-field"),
        ("borrowDate", "bad-date"),
        ("colour", "unknown-field"),
        ("qty", "out-of-range"),
        ("status", "unknown-word"),
    ];
    assert_eq!(faults, expected.map(|(field, code)| (field.to_owned(), code)));
}

#[test]
fn types_that_cannot_be_read_are_told_apart_from_wrong_values() {
    for body in
        [json!({"bookId": {}}), json!({"bookId": [1]}), json!({"bookId": 1, "qty": "many"}), json!({"bookId": true})]
    {
        assert_eq!(read(Role::Patron, body.clone()).unwrap_err()[0].1, "wrong-type", "{body}");
    }
    for body in [json!({"bookId": 1, "qty": 1e30}), json!({"bookId": 1, "qty": 1.5}), json!({"bookId": 1, "qty": 0})] {
        assert_eq!(read(Role::Patron, body.clone()).unwrap_err()[0].1, "out-of-range", "{body}");
    }
}

#[test]
fn decision_12_a_card_number_is_forgotten_at_once() {
    const CARD: &[Field] = &[Field::new("cardNo", Kind::Card, "")];
    let desk = Actor { role: Role::Librarian, id: "desk".into() };
    let read =
        |number: Value| Given::read(CARD, json!({"cardNo": number}).as_object().unwrap(), &desk, Who::OwnerOrDesk);
    let good = read(json!("4242-4242 4242 4242")).unwrap();
    let card = good.card("cardNo", "x").unwrap();
    assert_eq!((card.key.as_str(), card.last4.as_str()), ("sandbox-approve-x", "4242"));
    assert!(!format!("{good:?}{card:?}").contains("42424242"));
    for declined in ["4000000000000002", "4242424242424241", "123456789990"] {
        let card = read(json!(declined)).unwrap().card("cardNo", "x").unwrap();
        assert_eq!(card.key, "sandbox-decline-x", "{declined}");
    }
    const KEY: &[Field] = &[Field::new("paymentKey", Kind::PaymentKey, "")];
    let key = |body: Value| Given::read(KEY, body.as_object().unwrap(), &desk, Who::OwnerOrDesk);
    assert!(key(json!({"paymentKey": "tviva20260101_ab-c="})).is_ok());
    for typed in ["4242424242424242", "4242-4242-4242-4242", "a/../b?c", ""] {
        let faults = key(json!({"paymentKey": typed})).unwrap_err();
        assert!(faults[0].code == "bad-payment-key" && !format!("{faults:?}").contains("4242"), "{faults:?}");
    }
    assert!(!format!("{:?}", key(json!({"4242424242424242": 1})).unwrap_err()).contains("4242"));
    for bad in [json!("1234"), json!("4242x42424242424"), json!(""), json!(["4242424242424242"])] {
        let faults = read(bad).unwrap_err();
        assert!(!format!("{faults:?}").contains("4242"), "{faults:?}");
    }
}

#[test]
fn lists_say_which_of_their_entries_is_wrong() {
    const LINE: &[Field] = &[Field::new("name", Kind::Text(10), "").required()];
    const LISTS: &[Field] =
        &[Field::new("lines", Kind::Lines(LINE), ""), Field::new("channels", Kind::Words(&["mail", "kakao"]), "")];
    let desk = Actor { role: Role::Librarian, id: "desk".into() };
    let read = |body: Value| Given::read(LISTS, body.as_object().unwrap(), &desk, Who::OwnerOrDesk);
    let given = read(json!({"lines": [{"name": "a"}, {"name": "b"}], "channels": ["MAIL"]})).unwrap();
    let names: Vec<_> = given.lines("lines").unwrap().iter().map(|line| line.text("name").unwrap()).collect();
    assert_eq!((names, given.words("channels").unwrap()), (vec!["a", "b"], &["mail".to_owned()][..]));
    assert_eq!(read(json!({"lines": [{"name": "a"}, {}]})).unwrap_err()[0].field, "lines[1].name");
    assert_eq!(read(json!({"channels": ["pigeon"]})).unwrap_err()[0].code, "unknown-word");
    assert!(read(json!({"lines": {}})).unwrap_err()[0].unreadable);
    assert_eq!(read(json!({"lines": []})).unwrap_err()[0].code, "out-of-range");
}

#[test]
fn only_the_desk_acts_for_others_and_sets_dates() {
    assert_eq!(read(Role::Patron, json!({"bookId": 1, "userId": "lee"})).unwrap_err()[0].1, "not-yours");
    assert_eq!(read(Role::Patron, json!({"bookId": 1, "borrowDate": "20210913"})).unwrap_err()[0].1, "not-yours");
    let desk = read(Role::Librarian, json!({"bookId": 1, "userId": "lee", "borrowDate": "20210913"})).unwrap();
    assert_eq!(desk.text("userId"), Some("lee"));
}
