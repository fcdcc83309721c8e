//! Keeping the books: what there is at the start, and whether everything adds up in the end.

use super::{
    Failure,
    client::Log,
    deeds::{PRODUCTS, TEACHERS, TITLES},
    place::Place,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// Titles, products, teachers, and points to begin with.
pub(super) async fn furnish(place: &Place) -> Result<(), Failure> {
    let make = async |path: &str, body: Value| {
        let told = place.ask("POST", path, Some(&body)).await?;
        if told.status == 201 { Ok(()) } else { Err(format!("{path}: {} {}", told.status, told.body)) }
    };
    for n in 0..TITLES {
        // Some are scarce, so that people race for them.
        let stock = if n % 3 == 0 { 3 } else { 60 };
        make("/books", json!({ "id": format!("t{n}"), "title": format!("title {n}"), "price": 500, "stock": stock }))
            .await?;
    }
    for n in 0..PRODUCTS {
        let mut body = json!({ "name": format!("product {n}"), "price": 700 });
        if n % 2 == 0 {
            body["id"] = format!("p{n}").into();
            body["stock"] = 500.into();
        } else {
            body["bookId"] = format!("t{n}").into();
        }
        make("/products", body).await?;
    }
    for n in 0..TEACHERS {
        make("/teachers", json!({ "id": format!("teacher{n}"), "name": format!("teacher {n}") })).await?;
    }
    Ok(())
}

fn number(document: &Value, name: &str) -> i64 {
    document[name].as_i64().unwrap_or(0)
}

fn is(document: &Value, states: &[&str]) -> bool {
    document["status"].as_str().is_some_and(|status| states.contains(&status))
}

/// Everything there is, after the sagas have come to rest.
struct World {
    stocks: Vec<Value>,
    borrows: Vec<Value>,
    reservations: Vec<Value>,
    rentals: Vec<Value>,
    orders: Vec<Value>,
    products: Vec<Value>,
    payments: Vec<Value>,
    points: Vec<Value>,
    consultings: Vec<Value>,
}

impl World {
    async fn look(place: &Place) -> Result<Self, Failure> {
        Ok(Self {
            stocks: place.all("/stocks").await?,
            borrows: place.all("/borrows").await?,
            reservations: place.all("/reservations").await?,
            rentals: place.all("/rentals").await?,
            orders: place.all("/orders").await?,
            products: place.all("/products").await?,
            payments: place.all("/payments").await?,
            points: place.all("/points").await?,
            consultings: place.all("/consultings").await?,
        })
    }

    /// What still moves.
    fn unsettled(&self) -> usize {
        let moving = |all: &[Value], states: &[&str]| all.iter().filter(|one| is(one, states)).count();
        moving(&self.borrows, &["requested"])
            + moving(&self.reservations, &["requested"])
            + moving(&self.rentals, &["requested", "onHold"])
            + moving(&self.payments, &["requested", "unknown"])
            + moving(&self.consultings, &["requested"])
    }
}

/// Waits until nothing moves, and checks every equation.
pub(super) async fn settle_and_check(place: &Place, log: &Log) -> Result<String, Failure> {
    let mut world = World::look(place).await?;
    for _ in 0..120 {
        if world.unsettled() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        world = World::look(place).await?;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    world = World::look(place).await?;
    let mut wrong = vec![];
    if world.unsettled() > 0 {
        wrong.push(format!("{} things have not come to rest", world.unsettled()));
    }
    wrong.extend(log.strange.iter().take(10).map(|answer| format!("strange answer: {answer}")));
    copies(&world, &mut wrong);
    money(place, &world, log, &mut wrong).await?;
    let looked = acknowledged(place, log, &mut wrong).await?;
    notices(place, &world, &mut wrong).await?;
    for context in [
        "catalogue",
        "lending",
        "reservation",
        "notification",
        "payment",
        "rental",
        "delivery",
        "shop",
        "teaching",
        "consulting",
        "mypage",
    ] {
        let parked = place.ask("GET", &format!("/parked/{context}"), None).await?;
        let waiting = parked.body["items"].as_array().map_or(0, Vec::len);
        if parked.status != 200 || waiting > 0 {
            wrong.push(format!("{context}: {} {waiting} commands wait in the parking lot", parked.status));
        }
    }
    if !wrong.is_empty() {
        return Err(format!("it does not add up:\n- {}", wrong.join("\n- ")));
    }
    Ok(format!(
        "all {looked} things that were acknowledged are there; copies of {} titles, points of {} members, {} payments, {} reservations, {} rentals, {} orders and {} consultations add up",
        world.stocks.len(),
        world.points.len(),
        world.payments.len(),
        world.reservations.len(),
        world.rentals.len(),
        world.orders.len(),
        world.consultings.len()
    ))
}

/// I1: acquired − sold = on the shelf + promised + out, and each of these is what somebody holds.
fn copies(world: &World, wrong: &mut Vec<String>) {
    let mut promised = BTreeMap::<String, i64>::new();
    let mut out = BTreeMap::<String, i64>::new();
    let mut sold = BTreeMap::<String, i64>::new();
    let text = |document: &Value, name: &str| document[name].as_str().unwrap_or_default().to_owned();
    for borrow in world.borrows.iter().filter(|borrow| is(borrow, &["borrowed"])) {
        *out.entry(text(borrow, "bookId")).or_default() += number(borrow, "qty") - number(borrow, "returnedQty");
    }
    for reservation in world.reservations.iter().filter(|one| is(one, &["succeeded"])) {
        *promised.entry(text(reservation, "bookid")).or_default() += 1;
    }
    for rental in &world.rentals {
        let held = match rental["status"].as_str() {
            Some("accepted") => &mut promised,
            Some("delivering" | "delivered" | "delayed") => &mut out,
            _ => continue,
        };
        *held.entry(text(rental, "bookId")).or_default() += number(rental, "qty");
    }
    let pool: BTreeMap<String, String> = world
        .products
        .iter()
        .filter_map(|product| Some((product["id"].as_str()?.to_owned(), product["bookId"].as_str()?.to_owned())))
        .collect();
    for order in &world.orders {
        let held = match order["status"].as_str() {
            Some("waitingForPayment") => &mut promised,
            Some("completed") => &mut sold,
            _ => continue,
        };
        for line in order["lines"].as_array().into_iter().flatten() {
            if let Some(title) = pool.get(&text(line, "productId")) {
                *held.entry(title.clone()).or_default() += number(line, "qty");
            }
        }
    }
    for stock in &world.stocks {
        let title = text(stock, "id");
        let parts = ["qty", "promised", "out", "sold"].map(|name| number(stock, name));
        if parts.iter().sum::<i64>() != number(stock, "acquired") || parts.iter().any(|part| *part < 0) {
            wrong.push(format!("copies of {title}: {stock}"));
        }
        let held = [&promised, &out, &sold].map(|held| held.get(&title).copied().unwrap_or(0));
        if held != [parts[1], parts[2], parts[3]] {
            wrong.push(format!("{title} is promised, out, sold {held:?} times, and its stock says {stock}"));
        }
    }
}

/// I4: the ledger sums to zero, what was paid in is there, and what is held is held by somebody.
async fn money(place: &Place, world: &World, log: &Log, wrong: &mut Vec<String>) -> Result<(), Failure> {
    let ledger = place.ask("GET", "/ledgers/KRW", None).await?.body;
    let balances =
        |side: &str| ledger[side].as_object().into_iter().flat_map(|all| all.values()).filter_map(Value::as_i64);
    let sum: i64 = balances("house").chain(balances("members")).sum();
    if ledger["house"].is_null() || sum != 0 {
        wrong.push(format!("the ledger sums to {sum}: {ledger}"));
    }
    if ledger["house"]["house:cash"].as_i64() != Some(-log.paid_in) {
        wrong.push(format!("{} points were paid in, and the ledger says {ledger}", log.paid_in));
    }
    let of_points = |name: &str| world.points.iter().map(|one| number(one, name)).sum::<i64>();
    if world.points.iter().any(|one| number(one, "point") < 0 || number(one, "held") < 0) {
        wrong.push("somebody has less than nothing".to_owned());
    }
    let held: i64 = world.payments.iter().filter(|one| is(one, &["held"])).map(|one| number(one, "amount")).sum();
    if held != of_points("held") {
        wrong.push(format!("payments hold {held}, members' accounts {}", of_points("held")));
    }
    for (kind, states) in [
        ("rentalId", &["accepted", "delivering", "delivered", "delayed", "returned"][..]),
        ("orderId", &["completed"][..]),
    ] {
        let things = if kind == "rentalId" { &world.rentals } else { &world.orders };
        let paid = world.payments.iter().filter(|one| one[kind].is_string() && is(one, &["completed"])).count();
        let due = things.iter().filter(|one| is(one, states)).count();
        if paid != due {
            wrong.push(format!("{due} things with {kind} are to be paid, and {paid} are"));
        }
    }
    Ok(())
}

/// I8: whatever was acknowledged is there.
async fn acknowledged(place: &Place, log: &Log, wrong: &mut Vec<String>) -> Result<usize, Failure> {
    let mut wire = place.wire().await?;
    let mut lost = 0;
    let made: Vec<&String> =
        log.made.iter().filter(|path| !path.starts_with('/') || path.matches('/').count() == 2).collect();
    for path in &made {
        let told = super::place::ask(&mut wire, place.head("GET", path, None, None), None).await?;
        if told.status != 200 {
            lost += 1;
            if lost <= 5 {
                wrong.push(format!("{path} was acknowledged, and is {} now", told.status));
            }
        }
    }
    if lost > 5 {
        wrong.push(format!("{lost} things that were acknowledged are lost"));
    }
    Ok(made.len())
}

/// Decision 10: one notice for each success and each cancellation after it, and none for a failure.
async fn notices(place: &Place, world: &World, wrong: &mut Vec<String>) -> Result<(), Failure> {
    let told = place.all("/notifications?kind=reservation-succeeded").await?.len();
    let canceled = place.all("/notifications?kind=reservation-canceled").await?.len();
    let succeeded = world.reservations.iter().filter(|one| is(one, &["succeeded"])).count();
    let undone = world.reservations.iter().filter(|one| is(one, &["canceled"])).count();
    if canceled != undone || told < succeeded || told > succeeded + undone {
        wrong.push(format!(
            "{succeeded} reservations stand and {undone} were canceled; {told} and {canceled} notices tell of it"
        ));
    }
    let mut seen = std::collections::BTreeSet::new();
    for notice in place.all("/notifications").await? {
        let about = format!("{} {} {} {}", notice["kind"], notice["userId"], notice["channel"], notice["about"]);
        if !seen.insert(about.clone()) {
            wrong.push(format!("told twice: {about}"));
        }
    }
    Ok(())
}
