//! Money between contexts: fees are charged by lending, owed and paid in payment, and paid for lending again.

use crate::town::Town;
use kernel::{Call, Outcome, RefusalKind, Role};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{cell::RefCell, rc::Rc};

const DESK: (Role, &str) = (Role::Librarian, "desk");
const KIM: (Role, &str) = (Role::Patron, "kim");
const NOBODY: (Role, &str) = (Role::Patron, "anybody");
const TODAY: &str = "2021-09-13";
const CARD: &str = "4242424242424242";

/// Kim has returned a book late, once or more often: 500 won each time. Nobody has heard of it yet.
fn late(times: usize) -> Town {
    let mut town = Town::open();
    town.ask(DESK, ("POST", "/books"), json!({"id": 5, "title": "어린 왕자", "stock": 9}), TODAY).unwrap();
    for _ in 0..times {
        town.ask(KIM, ("POST", "/borrows"), json!({"bookId": 5}), TODAY).unwrap();
        town.settle();
        town.ask(KIM, ("POST", "/returns"), json!({"bookId": 5}), "2021-10-04").unwrap();
    }
    town
}

fn ask(town: &mut Town, path: &str, body: Value) -> Result<Value, kernel::Refused> {
    town.ask(KIM, ("POST", path), body, TODAY)
}

fn points(town: &Town) -> Value {
    town.get("points", "kim", TODAY).unwrap()
}

/// Status of every fee, as lending and as my page say.
fn fees(town: &Town) -> (Vec<String>, Vec<String>) {
    let status = |view| town.all(view, TODAY).iter().map(|fee| fee["status"].as_str().unwrap().to_owned()).collect();
    (status("fees"), status("my_fees"))
}

/// A provider that answers so, and what it was asked.
fn provider(town: &mut Town, answer: impl Fn(&Call) -> Outcome + 'static) -> Rc<RefCell<Vec<Call>>> {
    let calls = Rc::new(RefCell::new(vec![]));
    let asked = calls.clone();
    town.outside = Some(Box::new(move |call| {
        asked.borrow_mut().push(call.clone());
        answer(call)
    }));
    calls
}

fn done(call: &Call) -> Outcome {
    Outcome::Done(json!({"status": "DONE", "totalAmount": call.ask["amount"], "orderId": call.ask["orderId"]}))
}

#[test]
fn a_late_fee_is_owed_and_paid_with_points() {
    let mut town = late(2);
    town.settle();
    ask(&mut town, "/point", json!({"customerId": "kim", "point": "1000"})).unwrap();
    assert_eq!(points(&town)["owed"], json!(1000));
    let payment = ask(&mut town, "/payments", json!({"feeOf": "kim", "method": "point"})).unwrap();
    assert_eq!(
        (&payment["status"], &payment["amount"], &payment["feeOf"]),
        (&json!("completed"), &json!(1000), &json!("kim"))
    );
    town.settle();
    let paid = vec!["paid".to_owned(); 2];
    assert_eq!(fees(&town), (paid.clone(), paid));
    assert_eq!(town.all("fees", TODAY)[0]["paidBy"], payment["id"]);
    assert_eq!(points(&town), json!({"id": "kim", "customerId": "kim", "point": 0, "held": 0, "owed": 0}));
    // What was charged so far stays what it was.
    assert_eq!(town.get("user_infos", "kim", TODAY).unwrap()["expireFee"], json!(1000));
    assert_eq!(town.get("ledgers", "KRW", TODAY).unwrap()["sum"], json!(0));
}

#[test]
fn t4_two_parallel_payments_of_one_fee_one_succeeds() {
    let mut town = late(1);
    town.settle();
    ask(&mut town, "/points", json!({"point": 5000})).unwrap();
    let fee = town.all("fees", TODAY)[0]["id"].clone();
    ask(&mut town, "/payments", json!({"feeId": fee, "method": "card", "cardNo": CARD})).unwrap();
    for method in ["point", "card"] {
        let refused = ask(&mut town, "/payments", json!({"feeId": fee, "method": method, "cardNo": CARD})).unwrap_err();
        assert_eq!((refused.kind, refused.code.as_str()), (RefusalKind::Rule, "fee-in-payment"));
    }
    provider(&mut town, done);
    town.settle();
    assert_eq!(fees(&town).0, ["paid"]);
    assert_eq!(ask(&mut town, "/payments", json!({"userId": "kim"})).unwrap_err().code, "nothing-owed");
    assert_eq!(points(&town)["point"], json!(5000));
}

#[test]
fn decision_12_a_card_number_is_in_no_fact_and_in_no_document() {
    let mut town = late(1);
    let calls = provider(&mut town, done);
    town.settle();
    let payment = ask(&mut town, "/paymentLists", json!({"cardNo": CARD})).unwrap();
    assert_eq!((&payment["method"], &payment["cardLast4"]), (&json!("card"), &json!("4242")));
    town.settle();
    assert!(!town.log.iter().any(|(_, data, _)| data.contains("42424242")));
    let asked: Vec<_> = calls.borrow().iter().filter(|call| call.service == "cards").cloned().collect();
    assert_eq!((asked.len(), asked[0].action), (1, "confirm"));
    assert_eq!(asked[0].ask["orderId"], payment["id"]);
    assert!(asked[0].key.len() <= 300);
}

#[test]
fn r9_the_same_top_up_twice_is_answered_the_same() {
    let mut town = Town::open();
    let once = ask(&mut town, "/points", json!({"id": "t1", "customerId": "kim", "point": 10_000})).unwrap();
    let twice = ask(&mut town, "/points", json!({"id": "t1", "amount": "10000"})).unwrap();
    assert_eq!((&once, &once["point"]), (&twice, &json!(10_000)));
    let other = ask(&mut town, "/points", json!({"id": "t1", "point": 1})).unwrap_err();
    assert_eq!((other.kind, other.code.as_str()), (RefusalKind::Rule, "other-transfer"));
    assert_eq!(ask(&mut town, "/points", json!({"point": 0})).unwrap_err().code, "out-of-range");
    assert_eq!(ask(&mut town, "/points", json!({"point": 5, "userid": "lee"})).unwrap_err().code, "not-yours");
}

#[test]
fn r5_a_callback_nobody_knows_is_not_acknowledged_and_a_known_one_is_asked_about() {
    let mut town = late(1);
    town.settle();
    let callback = |town: &mut Town, payment: &Value| {
        let data = json!({"orderId": payment, "status": "CANCELED", "totalAmount": 0, "card": {"number": "4242"}});
        let body = json!({"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2021-09-13T00:00:00", "data": data});
        town.ask(NOBODY, ("POST", "/payments/callbacks"), body, TODAY)
    };
    assert_eq!(callback(&mut town, &json!("p1")).unwrap_err().kind, RefusalKind::Absent);
    assert_eq!(callback(&mut town, &json!({"no": "id"})).unwrap_err().kind, RefusalKind::Absent);
    let payment = ask(&mut town, "/payments", json!({"cardNo": CARD})).unwrap()["id"].clone();
    let status = |town: &Town| town.all("payments", TODAY)[0]["status"].clone();
    provider(&mut town, |_| Outcome::Unknown("time-out".into()));
    town.settle();
    assert_eq!(status(&town), json!("unknown"));
    let calls = provider(&mut town, done);
    assert_eq!(callback(&mut town, &payment).unwrap(), Value::Null);
    town.settle();
    assert_eq!((status(&town), calls.borrow()[0].action), (json!("completed"), "query"));
    for _ in 0..3 {
        callback(&mut town, &payment).unwrap();
        town.settle();
    }
    assert_eq!((status(&town), calls.borrow().len()), (json!("completed"), 1));
}

#[test]
fn what_cannot_be_paid_here_says_why() {
    let mut town = Town::open();
    assert_eq!(ask(&mut town, "/payments", json!({"rentalId": "r1"})).unwrap_err().code, "pays-itself");
    assert_eq!(ask(&mut town, "/payments", json!({"method": "card"})).unwrap_err().code, "missing-field");
    assert_eq!(ask(&mut town, "/payments", json!({"feeOf": "lee"})).unwrap_err().code, "not-yours");
    assert_eq!(ask(&mut town, "/payments", json!({"paymentKey": "../cancel"})).unwrap_err().code, "bad-payment-key");
    let number = ask(&mut town, "/payments", json!({"paymentKey": CARD})).unwrap_err();
    assert_eq!((number.code.as_str(), number.field.as_deref()), ("bad-payment-key", Some("paymentKey")));
    let asked = ask(&mut town, "/payments", json!({"orderId": "o1", "paymentKey": "toss_1-x"})).unwrap();
    assert_eq!(
        (&asked["status"], &asked["orderId"], &asked["method"]),
        (&json!("requested"), &json!("o1"), &json!("card"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// T12: whoever hears what, when, and how often: in the end the fees are paid once, and the books are even.
    #[test]
    fn t12_fees_are_paid_once_in_any_order_of_messages(
        steps in prop::collection::vec((0usize..8, any::<bool>(), 1usize..5), 0..80),
    ) {
        let mut town = late(3);
        provider(&mut town, done);
        ask(&mut town, "/points", json!({"id": "t", "point": 700})).unwrap();
        for (policy, again, facts) in steps {
            let policy = policy % town.policies();
            if again { town.redeliver(policy, facts) } else { town.step(policy); }
            // Whatever is known to be owed is paid: by card, since the points are too few for more than one.
            ask(&mut town, "/payments", json!({"cardNo": CARD})).ok();
            ask(&mut town, "/payments", json!({"method": "point"})).ok();
        }
        town.settle();
        ask(&mut town, "/payments", json!({"cardNo": CARD})).ok();
        town.settle();
        prop_assert_eq!(fees(&town), (vec!["paid".to_owned(); 3], vec!["paid".to_owned(); 3]));
        let paid = town.log.iter().filter(|(name, ..)| name == "fee.paid").count();
        let ledger = town.get("ledgers", "KRW", TODAY).unwrap();
        prop_assert_eq!((paid, &ledger["sum"], &ledger["house"]["house:fees"]), (3, &json!(0), &json!(1500)));
        prop_assert_eq!((&ledger["members"]["owed"], &ledger["members"]["held"]), (&json!(0), &json!(0)));
        let again = town.rebuilt();
        for view in ["payments", "points", "ledgers", "fees", "my_fees"] {
            prop_assert_eq!(town.all(view, TODAY), again.all(view, TODAY));
        }
    }
}
