//! Points, fees and the ledger.

use crate::support::{Library, after_due, at_once, becomes, everywhere, fresh};
use serde_json::json;

everywhere![
    req_003_r1_points_are_paid_in,
    r9_the_same_top_up_twice_is_credited_once,
    t4_two_parallel_payments_of_one_fee,
    late_fees_are_paid_by_points_or_card,
    i4_the_ledger_sums_to_zero,
];

/// The balances of the house and of all members.
fn ledger(library: &Library) -> Vec<i64> {
    let ledger = library.get("/ledgers/KRW").send().is(200);
    let balances = ["house", "members"].map(|side| ledger[side].as_object().cloned().unwrap());
    balances.iter().flat_map(|side| side.values()).map(|amount| amount.as_i64().unwrap()).collect()
}

fn req_003_r1_points_are_paid_in(library: &Library) {
    let user = fresh("payer");
    let first = library.post("/point", json!({"customerId": user, "point": 10000})).send().is(201);
    assert_eq!(first["point"], 10000, "{first}");
    library.top_up(&user, 500);
    assert_eq!(library.points(&user), (10500, 0));
    for bad in [json!(0), json!(-5), json!("many"), json!(1.5)] {
        let answer = library.post("/points", json!({"customerId": user, "point": bad})).send();
        assert!([400, 422].contains(&answer.status), "{bad}");
    }
    assert_eq!(library.points(&user), (10500, 0));
    library.get(&format!("/points/{user}")).act_as(&format!("patron:{user}")).send().is(200);
    library.get(&format!("/points/{user}")).act_as("patron:somebody").send().refused(404, "not-found");
}

fn r9_the_same_top_up_twice_is_credited_once(library: &Library) {
    let (user, transfer) = (fresh("payer"), fresh("transfer"));
    let body = json!({"id": transfer, "customerId": user, "point": 700});
    at_once(4, |_| library.post("/points", body.clone()).send().is(201));
    assert_eq!(library.points(&user), (700, 0));
    let other = json!({"id": transfer, "customerId": user, "point": 800});
    assert_eq!(library.post("/points", other).send().status, 409);
    assert_eq!(library.points(&user), (700, 0));
}

/// A fee of 500 won.
fn fee(library: &Library, user: &str) {
    let book = library.book(1);
    let loan = library.lend_until_due(user, &book, 1);
    library.post("/returns", json!({"borrowId": loan, "returnDate": after_due(1)})).send().is(201);
}

fn late_fees_are_paid_by_points_or_card(library: &Library) {
    let user = fresh("late");
    library.top_up(&user, 500);
    for how in [json!({"method": "point"}), json!({"method": "card", "cardNo": "4242424242424242"})] {
        fee(library, &user);
        let mut body = how.clone();
        body["feeOf"] = json!(user);
        let pay = || library.post("/payments", body.clone()).wait().send();
        becomes(201, || pay().status);
        becomes(true, || library.all(&format!("/fees?userId={user}")).iter().all(|fee| fee["status"] == "paid"));
        let again = pay();
        assert_eq!(again.status, 409, "{}", again.text());
    }
    assert_eq!(library.points(&user), (0, 0));
    // Paid or not, it is what he was charged so far.
    becomes((0, 1000), || library.dashboard(&user));
    fee(library, &user);
    let refused = library.post("/payments", json!({"feeOf": user, "method": "point"}));
    becomes("not-enough-points".to_owned(), || {
        refused.clone().send().json()["code"].as_str().unwrap_or_default().to_owned()
    });
}

fn t4_two_parallel_payments_of_one_fee(library: &Library) {
    let user = fresh("late");
    library.top_up(&user, 5000);
    fee(library, &user);
    becomes(json!(500), || library.get(&format!("/points/{user}")).send().is(200)["owed"].clone());
    let body = json!({"feeOf": user, "method": "point"});
    let mut states = at_once(4, |_| library.post("/payments", body.clone()).send().status);
    states.sort_unstable();
    assert_eq!(states, [201, 409, 409, 409]);
    assert_eq!(library.points(&user), (4500, 0));
}

fn i4_the_ledger_sums_to_zero(library: &Library) {
    let (book, user) = (library.priced(5), fresh("payer"));
    library.top_up(&user, 3000);
    library.rent(&user, &book);
    fee(library, &user);
    becomes(json!(500), || library.get(&format!("/points/{user}")).send().is(200)["owed"].clone());
    becomes((0, true), || {
        let balances = ledger(library);
        (balances.iter().sum::<i64>(), balances.len() > 4)
    });
    library.get("/ledgers/KRW").act_as("patron:kim").send().refused(403, "not-your-role");
}
