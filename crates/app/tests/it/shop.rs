//! System 004: products, orders, carts, payment, cancellation.

use crate::support::{Library, at_once, becomes, everywhere, fresh};
use serde_json::{Value, json};

everywhere![
    req_004_f1_f2_an_order_waits_in_the_cart_for_its_payment,
    req_004_f3_f4_paid_it_is_complete,
    req_004_f5_f6_cancelled_the_money_goes_back,
    req_004_f7_products_orders_and_carts_are_shown,
    decision_12_the_card_number_is_nowhere,
    decision_8_a_declined_card_leaves_the_order_waiting,
    r1_two_lines_that_are_too_many_together_are_refused_whole,
    r8_refused_it_says_which_line,
    r3_of_many_racers_for_the_last_piece_one_wins,
    sold_from_the_pool_the_copy_is_sold,
    an_unknown_product_is_refused_by_its_saga,
    what_is_over_is_not_paid_or_canceled,
    t3_sent_twice_under_one_key_it_is_one_under_any_of_its_names,
];

impl Library {
    /// A product of 1500 won with pieces of its own; its name is its id.
    #[track_caller]
    pub(crate) fn product(&self, stock: u32) -> String {
        let id = fresh("product");
        self.post("/products", json!({"id": id, "name": id, "price": 1500, "stock": stock})).send().is(201);
        id
    }

    #[track_caller]
    pub(crate) fn order(&self, user: &str, product: &str, qty: u32) -> Value {
        self.post("/orders", json!({"customerId": user, "name": product, "qty": qty})).send().is(201)
    }

    #[track_caller]
    fn order_status(&self, order: &str) -> Value {
        self.get(&format!("/orders/{order}")).send().is(200)["status"].clone()
    }

    /// Pays, and waits until it is known how it went.
    #[track_caller]
    pub(crate) fn pay(&self, order: &str, how: Value) -> Value {
        self.post(&format!("/orders/{order}/payment"), how).wait().send().is(201)
    }

    #[track_caller]
    fn pieces(&self, product: &str) -> u64 {
        self.get(&format!("/products/{product}")).send().is(200)["stock"].as_u64().unwrap()
    }
}

const CARD: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";

fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or_else(|| panic!("{document}")).to_owned()
}

fn cart(library: &Library, user: &str) -> Vec<Value> {
    library.all(&format!("/carts?customerId={user}"))
}

fn req_004_f1_f2_an_order_waits_in_the_cart_for_its_payment(library: &Library) {
    let (product, user) = (library.product(5), fresh("buyer"));
    let order = library.order(&user, &product, 2);
    assert_eq!(
        (&order["status"], &order["price"], &order["qty"]),
        (&json!("waitingForPayment"), &json!(1500), &json!(2))
    );
    becomes(3, || library.pieces(&product));
    becomes(1, || cart(library, &user).len());
    let line = &cart(library, &user)[0];
    assert_eq!((&line["orderId"], &line["name"]), (&order["id"], &json!(product)), "{line}");
}

fn req_004_f3_f4_paid_it_is_complete(library: &Library) {
    let user = fresh("buyer");
    library.top_up(&user, 3000);
    for how in [json!({"method": "point"}), json!({"method": "card", "cardNo": CARD})] {
        let product = library.product(5);
        let order = id(&library.order(&user, &product, 2));
        let payment = library.pay(&order, how);
        becomes(json!("completed"), || library.order_status(&order));
        assert_eq!(payment["amount"], 3000, "{payment}");
        let shown = library.get(&format!("/payments/{}", id(&payment)));
        becomes(json!("completed"), || shown.clone().send().is(200)["status"].clone());
        becomes(0, || cart(library, &user).len());
        becomes(1, || library.told(&user, "order-completed").min(1));
        assert_eq!(library.pieces(&product), 3);
    }
    assert_eq!(library.points(&user), (0, 0));
}

fn req_004_f5_f6_cancelled_the_money_goes_back(library: &Library) {
    let user = fresh("buyer");
    library.top_up(&user, 1500);
    for how in [None, Some(json!({"method": "point"})), Some(json!({"method": "card", "cardNo": CARD}))] {
        let product = library.product(1);
        let order = id(&library.order(&user, &product, 1));
        becomes(0, || library.pieces(&product));
        let mut payment = None;
        if let Some(how) = &how {
            payment = Some(id(&library.pay(&order, how.clone())));
            becomes(json!("completed"), || library.order_status(&order));
        }
        let path = format!("/orders/{order}");
        let canceled = match &how {
            None => library.delete(&path).send().is(200),
            Some(_) => library.patch(&path, json!({"status": "canceled"})).send().is(200),
        };
        assert_eq!(canceled["status"], "canceled");
        becomes(1, || library.pieces(&product));
        becomes((1500, 0), || library.points(&user));
        if let Some(payment) = payment {
            let shown = library.get(&format!("/payments/{payment}"));
            becomes(json!("canceled"), || shown.clone().send().is(200)["status"].clone());
            let of_order = |all: Vec<Value>| all.into_iter().find(|one| one["orderId"] == json!(order));
            becomes(json!(1500), || of_order(library.all("/cancellations")).unwrap_or_default()["refund"].clone());
        }
    }
}

fn req_004_f7_products_orders_and_carts_are_shown(library: &Library) {
    let (product, user) = (library.product(5), fresh("buyer"));
    let order = id(&library.order(&user, &product, 1));
    assert!(library.all("/products").iter().any(|one| one["name"] == json!(product)));
    assert!(library.gateway().get("/products").send().status == 200, "anybody may look");
    assert_eq!(library.all(&format!("/orders?customerId={user}")).len(), 1);
    library.get(&format!("/orders/{order}")).act_as("patron:somebody").send().refused(404, "not-found");
}

fn decision_12_the_card_number_is_nowhere(library: &Library) {
    let (product, user) = (library.product(5), fresh("card"));
    let body = json!({"customerId": user, "name": product, "status": "put myCart", "cardNo": CARD});
    let order = library.post("/orders", body).send().is(201);
    assert_eq!(order["cardLast4"], "4242", "{order}");
    library.pay(&id(&order), json!({}));
    becomes(json!("completed"), || library.order_status(&id(&order)));
    for n in 0..library.processes().count() {
        for entry in walk(&library.data(n)) {
            let bytes = std::fs::read(&entry).unwrap_or_default();
            assert!(!bytes.windows(CARD.len()).any(|part| part == CARD.as_bytes()), "{}", entry.display());
        }
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

fn decision_8_a_declined_card_leaves_the_order_waiting(library: &Library) {
    let (product, user) = (library.product(1), fresh("buyer"));
    let order = id(&library.order(&user, &product, 1));
    let payment = library.pay(&order, json!({"method": "card", "cardNo": DECLINED}));
    assert_eq!(payment["status"], "declined", "{payment}");
    assert_eq!(library.order_status(&order), "waitingForPayment");
    becomes(0, || library.pieces(&product));
    library.pay(&order, json!({"method": "card", "cardNo": CARD}));
    becomes(json!("completed"), || library.order_status(&order));
}

fn r1_two_lines_that_are_too_many_together_are_refused_whole(library: &Library) {
    let (product, other, user) = (library.product(3), library.product(3), fresh("buyer"));
    let lines = json!([{"name": product, "qty": 2}, {"name": other, "qty": 1}, {"name": product, "qty": 2}]);
    let order = library.post("/orders", json!({"customerId": user, "lines": lines})).wait().send().is(201);
    becomes(json!("refused"), || library.order_status(&id(&order)));
    becomes((3, 3), || (library.pieces(&product), library.pieces(&other)));
}

fn r8_refused_it_says_which_line(library: &Library) {
    let (there, gone, user) = (library.product(3), library.product(0), fresh("buyer"));
    let lines = json!([{"name": there}, {"name": gone}]);
    let order = id(&library.post("/orders", json!({"customerId": user, "lines": lines})).send().is(201));
    becomes(json!("refused"), || library.order_status(&order));
    let order = library.get(&format!("/orders/{order}")).send().is(200);
    assert_eq!(order["reason"], "out-of-stock", "{order}");
    assert!(order["explanation"]["en"].as_str().unwrap().contains(&gone), "{order}");
}

fn r3_of_many_racers_for_the_last_piece_one_wins(library: &Library) {
    let product = library.product(1);
    let orders = at_once(16, |n| id(&library.order(&format!("racer-{n}"), &product, 1)));
    becomes(15, || orders.iter().filter(|order| library.order_status(order) == "refused").count());
    let left = orders.iter().find(|order| library.order_status(order) == "waitingForPayment").unwrap();
    assert_eq!(library.pay(left, json!({"method": "card", "cardNo": CARD}))["amount"], 1500);
    becomes(json!("completed"), || library.order_status(left));
    for order in orders.iter().filter(|order| *order != left) {
        assert_eq!(library.post(&format!("/orders/{order}/payment"), json!({"method": "point"})).send().status, 409);
    }
}

fn sold_from_the_pool_the_copy_is_sold(library: &Library) {
    let (book, user) = (library.book(2), fresh("buyer"));
    let product = fresh("pooled");
    library.post("/products", json!({"name": product, "price": 100, "bookId": book})).send().is(201);
    let order = id(&library.order(&user, &product, 1));
    becomes([1, 1, 0, 2], || library.counts(&book));
    library.pay(&order, json!({"method": "card", "cardNo": CARD}));
    becomes(json!(1), || library.stock(&book)["sold"].clone());
    assert_eq!(library.counts(&book), [1, 0, 0, 2]);
    library.delete(&format!("/orders/{order}")).send().is(200);
    becomes([2, 0, 0, 2], || library.counts(&book));
}

fn an_unknown_product_is_refused_by_its_saga(library: &Library) {
    let order = library.post("/orders", json!({"item": "no such thing"})).wait().send().is(201);
    becomes(json!("refused"), || library.order_status(&id(&order)));
    assert_eq!(library.get(&format!("/orders/{}", id(&order))).send().is(200)["reason"], "unknown-product");
}

fn what_is_over_is_not_paid_or_canceled(library: &Library) {
    let (product, user) = (library.product(2), fresh("buyer"));
    let order = id(&library.order(&user, &product, 1));
    library.delete(&format!("/orders/{order}")).send().is(200);
    let pay =
        || library.post(&format!("/orders/{order}/payment"), json!({"method": "card", "cardNo": CARD})).send().status;
    assert_eq!((pay(), library.delete(&format!("/orders/{order}")).send().status), (409, 409));
    becomes(2, || library.pieces(&product));
}

fn t3_sent_twice_under_one_key_it_is_one_under_any_of_its_names(library: &Library) {
    let (product, user) = (library.product(2), fresh("twice"));
    let order = id(&library.order(&user, &product, 1));
    let pay = || {
        let body = json!({"method": "card", "cardNo": CARD});
        library.post(&format!("/orders/{order}/payment"), body).header("idempotency-key", "pay-once").send()
    };
    let (first, again) = (pay(), pay());
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!((first.status, first.header("location")), (again.status, again.header("location")));
    library.get(first.header("location").unwrap()).send().is(200);
    let book = library.priced(3);
    let rent = |path: &str| {
        let body = json!({"customerId": user, "bookId": book});
        id(&library.post(path, body).header("idempotency-key", "rent-once").send().is(201))
    };
    assert_eq!(rent("/rent"), rent("/rentals"), "another name of the route is the same route");
}
