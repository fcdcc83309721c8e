//! The whole binary against providers as rude as the real ones: what is not known is a state, and is found out by asking.

use crate::support::{Library, Topology, becomes, fresh};
use effects::stand_ins::{AlimTalk, Mail, Rude, Toss};
use serde_json::{Value, json};
use std::future::Future;

/// Runs a stand-in beside the test, for as long as it is held.
struct Beside<T> {
    stand_in: T,
    _runtime: tokio::runtime::Runtime,
}

fn beside<T>(start: impl Future<Output = std::io::Result<T>>) -> Beside<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let stand_in = runtime.block_on(start).unwrap();
    Beside { stand_in, _runtime: runtime }
}

/// An order of 1500 won.
fn order(library: &Library, user: &str) -> (String, String) {
    let product = library.product(5);
    let order = library.order(user, &product, 1)["id"].as_str().unwrap().to_owned();
    (order, product)
}

fn pay_with(library: &Library, order: &str, key: &str) -> Value {
    let body = json!({"method": "card", "paymentKey": key});
    library.post(&format!("/orders/{order}/payment"), body).send().is(201)
}

fn payment_of(library: &Library, order: &str) -> Value {
    library.get(&format!("/orders/{order}/payment")).send().is(200)["status"].clone()
}

#[test]
fn r4_r6_a_charge_whose_outcome_is_lost_is_found_by_asking_and_made_once() {
    let toss = beside(Toss::start(Rude::default()));
    let library = Library::start_with(Topology::One, &["--cards", &toss.stand_in.flag()]);
    let user = fresh("card");
    for fault in ["drop-after-done-", "500-after-done-", "garbled-after-done-", "409-"] {
        let (order, _) = order(&library, &user);
        let key = fresh(fault);
        pay_with(&library, &order, &key);
        becomes(json!("unknown"), || payment_of(&library, &order));
        // The provider calls back, again and again, before and after; it is never believed, it is asked.
        for _ in 0..3 {
            let data = json!({"paymentKey": key, "orderId": format!("order-{order}-1"), "status": "DONE"});
            let called = library
                .gateway()
                .post("/payments/callbacks", json!({"eventType": "PAYMENT_STATUS_CHANGED", "data": data}));
            assert!(called.send().status < 300);
        }
        becomes(json!("completed"), || payment_of(&library, &order));
        let paid = toss.stand_in.payment(&key).unwrap();
        assert_eq!((paid.total, paid.balance), (1500, 1500), "{fault}");
        library.delete(&format!("/orders/{order}")).send().is(200);
        becomes(json!("canceled"), || payment_of(&library, &order));
        assert_eq!(toss.stand_in.payment(&key).unwrap().balance, 0, "the money went back, once");
    }
    assert_eq!(toss.stand_in.payments().len(), 4);
}

#[test]
fn i5_a_charge_that_turns_out_after_its_order_was_canceled_goes_back() {
    let toss = beside(Toss::start(Rude::default()));
    let library = Library::start_with(Topology::One, &["--cards", &toss.stand_in.flag()]);
    let (order, product) = order(&library, "late");
    let key = fresh("drop-after-done-");
    pay_with(&library, &order, &key);
    becomes(json!("unknown"), || payment_of(&library, &order));
    library.delete(&format!("/orders/{order}")).send().is(200);
    becomes(json!(5), || library.get(&format!("/products/{product}")).send().is(200)["stock"].clone());
    becomes(0, || toss.stand_in.payment(&key).map_or(1, |paid| paid.balance));
    becomes(json!("canceled"), || payment_of(&library, &order));
}

#[test]
fn a_provider_that_says_no_is_heard() {
    let toss = beside(Toss::start(Rude::default()));
    let library = Library::start_with(Topology::One, &["--cards", &toss.stand_in.flag()]);
    let (order, _) = order(&library, "declined");
    pay_with(&library, &order, &fresh("decline-"));
    becomes(json!("declined"), || payment_of(&library, &order));
    pay_with(&library, &order, &fresh("approve-"));
    becomes(json!("completed"), || payment_of(&library, &order));
}

#[test]
fn req_001_f10_notices_go_by_mail_and_messenger_to_who_wants_them() {
    let (mail, kakao) = (beside(Mail::start(Rude::default())), beside(AlimTalk::start(Rude::default())));
    let flags = ["--mail", &mail.stand_in.flag(""), "--kakao", &kakao.stand_in.flag()];
    let library = Library::start_with(Topology::One, &flags);
    let (book, user) = (library.book(3), fresh("told"));
    let wishes = json!({"channels": ["mail", "kakao"], "mail": "told@example.org", "phone": "01012345678"});
    library.put(&format!("/inboxes/{user}"), wishes).act_as(&format!("patron:{user}")).send().is(200);
    library.reserve(&user, &book);
    let sent = || {
        let mut all: Vec<(String, String)> = library
            .all(&format!("/notifications?userId={user}"))
            .iter()
            .map(|one| (one["channel"].as_str().unwrap().to_owned(), one["status"].as_str().unwrap().to_owned()))
            .collect();
        all.sort();
        all
    };
    let done = |channel: &str| (channel.to_owned(), "sent".to_owned());
    becomes(vec![done("inApp"), done("kakao"), done("mail")], sent);
    let why = library.all(&format!("/notices?userId={user}"));
    assert_eq!(why.len(), 1, "one notice, with the history of each channel: {why:?}");
}
