use crate::support::{Log, ask, away, done, nobody, refused, slow, unknown, world};
use effects::stand_ins::{AlimFault, AlimTalk};
use kernel::Outcome;
use serde_json::{Value, json};

fn notice() -> Value {
    json!({ "to": "010-1234-5678", "kind": "late-fee", "ko": "연체료가 있습니다", "en": "There is a late fee" })
}

#[tokio::test]
async fn a_message_is_sent_in_their_words() {
    let alim = AlimTalk::start(slow()).await.unwrap();
    let world = world("", "", &format!("{}&template.reservation-succeeded=RSV01", alim.flag()));
    let sent = done(ask(&world, "kakao", "send", "1", notice()).await);
    assert!(sent["requestId"].is_string());
    let whole = json!({
        "to": "01012345678", "kind": "reservation-succeeded", "templateParameter": { "title": "Hunger" },
        "resendParameter": { "isResend": true, "resendType": "SMS" },
    });
    done(ask(&world, "kakao", "send", "2", whole).await);
    let sent = alim.sent();
    assert_eq!((sent[0].to.as_str(), sent[0].template.as_str()), ("01012345678", "late-fee"));
    assert_eq!(sent[0].parameter, json!({ "text": "연체료가 있습니다" }));
    assert_eq!((sent[1].template.as_str(), &sent[1].parameter), ("RSV01", &json!({ "title": "Hunger" })));
    assert_eq!(sent[1].resend["resendType"], "SMS");
    for nonsense in [json!({ "to": "nobody", "kind": "k" }), json!({ "kind": "k" }), json!({ "to": "010" })] {
        refused(&ask(&world, "kakao", "send", "3", nonsense).await, "unreadable-ask");
    }
}

#[tokio::test]
async fn two_hundred_is_no_success() {
    let alim = AlimTalk::start(slow()).await.unwrap();
    let world = world("", "", &alim.flag());
    alim.fail_next([AlimFault::Unsuccessful(-3003), AlimFault::Recipient(3016)]);
    refused(&ask(&world, "kakao", "send", "1", notice()).await, "-3003");
    refused(&ask(&world, "kakao", "send", "2", notice()).await, "3016");
    assert_eq!(alim.sent(), []);
}

#[tokio::test]
async fn a_repeated_key_says_nothing_about_the_first() {
    let alim = AlimTalk::start(slow()).await.unwrap();
    let world = world("", "", &alim.flag());
    let faults = [AlimFault::SlowButSent, AlimFault::DropAfterSent, AlimFault::GarbledAfterSent];
    alim.fail_next(faults);
    for (n, telling) in ["no answer", "", "cannot be read"].into_iter().enumerate() {
        let key = n.to_string();
        unknown(&ask(&world, "kakao", "send", &key, notice()).await, telling);
        assert_eq!(ask(&world, "kakao", "send", &key, notice()).await, Outcome::Unknown("-1005".to_owned()));
    }
    // Nobody got it twice.
    assert_eq!(alim.sent().len(), 3);
}

#[tokio::test]
async fn away_and_unknown_without_a_message() {
    let alim = AlimTalk::start(slow()).await.unwrap();
    let here = world("", "", &alim.flag());
    alim.fail_next([AlimFault::Busy, AlimFault::Error, AlimFault::DropBefore]);
    away(&ask(&here, "kakao", "send", "1", notice()).await, "too many requests");
    unknown(&ask(&here, "kakao", "send", "1", notice()).await, "500");
    unknown(&ask(&here, "kakao", "send", "1", notice()).await, "");
    // Their door never knew the key: the next try is a first one.
    done(ask(&here, "kakao", "send", "1", notice()).await);
    assert_eq!(alim.sent().len(), 1);

    let nobody = world("", "", &format!("http://a:b@{}/?sender=s", nobody()));
    away(&ask(&nobody, "kakao", "send", "1", notice()).await, "refused");
    let none = world("", "", "");
    away(&ask(&none, "kakao", "send", "1", notice()).await, "no kakao");
}

#[tokio::test]
async fn a_wrong_secret_is_never_told() {
    let log = Log::default();
    let _guard = log.listen();
    let alim = AlimTalk::start(slow()).await.unwrap();
    let world = world("", "", &alim.flag().replace("stand-in-secret", "hunter2"));
    let outcome = ask(&world, "kakao", "send", "1", notice()).await;
    refused(&outcome, "-1000");
    let told = format!("{outcome:?} {}", log.text());
    assert!(["hunter2", "standinappkey", "stand-in-sender"].iter().all(|secret| !told.contains(secret)), "{told}");
}
