//! A member who does everything in all five systems sees it all on his page.

use crate::support::{Library, after_due, becomes, everywhere, fresh};
use serde_json::{Value, json};

everywhere![who_does_everything_sees_it_all];

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
}

fn who_does_everything_sees_it_all(library: &Library) {
    let (user, book) = (fresh("everybody"), library.priced(10));
    library.top_up(&user, 10_000);
    let loan = library.lend_until_due(&user, &book, 1);
    library.post("/returns", json!({"borrowId": loan, "returnDate": after_due(1)})).send().is(201);
    let reservation = id(&library.reserve(&user, &book));
    let rental = id(&library.rent(&user, &book));
    library.carry(&rental, "delivered");
    let product = library.product(3);
    let order = id(&library.order(&user, &product, 1));
    library.pay(&order, json!({"method": "point"}));
    let teacher = library.teacher();
    library.comes(&teacher);
    let request = library.request_of(&user, &teacher);
    let consulting = id(&library.consult(&request));
    library.patch(&format!("/consultings/{consulting}"), json!({"status": "ended"})).send().is(200);
    becomes(201, || library.post("/payments", json!({"feeOf": user, "method": "point"})).send().status);

    let page = || library.get(&format!("/mypages/{user}")).act_as(&format!("patron:{user}")).send().is(200);
    let states = |section: &str| -> Vec<(Value, Value)> {
        let page = page();
        let all = page[section].as_array().unwrap_or_else(|| panic!("{section}: {page}"));
        all.iter().map(|one| (one["id"].clone(), one["status"].clone())).collect()
    };
    becomes(vec![(json!(loan), json!("returned"))], || states("loans"));
    becomes(vec![json!("paid")], || states("fees").into_iter().map(|(_, status)| status).collect::<Vec<_>>());
    becomes(vec![(json!(reservation), json!("succeeded"))], || states("reservations"));
    becomes(vec![(json!(rental), json!("delivered"))], || states("rentals"));
    becomes(json!("delivered"), || page()["rentals"][0]["delivery"]["status"].clone());
    becomes(vec![(json!(order), json!("completed"))], || states("orders"));
    becomes(vec![json!("ended")], || states("consultations").into_iter().map(|(_, status)| status).collect::<Vec<_>>());
    becomes(true, || page()["points"].to_string().contains("7000"));
    for kind in [
        "late-fee",
        "reservation-succeeded",
        "rental-accepted",
        "parcel-delivered",
        "order-completed",
        "consultation-ended",
    ] {
        becomes(1, || library.told(&user, kind));
        becomes(true, || page()["notices"].to_string().contains(kind));
    }
    library.get(&format!("/mypages/{user}")).act_as("patron:somebody").send().refused(404, "not-found");
}
