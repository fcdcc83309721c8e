//! The sections of the page that others tell us about: what they show, in whatever order two contexts are heard.

use super::super::{
    my_consultation::MyConsultation, my_notice::MyNotice, my_order::MyOrder, my_rental::MyRental,
    my_reservation::MyReservation,
};
use kernel::{Day, View, spec::told};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Debug;

pub(super) type Told = (&'static str, Value);

/// The one document these facts make, as it is shown.
#[track_caller]
pub(super) fn shown<V: View + Debug>(facts: &[Told]) -> Value {
    let (_, document) = told::<V>(facts).pop().unwrap();
    document.on(Day::default()).unwrap_or_else(|| serde_json::to_value(&document).unwrap())
}

/// What every fact of a thing says, and more.
pub(super) fn with(common: &Value, more: Value) -> Value {
    let mut data = common.clone();
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    data
}

#[test]
fn a_reservation_on_my_page_says_how_far_it_has_come() {
    let of = json!({"reservation": "r1", "member": "kim", "title": "5"});
    let requested = ("reservation.requested", of.clone());
    let begun = json!({"id": "r1", "userId": "kim", "bookId": "5", "status": "requested"});
    assert_eq!(shown::<MyReservation>(std::slice::from_ref(&requested)), begun);
    let succeeded = ("reservation.succeeded", with(&of, json!({"name": "책"})));
    let document = shown::<MyReservation>(&[requested.clone(), succeeded.clone()]);
    assert_eq!((&document["status"], &document["title"]), (&json!("succeeded"), &json!("책")));
    let canceled = ("reservation.canceled", with(&of, json!({"was": "succeeded"})));
    let document = shown::<MyReservation>(&[requested.clone(), succeeded, canceled]);
    assert_eq!((&document["status"], &document["title"]), (&json!("canceled"), &json!("책")));
    let failed = ("reservation.failed", with(&of, json!({"reason": "out-of-stock"})));
    let document = shown::<MyReservation>(&[requested, failed]);
    assert_eq!((&document["status"], &document["reason"]), (&json!("failed"), &json!("out-of-stock")));
}

fn rental() -> Vec<Told> {
    let of = json!({"rental": "n1", "member": "kim", "title": "5"});
    let asked = json!({"qty": 2, "payment": "rental-n1", "method": "point", "startDay": "2021-09-13",
        "returnDay": "2021-10-13"});
    let priced = json!({"payment": "rental-n1", "price": 1000, "amount": 2000, "method": "point"});
    let accepted = json!({"name": "책", "qty": 2, "price": 1000, "amount": 2000, "payment": "rental-n1",
        "returnDay": "2021-10-13"});
    vec![
        ("rental.heldBack", with(&of, json!({"qty": 2, "until": 5}))),
        ("rental.requested", with(&of, asked)),
        ("rental.priced", with(&of, priced)),
        ("rental.accepted", with(&of, accepted)),
        ("rental.dispatched", of.clone()),
        ("rental.delivered", with(&of, json!({"day": "2021-09-14"}))),
        ("rental.delayed", with(&of, json!({"name": "책", "returnDay": "2021-10-13"}))),
        ("rental.returned", with(&of, json!({"day": "2021-10-20"}))),
    ]
}

fn parcel() -> Vec<Told> {
    let of = json!({"parcel": "n1", "rental": "n1", "member": "kim"});
    let what = json!({"title": "5", "name": "책", "qty": 2});
    vec![
        ("parcel.created", with(&of, what.clone())),
        ("parcel.dispatched", of.clone()),
        ("parcel.delivered", with(&of, what)),
        ("parcel.recalled", of),
    ]
}

#[test]
fn req_002_p1_a_rental_on_my_page_has_its_delivery() {
    let upto = |rentals: usize, parcels: usize| {
        let facts: Vec<Told> = rental().into_iter().take(rentals).chain(parcel().into_iter().take(parcels)).collect();
        shown::<MyRental>(&facts)
    };
    let statuses = (1..=8).map(|n| upto(n, 0)["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let expected = ["onHold", "requested", "requested", "accepted", "delivering", "delivered", "delayed", "returned"];
    assert_eq!(statuses, expected);
    let accepted = json!({"id": "n1", "userId": "kim", "bookId": "5", "title": "책", "qty": 2, "status": "accepted",
        "price": 1000, "amount": 2000, "paymentId": "rental-n1", "returnDate": "2021-10-13",
        "delivery": {"id": "n1", "status": "created"}});
    assert_eq!(upto(4, 1), accepted);
    let carried = (1..=4).map(|n| upto(4, n)["delivery"]["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(carried, ["created", "inTransit", "delivered", "stopped"]);
    let of = json!({"rental": "n1", "member": "kim", "title": "5", "qty": 2, "payment": "p", "reason": "payment-declined"});
    for (name, status) in [("rental.refused", "refused"), ("rental.canceled", "canceled")] {
        let document = shown::<MyRental>(&[rental()[1].clone(), (name, of.clone())]);
        assert_eq!((&document["status"], &document["reason"]), (&json!(status), &json!("payment-declined")));
    }
}

#[test]
fn an_order_on_my_page_follows_what_is_paid_changed_and_canceled() {
    let of = json!({"order": "o1", "member": "kim"});
    let line = |line: u32, qty: u32| json!({"line": line, "product": "chicken", "name": "치킨", "qty": qty, "price": 9000});
    let book = json!({"line": 1, "title": "5", "name": "책", "qty": 1, "price": 1000});
    let placed = json!({"lines": [line(0, 1), book], "amount": 10000, "payBefore": 5});
    let placed = ("order.placed", with(&of, placed));
    let document = shown::<MyOrder>(std::slice::from_ref(&placed));
    assert_eq!((&document["status"], &document["amount"]), (&json!("waitingForPayment"), &json!(10000)));
    let first = json!({"line": 0, "productId": "chicken", "name": "치킨", "qty": 1, "price": 9000});
    assert_eq!((&document["lines"][0], &document["lines"][1]["bookId"]), (&first, &json!("5")));
    let changed = json!({"gone": line(0, 1), "line": line(2, 3), "amount": 28000});
    let changed = ("order.changed", with(&of, changed));
    let document = shown::<MyOrder>(&[placed.clone(), changed.clone(), changed.clone()]);
    assert_eq!((&document["lines"][0]["qty"], &document["amount"]), (&json!(3), &json!(28000)));
    assert_eq!(document["lines"].as_array().unwrap().len(), 2);
    let asked = ("order.paymentAsked", with(&of, json!({"payment": "p1", "method": "point", "amount": 28000})));
    let failed = ("order.paymentFailed", with(&of, json!({"payment": "p1", "reason": "too-few-points"})));
    let document = shown::<MyOrder>(&[placed.clone(), asked.clone(), failed.clone()]);
    let fields = ["status", "reason", "paymentId"].map(|name| document[name].clone());
    assert_eq!(fields, [json!("waitingForPayment"), json!("too-few-points"), Value::Null]);
    let again = ("order.paymentAsked", with(&of, json!({"payment": "p2", "method": "card", "amount": 28000})));
    let completed = ("order.completed", with(&of, json!({"lines": [], "amount": 28000, "payment": "p2"})));
    let paid = [placed.clone(), changed, asked, failed, again, completed];
    let document = shown::<MyOrder>(&paid);
    let fields = ["status", "reason", "paymentId"].map(|name| document[name].clone());
    assert_eq!(fields, [json!("completed"), Value::Null, json!("p2")]);
    let canceled = json!({"lines": [], "reason": "withdrawn", "payment": "p2", "refund": 28000});
    let canceled: Vec<Told> = paid.into_iter().chain([("order.canceled", with(&of, canceled))]).collect();
    let document = shown::<MyOrder>(&canceled);
    assert_eq!((&document["status"], &document["refund"]), (&json!("canceled"), &json!(28000)));
    // Canceled while the outcome of its payment was not known: what went back is told later.
    let early = ("order.canceled", with(&of, json!({"lines": [], "reason": "withdrawn", "payment": "p1", "refund": 0})));
    let refunded = ("order.refunded", with(&of, json!({"payment": "p1", "refund": 10000})));
    let document = shown::<MyOrder>(&[placed.clone(), early, refunded.clone(), refunded]);
    assert_eq!((&document["status"], &document["refund"]), (&json!("canceled"), &json!(10000)));
    let refused = ("order.refused", with(&of, json!({"lines": [], "reason": "out-of-stock", "line": 0})));
    let document = shown::<MyOrder>(&[placed, refused]);
    assert_eq!((&document["status"], &document["reason"]), (&json!("refused"), &json!("out-of-stock")));
}

/// A request whose first consultation was refused, and whose second took place: what teaching says, what consulting says.
fn talk() -> (Vec<Told>, Vec<Told>) {
    let of = json!({"request": "q1", "student": "kim", "teacher": "lee"});
    let first = with(&of, json!({"consulting": "c1"}));
    let second = with(&of, json!({"consulting": "c2"}));
    let name = json!({"teacherName": "이 선생님"});
    let teaching = vec![
        ("request.made", with(&of, json!({"studentName": "김철수"}))),
        ("teacher.taken", with(&first, name.clone())),
        ("teacher.freed", with(&first, json!({"ended": false}))),
        ("teacher.taken", with(&second, name.clone())),
        ("teacher.freed", with(&second, json!({"ended": true}))),
    ];
    let consulting = vec![
        ("consulting.refused", with(&first, json!({"reason": "timed-out"}))),
        ("consulting.started", with(&second, name)),
        ("consulting.ended", with(&second, json!({"by": "teacher"}))),
    ];
    (teaching, consulting)
}

#[test]
fn of_two_consultations_that_were_refused_the_same_one_says_why_whichever_is_heard_first() {
    let of = json!({"request": "q1", "student": "kim", "teacher": "lee"});
    let refused = |consulting: &str, reason: &str| {
        ("consulting.refused", with(&of, json!({"consulting": consulting, "reason": reason})))
    };
    let (first, second) = (refused("c1", "teacher-offline"), refused("c2", "timed-out"));
    let straight = shown::<MyConsultation>(&[first.clone(), second.clone()]);
    assert_eq!(straight["reason"], json!("timed-out"));
    assert_eq!(shown::<MyConsultation>(&[second, first]), straight);
}

#[test]
fn req_003_p1_a_student_sees_the_state_of_his_consultations() {
    let (teaching, consulting) = talk();
    let upto = |requests: usize, talks: usize| {
        let facts: Vec<Told> = teaching.iter().take(requests).chain(consulting.iter().take(talks)).cloned().collect();
        shown::<MyConsultation>(&facts)
    };
    let waiting = json!({"id": "q1", "studentId": "kim", "teacherId": "lee", "studentName": "김철수", "status": "waiting"});
    assert_eq!(upto(1, 0), waiting);
    let again = upto(3, 1);
    assert_eq!((&again["status"], &again["reason"], &again["consultingId"]), (&json!("waiting"), &json!("timed-out"), &Value::Null));
    let begun = upto(4, 2);
    assert_eq!((&begun["status"], &begun["reason"], &begun["consultingId"]), (&json!("started"), &Value::Null, &json!("c2")));
    assert_eq!(begun["teacherName"], json!("이 선생님"));
    for ended in [upto(4, 3), upto(5, 3), upto(5, 1), upto(0, 3)] {
        assert_eq!(ended["status"], json!("ended"), "{ended}");
    }
    let of = json!({"request": "q1", "student": "kim", "teacher": "lee", "reason": "withdrawn"});
    let canceled = shown::<MyConsultation>(&[teaching[0].clone(), ("request.canceled", of)]);
    assert_eq!((&canceled["status"], &canceled["reason"]), (&json!("canceled"), &json!("withdrawn")));
}

#[test]
fn a_consultation_is_on_the_pages_of_both() {
    let (_, document) = told::<MyConsultation>(&talk().0).pop().unwrap();
    assert_eq!(document.indexed(), [("party", "kim".to_owned()), ("party", "lee".to_owned())]);
    assert_eq!((document.owner(), document.shared_with()), (Some("kim"), Some("lee")));
}

#[test]
fn a_notice_on_my_page_says_what_about_and_when() {
    let text = json!({"ko": "예약 완료 되었습니다", "en": "your reservation is complete"});
    let made = json!({"notice": "n1", "member": "kim", "kind": "reservation-succeeded", "text": text});
    let notice = shown::<MyNotice>(&[("notice.made", made)]);
    let expected = json!({"id": "n1", "userId": "kim", "kind": "reservation-succeeded", "text": text,
        "at": kernel::instant(kernel::spec::cause_on("2021-09-13").at)});
    assert_eq!(notice, expected);
}

/// Two logs in one order of many: `true` takes the next fact of the first. From some point on everything comes again.
fn mixed(first: &[Told], second: &[Told], order: &[bool], again: usize) -> Vec<Told> {
    let (mut one, mut two) = (first.iter(), second.iter());
    let mut all: Vec<Told> = order.iter().filter_map(|take| if *take { one.next() } else { two.next() }).cloned().collect();
    all.extend(one.chain(two).cloned());
    let tail: Vec<Told> = all.iter().skip(again).cloned().collect();
    all.into_iter().chain(tail).collect()
}

proptest! {
    /// However the facts of two contexts come together, and if the last of them come again, the page is the same.
    #[test]
    fn two_contexts_are_heard_in_any_order_and_twice(order in prop::collection::vec(any::<bool>(), 0..14), again in 0usize..14) {
        let (teaching, consulting) = talk();
        let straight = shown::<MyConsultation>(&[teaching.clone(), consulting.clone()].concat());
        prop_assert_eq!(shown::<MyConsultation>(&mixed(&teaching, &consulting, &order, again)), straight);
        let straight = shown::<MyRental>(&[rental(), parcel()].concat());
        prop_assert_eq!(shown::<MyRental>(&mixed(&rental(), &parcel(), &order, again)), straight);
    }
}
