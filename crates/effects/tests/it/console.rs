use crate::support::{Log, ask, away, done, world};
use effects::{Secret, Wanted, World};
use serde_json::json;

#[tokio::test]
async fn a_notice_is_printed_when_wanted_and_done_always() {
    let log = Log::default();
    let _guard = log.listen();
    let notice = json!({ "ko": "예약 완료 되었습니다", "kind": "reservation-succeeded", "member": "m-1" });
    let printed = done(ask(&world("", "", ""), "console", "print", "1", notice.clone()).await);
    assert_eq!(printed, json!({ "printed": true }));
    let text = log.text();
    assert!(text.contains("##### 예약 완료 되었습니다  #####"), "{text}");
    assert!(text.contains("reservation-succeeded") && text.contains("m-1") && text.contains("notices"), "{text}");

    let none = Secret::default();
    let quiet = World::new(Wanted::read(&none, &none, &none, false).unwrap()).unwrap();
    assert_eq!(done(ask(&quiet, "console", "print", "2", notice).await), json!({ "printed": false }));
    assert_eq!(log.text(), text);
}

#[tokio::test]
async fn whoever_is_not_known_is_away() {
    away(&ask(&world("", "", ""), "pigeons", "send", "1", json!({})).await, "no pigeons");
}
