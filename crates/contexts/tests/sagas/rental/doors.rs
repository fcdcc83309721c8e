//! What the doors take and refuse at once.

use super::*;

#[test]
fn the_printed_commands_work_as_they_stand() {
    let mut world = World { town: Town::open(), purse: Purse::with(10_000) };
    world.ask(DESK, ("POST", "/stocks"), json!({"bookid": "1", "qty": "5"})).unwrap();
    world.ask(DESK, ("POST", "/book"), json!({"bookId": "1", "price": "1000", "bookName": "azureMaster"})).unwrap();
    let printed = json!({"bookId": "1", "price": "1000", "startDate": "20210913", "returnDate": "20211013",
        "customerId": "1234", "customerPhoneNo": "01012345678", "rentStatus": "RENT"});
    let rental = world.ask((Role::Patron, "1234"), ("POST", "/rent"), printed).unwrap();
    let id = rental["id"].as_str().unwrap().to_owned();
    assert_eq!((&rental["customerId"], &rental["returnDate"]), (&json!("1234"), &json!("2021-10-13")));
    world.settle();
    assert_eq!((world.status(&id), world.purse.points("1234")), (is("accepted", ""), 9000));
    let siege = world.ask((Role::Librarian, "guest"), ("POST", "/rental"), book(1)).unwrap();
    assert_eq!((&siege["customerId"], &siege["returnDate"]), (&json!("guest"), &json!("2021-09-20")));
    world.settle();
    assert_eq!(world.status(siege["id"].as_str().unwrap()), is("refused", "unknown-book"));
}

#[test]
fn req_003_r4_a_price_that_differs_is_told_at_once_or_when_it_comes_to_light() {
    let mut world = World::with(5, 10_000);
    let wrong = world.ask(KIM, ("POST", "/rentals"), json!({"bookId": 5, "price": 999})).unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("price-differs", Some("price")));
    let late = world.rent(KIM, json!({"bookId": 6, "price": 999}));
    let right = world.rent(KIM, json!({"bookId": 6, "price": 500, "qty": 2}));
    let open = world.rent(LEE, json!({"bookId": 6}));
    let free = world.rent(LEE, json!({"bookId": 7}));
    world.ask(DESK, ("POST", "/books"), json!({"id": 6, "title": "늦은 책", "stock": 9, "price": 500})).unwrap();
    world.ask(DESK, ("POST", "/books"), json!({"id": 7, "title": "값없는 책", "stock": 9})).unwrap();
    world.settle();
    assert_eq!(world.status(&late), is("refused", "price-differs"));
    assert_eq!(world.status(&free), is("refused", "not-for-rent"));
    assert_eq!((world.status(&right), world.rental(&right)["amount"].clone()), (is("accepted", ""), json!(1000)));
    assert_eq!((world.status(&open), world.rental(&open)["price"].clone()), (is("accepted", ""), json!(500)));
    for book in ["6", "7"] {
        let stock = world.town.get("stocks", book, TODAY).unwrap();
        assert_eq!(stock["promised"], json!(if book == "6" { 3 } else { 0 }), "{book}");
    }
}

#[test]
fn a_body_that_contradicts_itself_is_told_which_field() {
    let mut world = World::with(5, 10_000);
    let mut wrong = |body: Value| {
        let no = world.ask(KIM, ("POST", "/rentals"), body).unwrap_err();
        (no.code, no.field.unwrap_or_default())
    };
    let told = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    let backwards = json!({"bookId": 5, "startDate": "20211013", "returnDate": "20210913"});
    assert_eq!(wrong(backwards), told("return-before-start", "returnDate"));
    assert_eq!(wrong(json!({"bookId": 5, "method": "card"})), told("missing-field", "cardNo"));
    let both = json!({"bookId": 5, "method": "point", "paymentKey": "key"});
    assert_eq!(wrong(both), told("card-with-points", "method"));
    for key in ["../cancel", "4242 4242 4242 4242"] {
        assert_eq!(wrong(json!({"bookId": 5, "paymentKey": key})), told("bad-payment-key", "paymentKey"));
    }
    assert_eq!(wrong(json!({"bookId": 5, "rentStatus": "RETURN"})), told("unknown-word", "rentStatus"));
    assert_eq!(wrong(json!({"qty": 1})), told("missing-field", "bookId"));
    let id = world.rent(KIM, book(1));
    let mut change = |body: Value| world.ask(KIM, ("PATCH", &format!("/rent/{id}")), body).unwrap_err().code;
    assert_eq!(change(json!({})), "missing-field");
    assert_eq!(change(json!({"status": "canceled", "rentStatus": "RETURN"})), "two-changes");
    assert_eq!(change(json!({"status": "delivered"})), "unknown-word");
}

#[test]
fn decision_12_of_a_card_only_the_last_four_digits_are_kept() {
    let mut world = World::with(5, 10_000);
    world.rent(KIM, json!({"bookId": 5, "cardNo": "4242 4242 4242 4242"}));
    world.rent(LEE, json!({"bookId": 6, "method": "card", "paymentKey": "key-of-the-provider"}));
    let asked: Vec<Value> = world
        .town
        .log
        .iter()
        .filter(|(name, ..)| name == "rental.requested")
        .map(|(_, data, _)| serde_json::from_str(data).unwrap())
        .collect();
    assert_eq!((&asked[0]["method"], &asked[0]["card"]["last4"]), (&json!("card"), &json!("4242")));
    assert_eq!(asked[1]["card"], json!({"key": "key-of-the-provider", "last4": ""}));
    assert!(world.town.log.iter().all(|(_, data, _)| !data.contains("424242")));
    // Its price comes with the promise, and how it is paid comes with its price.
    world.ask(DESK, ("POST", "/books"), json!({"id": 6, "title": "늦은 책", "stock": 9, "price": 500})).unwrap();
    world.settle();
    let (_, priced, _) = world.town.log.iter().find(|(name, ..)| name == "rental.priced").unwrap();
    let priced: Value = serde_json::from_str(priced).unwrap();
    assert_eq!((&priced["method"], &priced["card"]["key"]), (&json!("card"), &json!("key-of-the-provider")));
}

#[test]
fn a_parcel_only_goes_forward() {
    let mut world = World::with(5, 10_000);
    let id = world.rent(KIM, book(1));
    world.settle();
    world.report(&id, "delivered");
    assert_eq!(world.report(&id, "delivered")["status"], json!("delivered"));
    for status in ["inTransit", "stopped"] {
        let no = world.ask(CARRIER, ("PATCH", &format!("/delivery/{id}")), json!({"status": status})).unwrap_err();
        assert_eq!(no.code, "already-delivered");
    }
    world.settle();
    assert_eq!(world.status(&id), is("delivered", ""));
}
