//! What happens by itself, after a while.

use crate::support::{Library, Topology, becomes, fresh};
use serde_json::json;

/// An order that nobody pays frees its pieces; a restart in between changes nothing, since the alarm is durable.
#[test]
fn req_004_an_order_that_is_not_paid_in_time_frees_its_pieces() {
    let mut library = Library::start_with(Topology::One, &["--pay-within", "2s"]);
    let (product, user) = (library.product(1), fresh("slow"));
    let order = library.order(&user, &product, 1)["id"].as_str().unwrap().to_owned();
    library.process_mut(0).kill();
    library.restart(0);
    becomes(json!("canceled"), || library.get(&format!("/orders/{order}")).send().is(200)["status"].clone());
    assert_eq!(library.get(&format!("/orders/{order}")).send().is(200)["reason"], "not-paid");
    becomes(json!(1), || library.get(&format!("/products/{product}")).send().is(200)["stock"].clone());
    let late = library.post(&format!("/orders/{order}/payment"), json!({"method": "point"})).send();
    assert_eq!(late.status, 409, "r12: an expired basket is not paid: {}", late.text());
    // And ordered again, it is there.
    let again = library.order(&user, &product, 1)["id"].as_str().unwrap().to_owned();
    library.top_up(&user, 1500);
    library.pay(&again, json!({"method": "point"}));
    becomes(json!("completed"), || library.get(&format!("/orders/{again}")).send().is(200)["status"].clone());
}

/// 002-I2: under load a rental request is put on hold, not lost; it goes on by itself.
#[test]
fn req_002_i2_under_load_a_rental_is_put_on_hold_and_goes_on_by_itself() {
    let library = Library::start_with(Topology::One, &["--hold-above", "0"]);
    let (book, user) = (library.priced(3), fresh("patient"));
    library.top_up(&user, 1000);
    let rental = library.post("/rental", json!({"bookId": book, "qty": 1, "customerId": user})).send().is(201);
    assert_eq!(rental["status"], "onHold", "{rental}");
    assert_eq!(library.counts(&book), [3, 0, 0, 3], "nothing is asked of anybody meanwhile");
    let id = rental["id"].as_str().unwrap();
    becomes(json!("accepted"), || library.get(&format!("/rentals/{id}")).send().is(200)["status"].clone());
    becomes((0, 0), || library.points(&user));
}
