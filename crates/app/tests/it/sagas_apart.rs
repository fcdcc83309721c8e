//! The stories of isolation, literally: a part is away, the others go on, and everything settles when it is back.

use crate::support::{Library, Topology, becomes, fresh};
use serde_json::{Value, json};

/// The process of what is away, and the one of the others.
const AWAY: usize = 0;
const OTHERS: usize = 1;

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
}

/// 001: with notification stopped, reserve → it succeeds, no notice; start notification → the notice comes, once.
#[test]
fn req_001_isolation_notification_stopped_the_notice_comes_later_once() {
    let mut library = Library::start(Topology::Apart(&["notification"]));
    let (book, user) = (library.book(5), fresh("user"));
    library.process_mut(AWAY).kill();
    let door = library.process(OTHERS).doors[0];
    let ask = door.post("/reservations", json!({"userid": user, "bookid": book})).wait();
    assert_eq!(ask.send().is(201)["status"], "succeeded");
    door.get(&format!("/notifications?userId={user}")).send().refused(503, "context-away");
    for _ in 0..2 {
        library.restart(AWAY);
        becomes(1, || library.told(&user, "reservation-succeeded"));
        library.process_mut(AWAY).kill();
    }
    library.restart(AWAY);
    assert_eq!(library.all(&format!("/notifications?userId={user}")).len(), 1);
}

#[test]
fn req_001_i1_reservations_are_taken_while_stock_keeping_is_down() {
    let mut library = Library::start(Topology::Two);
    let (book, empty) = (library.book(1), library.book(0));
    library.process_mut(AWAY).kill();
    let door = library.process(OTHERS).doors[0];
    let reserve = |book: &str| {
        let taken = door.post("/reservations", json!({"userid": "user", "bookid": book})).send().is(201);
        assert_eq!(taken["status"], "requested");
        id(&taken)
    };
    let (first, second) = (reserve(&book), reserve(&empty));
    assert_eq!(door.ask("DELETE", &format!("/reservations/{first}")).send().is(200)["status"], "canceled");
    let third = reserve(&book);
    library.restart(AWAY);
    let status = |one: &str| door.get(&format!("/reservations/{one}")).send().is(200)["status"].clone();
    becomes([json!("canceled"), json!("failed"), json!("succeeded")], || {
        [status(&first), status(&second), status(&third)]
    });
    becomes([0, 1, 0, 1], || library.counts(&book));
}

#[test]
fn req_002_i1_rentals_are_accepted_while_delivery_is_down() {
    let mut library = Library::start(Topology::Apart(&["delivery"]));
    let (book, user) = (library.priced(2), fresh("renter"));
    library.top_up(&user, 2000);
    library.process_mut(AWAY).kill();
    let door = library.process(OTHERS).doors[0];
    let rent = || door.post("/rentals", json!({"customerId": user, "bookId": book})).wait().send().is(201);
    let (kept, canceled) = (rent(), rent());
    assert_eq!((&kept["status"], &canceled["status"]), (&json!("accepted"), &json!("accepted")));
    let path = format!("/rentals/{}", id(&canceled));
    assert_eq!(door.ask("DELETE", &path).send().is(200)["status"], "canceled");
    becomes((1000, 0), || {
        let points = door.get(&format!("/points/{user}")).send().is(200);
        (points["point"].as_i64().unwrap(), points["held"].as_i64().unwrap())
    });
    library.restart(AWAY);
    becomes(json!("created"), || library.get(&format!("/deliveries/{}", id(&kept))).send().json()["status"].clone());
    becomes(json!("stopped"), || {
        library.get(&format!("/deliveries/{}", id(&canceled))).send().json()["status"].clone()
    });
    becomes(true, || library.get(&format!("/rentals/{}", id(&kept))).send().is(200)["deliveryId"].is_string());
}

#[test]
fn req_002_i3_a_cancellation_goes_through_while_stock_keeping_is_down() {
    let mut library = Library::start(Topology::Two);
    let (book, user) = (library.priced(1), fresh("renter"));
    library.top_up(&user, 1000);
    let rental = id(&library.rent(&user, &book));
    library.process_mut(AWAY).kill();
    let door = library.process(OTHERS).doors[0];
    let path = format!("/rentals/{rental}");
    assert_eq!(door.ask("PATCH", &path).json(&json!({"status": "canceled"})).send().is(200)["status"], "canceled");
    becomes(json!(1000), || door.get(&format!("/points/{user}")).send().is(200)["point"].clone());
    library.restart(AWAY);
    becomes([1, 0, 0, 1], || library.counts(&book));
}

#[test]
fn payment_away_a_rental_stays_requested_and_settles_later() {
    let mut library = Library::start(Topology::Apart(&["payment"]));
    let (book, user) = (library.priced(1), fresh("renter"));
    library.top_up(&user, 1000);
    library.process_mut(AWAY).kill();
    let door = library.process(OTHERS).doors[0];
    let rental = id(&door.post("/rentals", json!({"customerId": user, "bookId": book})).send().is(201));
    becomes([0, 1, 0, 1], || {
        library.process(OTHERS).doors[0].get(&format!("/stocks/{book}")).send().is(200).pipe(counts)
    });
    assert_eq!(door.get(&format!("/rentals/{rental}")).send().is(200)["status"], "requested");
    library.restart(AWAY);
    becomes(json!("accepted"), || door.get(&format!("/rentals/{rental}")).send().is(200)["status"].clone());
    becomes((0, 0), || library.points(&user));
}

trait Pipe: Sized {
    fn pipe<T>(self, into: impl FnOnce(Self) -> T) -> T {
        into(self)
    }
}
impl Pipe for Value {}

fn counts(stock: Value) -> [u64; 4] {
    ["qty", "promised", "out", "acquired"].map(|name| stock[name].as_u64().unwrap())
}

#[test]
fn req_003_i1_i2_with_consulting_down_requests_are_taken_and_a_start_is_told_to_come_back() {
    let mut library = Library::start(Topology::Apart(&["consulting"]));
    let teacher = library.teacher();
    library.comes(&teacher);
    library.process_mut(AWAY).kill();
    let door = library.process(OTHERS).doors[0];
    let body = json!({"studentId": "lee", "teacherId": teacher});
    let request = id(&door.post("/requests", body).act_as("patron:lee").send().is(201));
    let start = door.post("/consultings", json!({"requestId": request})).act_as("patron:lee");
    let problem = start.clone().header("accept-language", "ko").send().refused(503, "context-away");
    assert!(problem["detail"].as_str().unwrap().contains("잠시 기다렸다가"), "{problem}");
    library.restart(AWAY);
    library.comes(&teacher);
    becomes(201, || start.clone().wait().send().status);
    becomes(json!("started"), || {
        door.get(&format!("/requests/{request}")).act_as("patron:lee").send().is(200)["status"].clone()
    });
}

/// 003-T1: without an answer of teaching there is no consultation; who asks is led to try again shortly.
#[test]
fn req_003_i2_with_teaching_down_a_start_is_told_to_come_back() {
    let mut library = Library::start(Topology::Apart(&["teaching"]));
    let teacher = library.teacher();
    library.comes(&teacher);
    let request = library.request_of("lee", &teacher);
    library.process_mut(AWAY).kill();
    let door = library.process(OTHERS).doors[0];
    let start = door.post("/consultings", json!({"requestId": request})).act_as("patron:lee");
    for _ in 0..6 {
        let answer = start.clone().send();
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert!(answer.header("retry-after").is_some());
    }
    library.restart(AWAY);
    library.comes(&teacher);
    becomes(201, || start.clone().send().status);
}
