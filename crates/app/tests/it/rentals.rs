//! System 002, and the rental pieces of 003: copies lent for money, with a parcel.

use crate::support::{Library, at_once, becomes, everywhere, fresh};
use serde_json::{Value, json};

everywhere![
    req_002_f1_f2_f3_a_rental_is_accepted_and_its_parcel_made,
    req_002_f4_f5_cancelling_stops_the_parcel_and_gives_all_back,
    req_002_f6_a_customer_sees_his_orders,
    req_002_t1_an_unpaid_order_is_not_accepted,
    req_002_t2_with_stock_0_it_is_not_accepted,
    req_003_r1_r2_points_equal_to_the_price_suffice,
    req_003_r3_rent_return_delay,
    req_003_r4_a_price_that_differs_is_refused,
    s8_racing_rentals_never_overdraw,
    decision_7_what_is_over_is_not_canceled,
    a_rental_may_be_paid_by_card,
    a_carrier_moves_parcels_forward_only,
];

impl Library {
    /// A book of 1000 won with so many copies.
    #[track_caller]
    pub(crate) fn priced(&self, stock: u32) -> String {
        let id = fresh("priced");
        self.post("/books", json!({"id": id, "title": "빌리는 책", "price": 1000, "stock": stock})).send().is(201);
        id
    }

    #[track_caller]
    pub(crate) fn top_up(&self, user: &str, point: i64) {
        self.post("/points", json!({"customerId": user, "point": point})).send().is(201);
    }

    /// Available and held.
    #[track_caller]
    pub(crate) fn points(&self, user: &str) -> (i64, i64) {
        let points = self.get(&format!("/points/{user}")).send().is(200);
        (points["point"].as_i64().unwrap(), points["held"].as_i64().unwrap())
    }

    /// A rental that has come to rest.
    #[track_caller]
    pub(crate) fn rent(&self, user: &str, book: &str) -> Value {
        self.post("/rentals", json!({"customerId": user, "bookId": book})).wait().send().is(201)
    }

    #[track_caller]
    fn rental(&self, id: &str) -> Value {
        self.get(&format!("/rentals/{id}")).send().is(200)
    }

    /// The carrier says where the parcel is.
    #[track_caller]
    pub(crate) fn carry(&self, parcel: &str, status: &str) -> Value {
        let path = format!("/deliveries/{parcel}");
        becomes(200, || self.get(&path).send().status);
        self.patch(&path, json!({"status": status})).act_as("service:post").send().is(200)
    }
}

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
}

fn req_002_f1_f2_f3_a_rental_is_accepted_and_its_parcel_made(library: &Library) {
    let (book, user) = (library.priced(3), fresh("renter"));
    library.top_up(&user, 5000);
    let rental = library.rent(&user, &book);
    assert_eq!(rental["status"], "accepted", "{rental}");
    assert_eq!((&rental["price"], &rental["qty"], &rental["bookName"]), (&json!(1000), &json!(1), &json!("빌리는 책")));
    becomes((4000, 0), || library.points(&user));
    becomes([2, 1, 0, 3], || library.counts(&book));
    let rental = id(&rental);
    becomes(true, || library.rental(&rental)["deliveryId"].is_string());
    let parcel = library.rental(&rental)["deliveryId"].as_str().unwrap().to_owned();
    let shown = library.get(&format!("/deliveries/{parcel}")).send().is(200);
    assert_eq!((&shown["rentalId"], &shown["status"]), (&json!(rental), &json!("created")), "{shown}");
    library.carry(&parcel, "inTransit");
    becomes(json!("delivering"), || library.rental(&rental)["status"].clone());
    becomes([2, 0, 1, 3], || library.counts(&book));
    library.carry(&parcel, "delivered");
    becomes(json!("delivered"), || library.rental(&rental)["status"].clone());
}

fn req_002_f4_f5_cancelling_stops_the_parcel_and_gives_all_back(library: &Library) {
    for under_way in [false, true] {
        let (book, user) = (library.priced(1), fresh("renter"));
        library.top_up(&user, 1000);
        let rental = id(&library.rent(&user, &book));
        becomes(true, || library.rental(&rental)["deliveryId"].is_string());
        let parcel = library.rental(&rental)["deliveryId"].as_str().unwrap().to_owned();
        if under_way {
            library.carry(&parcel, "inTransit");
            becomes(json!("delivering"), || library.rental(&rental)["status"].clone());
        }
        let canceled = library.patch(&format!("/rentals/{rental}"), json!({"status": "canceled"})).send().is(200);
        assert_eq!(canceled["status"], "canceled");
        becomes((1000, 0), || library.points(&user));
        becomes([1, 0, 0, 1], || library.counts(&book));
        becomes(json!("stopped"), || library.get(&format!("/deliveries/{parcel}")).send().is(200)["status"].clone());
    }
}

fn req_002_f6_a_customer_sees_his_orders(library: &Library) {
    let (book, user) = (library.priced(2), fresh("renter"));
    library.top_up(&user, 1000);
    let (first, second) = (id(&library.rent(&user, &book)), id(&library.rent(&user, &book)));
    let listed = library.all(&format!("/rentals?customerId={user}"));
    let states: Vec<_> = listed.iter().map(|rental| (id(rental), rental["status"].clone())).collect();
    assert_eq!(states, [(first, json!("accepted")), (second, json!("refused"))], "002-P1");
}

fn req_002_t1_an_unpaid_order_is_not_accepted(library: &Library) {
    let (book, user) = (library.priced(2), fresh("poor"));
    library.top_up(&user, 999);
    let rental = library.rent(&user, &book);
    assert_eq!((&rental["status"], &rental["reason"]), (&json!("refused"), &json!("not-enough-points")), "{rental}");
    becomes((999, 0), || library.points(&user));
    becomes([2, 0, 0, 2], || library.counts(&book));
}

fn req_002_t2_with_stock_0_it_is_not_accepted(library: &Library) {
    let (book, user) = (library.priced(0), fresh("renter"));
    library.top_up(&user, 1000);
    let rental = library.rent(&user, &book);
    assert_eq!((&rental["status"], &rental["reason"]), (&json!("refused"), &json!("out-of-stock")), "{rental}");
    becomes((1000, 0), || library.points(&user));
}

fn req_003_r1_r2_points_equal_to_the_price_suffice(library: &Library) {
    let (book, user) = (library.priced(2), fresh("exact"));
    library.top_up(&user, 600);
    library.top_up(&user, 400);
    assert_eq!(library.rent(&user, &book)["status"], "accepted");
    becomes((0, 0), || library.points(&user));
    assert_eq!(library.rent(&user, &book)["status"], "refused");
}

fn req_003_r3_rent_return_delay(library: &Library) {
    let (book, user) = (library.priced(1), fresh("late"));
    library.top_up(&user, 1000);
    let rental = id(&library.rent(&user, &book));
    let path = format!("/rentals/{rental}");
    for too_early in ["RETURN", "DELAY"] {
        assert_eq!(library.patch(&path, json!({"rentStatus": too_early})).send().status, 409);
    }
    library.carry(&rental, "delivered");
    becomes(json!("delivered"), || library.rental(&rental)["status"].clone());
    assert_eq!(library.patch(&path, json!({"rentStatus": "DELAY"})).send().is(200)["status"], "delayed");
    becomes(1, || library.told(&user, "rental-delayed"));
    assert_eq!(library.patch(&path, json!({"rentStatus": "RETURN"})).send().is(200)["status"], "returned");
    becomes([1, 0, 0, 1], || library.counts(&book));
    assert_eq!(library.patch(&path, json!({"rentStatus": "RETURN"})).send().status, 409);
}

fn req_003_r4_a_price_that_differs_is_refused(library: &Library) {
    let (book, user) = (library.priced(1), fresh("renter"));
    library.top_up(&user, 5000);
    let ask =
        |price: u32| library.post("/rent", json!({"customerId": user, "bookId": book, "price": price})).wait().send();
    becomes(409, || ask(900).status);
    ask(900).refused(409, "price-differs");
    assert_eq!(ask(1000).is(201)["status"], "accepted");
}

fn s8_racing_rentals_never_overdraw(library: &Library) {
    let (book, user) = (library.priced(50), fresh("racer"));
    library.top_up(&user, 3000);
    let states = at_once(12, |_| library.rent(&user, &book)["status"].clone());
    assert_eq!(states.iter().filter(|status| **status == "accepted").count(), 3, "{states:?}");
    becomes((0, 0), || library.points(&user));
    becomes([47, 3, 0, 50], || library.counts(&book));
}

fn decision_7_what_is_over_is_not_canceled(library: &Library) {
    let (book, user) = (library.priced(1), fresh("renter"));
    library.top_up(&user, 1000);
    let rental = id(&library.rent(&user, &book));
    library.carry(&rental, "delivered");
    becomes(json!("delivered"), || library.rental(&rental)["status"].clone());
    assert_eq!(library.patch(&format!("/rentals/{rental}"), json!({"status": "canceled"})).send().status, 409);
    assert_eq!((library.points(&user), library.counts(&book)), ((0, 0), [0, 0, 1, 1]));
}

fn a_rental_may_be_paid_by_card(library: &Library) {
    let (book, user) = (library.priced(2), fresh("card"));
    let ask = |card: &str| {
        let body = json!({"customerId": user, "bookId": book, "method": "card", "cardNo": card});
        library.post("/rentals", body).wait().send().is(201)
    };
    let rental = ask("4242424242424242");
    assert_eq!(rental["status"], "accepted", "{rental}");
    let payment = library.get(&format!("/payments/{}", rental["paymentId"].as_str().unwrap())).send().is(200);
    assert_eq!((&payment["method"], &payment["cardLast4"]), (&json!("card"), &json!("4242")), "{payment}");
    assert_eq!(ask("4000000000000002")["status"], "refused");
    becomes([1, 1, 0, 2], || library.counts(&book));
}

fn a_carrier_moves_parcels_forward_only(library: &Library) {
    let (book, user) = (library.priced(1), fresh("renter"));
    library.top_up(&user, 1000);
    let parcel = id(&library.rent(&user, &book));
    library.carry(&parcel, "inTransit");
    library.carry(&parcel, "delivered");
    let path = format!("/deliveries/{parcel}");
    assert_eq!(library.patch(&path, json!({"status": "inTransit"})).send().status, 409);
    library.patch(&path, json!({"status": "lost"})).send().refused(422, "unknown-word");
    library
        .patch(&path, json!({"status": "delivered"}))
        .act_as(&format!("patron:{user}"))
        .send()
        .refused(403, "not-your-role");
    library.get(&path).act_as(&format!("patron:{user}")).send().is(200);
    library.get(&path).act_as("patron:somebody").send().refused(404, "not-found");
}
