//! Who is told about what.

use super::super::{kind::WORDS, views::Notification};
use super::*;
use kernel::spec::cause_on;

/// One event of every kind, with fields as their contexts tell them.
pub(super) fn events() -> Vec<(&'static str, Value)> {
    let line = json!({"line": "1", "title": "5", "name": "어린 왕자", "qty": 1, "price": 9800});
    vec![
        succeeded("v1", "kim"),
        ("reservation.canceled", json!({"reservation": "v1", "member": "kim", "title": "5", "was": "requested"})),
        ("loan.canceled", json!({"loan": "l1", "member": "kim", "title": "5", "qty": 5, "reason": "out-of-stock", "onShelf": 4})),
        ("loan.overdue", json!({"loan": "l1", "member": "kim", "title": "5", "name": "어린 왕자", "qty": 4,
            "dueDay": "2021-09-27", "lateDays": 1})),
        ("fee.charged", json!({"fee": "r1", "member": "kim", "title": "5", "name": "어린 왕자", "day": "2021-10-04",
            "dueDay": "2021-09-27", "lateDays": 7, "amount": 500})),
        ("rental.accepted", json!({"rental": "t1", "member": "kim", "title": "5", "name": "어린 왕자", "qty": 1,
            "price": 1000, "amount": 1000, "payment": "rental-t1", "returnDay": "2021-09-20"})),
        ("rental.refused", json!({"rental": "t1", "member": "kim", "title": "5", "qty": 1, "payment": "rental-t1",
            "reason": "out-of-stock"})),
        ("rental.delayed", json!({"rental": "t1", "member": "kim", "title": "5", "name": "어린 왕자",
            "returnDay": "2021-09-20"})),
        ("parcel.delivered", json!({"parcel": "t1", "rental": "t1", "member": "kim", "title": "5", "name": "어린 왕자"})),
        ("order.completed", json!({"order": "o1", "member": "kim", "lines": [line, line], "amount": 19600, "payment": "p1"})),
        ("order.canceled", json!({"order": "o1", "member": "kim", "lines": [line], "reason": "withdrawn", "refund": 9800})),
        ("teacher.announced", json!({"teacher": "han", "name": "한 선생", "session": "s1", "students": ["kim", "lee"]})),
        ("consulting.ended", json!({"consulting": "c1", "request": "q1", "teacher": "han", "student": "kim", "by": "teacher"})),
    ]
}

#[test]
fn every_kind_has_its_word_its_event_and_a_text_in_both_languages() {
    let told: Vec<&str> = events().iter().map(|(name, _)| *name).collect();
    assert_eq!(Kind::ALL.map(Kind::event).to_vec(), told);
    for ((event, kind), word) in events().iter().zip(Kind::ALL).zip(WORDS) {
        assert_eq!((json!(kind), Kind::named(word)), (json!(word), Some(kind)));
        let to = house::commands(event.0, &event.1, &cause_on("2021-09-13"));
        let Command::Make { notice, message, .. } = to[0].command.clone() else { panic!("{to:?}") };
        assert_eq!((message.kind, message.about.event.as_str()), (kind, event.0));
        assert!(notice.as_str().starts_with(&format!("{word}.")) && notice.as_str().ends_with(".kim"), "{notice}");
        assert_eq!(to[0].id, notice.as_str());
        for text in [&message.text.ko, &message.text.en] {
            assert!(text.len() > 10 && !text.contains("「-」") && !text.contains("“-”") && !text.contains(": -"), "{text}");
        }
    }
}

#[test]
fn texts_say_what_happened() {
    let text = |n: usize| {
        let (name, data) = &events()[n];
        match house::commands(name, data, &cause_on("2021-09-13")).remove(0).command {
            Command::Make { message, .. } => (message.text.ko, message.text.en),
            other => panic!("{other:?}"),
        }
    };
    let says = |n: usize, ko: &str, en: &str| assert_eq!(text(n), (ko.to_owned(), en.to_owned()));
    says(0, "예약 완료 되었습니다", "your reservation is complete");
    says(1, "예약 취소 되었습니다", "your reservation is canceled");
    says(2, "대출 신청(5권)이 취소되었습니다: 남은 책이 부족합니다", "your loan (copies: 5) is canceled: there are not enough copies");
    says(3, "「어린 왕자」 반납 예정일(2021-09-27)이 지났습니다. 반납해 주세요", "“어린 왕자” was due on 2021-09-27; please return it");
    says(9, "「어린 왕자 + 1」 주문이 완료되었습니다. 19600원", "your order of “어린 왕자 + 1” is complete: 19600 won");
    says(11, "한 선생 선생님이 접속했습니다", "한 선생 is online now");
}

#[test]
fn a_canceled_order_names_what_goes_back_when_that_is_known() {
    let text = |payment: Option<&str>, refund: i64| {
        let order = json!({"order": "o1", "member": "kim", "lines": [{"name": "chicken"}], "reason": "withdrawn",
            "payment": payment, "refund": refund});
        match house::commands("order.canceled", &order, &cause_on("2021-09-13")).remove(0).command {
            Command::Make { message, .. } => (message.params.get("refund").cloned(), message.text.en),
            other => panic!("{other:?}"),
        }
    };
    let sum = |refund: &str| (Some(refund.to_owned()), format!("your order of “chicken” is canceled; refunded: {refund} won"));
    assert_eq!(text(Some("p1"), 9800), sum("9800"));
    assert_eq!(text(None, 0), sum("0"));
    let unknown = "your order of “chicken” is canceled; what was paid goes back".to_owned();
    assert_eq!(text(Some("p1"), 0), (None, unknown));
}

#[test]
fn req_001_f10_success_and_cancellation_are_told_and_s3_failure_is_not() {
    let mut house = House::at(12);
    let failed = ("reservation.failed", json!({"reservation": "v2", "member": "kim", "title": "5", "reason": "out-of-stock"}));
    for event in [succeeded("v1", "kim"), events()[1].clone(), failed] {
        house.hear(&event);
    }
    house.settle();
    let texts: Vec<_> = house.documents::<Notification>().into_iter().map(|notice| notice.text.ko).collect();
    assert_eq!(texts, ["예약 취소 되었습니다", "예약 완료 되었습니다"]);
    // And on the console, as in the source system.
    let printed: Vec<_> = house.calls.iter().map(|(_, call)| (call.service, call.ask["ko"].clone())).collect();
    assert_eq!(printed, [("console", json!("예약 완료 되었습니다")), ("console", json!("예약 취소 되었습니다"))]);
}

#[test]
fn req_001_p2_what_happened_while_notification_was_stopped_is_told_when_it_is_back() {
    let mut house = House::at(12);
    // Nobody here heard of it then; now the log is read on from where it was left.
    let log: Vec<_> = (0..5).map(|n| succeeded(&format!("v{n}"), "kim")).collect();
    assert!(house.documents::<Notification>().is_empty());
    log.iter().for_each(|event| house.hear(event));
    house.settle();
    assert_eq!((house.documents::<Notification>().len(), house.calls.len()), (5, 5));
}

#[test]
fn req_003_c2_each_favourite_student_is_told_once_per_session() {
    let mut house = House::at(12);
    let announced = |session: Value| {
        ("teacher.announced", json!({"teacher": "han", "name": "한", "session": session, "students": ["kim", "lee"]}))
    };
    for session in [json!("s1"), json!("s1"), json!("s2"), json!(3)] {
        house.hear(&announced(session));
    }
    house.settle();
    assert_eq!(house.documents::<Notification>().len(), 6);
}
