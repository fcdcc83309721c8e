use crate::support::{Log, ask, away, done, nobody, refused, slow, unknown, world};
use effects::stand_ins::{Mail, MailFault};
use serde_json::{Value, json};
use tokio::net::TcpListener;

fn letter() -> Value {
    json!({ "to": "reader@example.org", "ko": "예약 완료 되었습니다", "en": "Your reservation is done", "kind": "late-fee" })
}

#[tokio::test]
async fn a_letter_is_written_in_both_languages() {
    let mail = Mail::start(slow()).await.unwrap();
    let world = world("", &mail.flag(""), "");
    let sent = done(ask(&world, "mail", "send", "notice:1", letter()).await);
    let mut titled = letter();
    titled["subject"] = json!({ "ko": "예약", "en": "Reservation" });
    done(ask(&world, "mail", "send", "notice:2", titled).await);
    let kept = mail.letters();
    assert_eq!((kept[0].from.as_str(), kept[0].to.as_str()), ("library@example.org", "reader@example.org"));
    assert_eq!(kept[0].header("Message-ID").as_deref(), sent["messageId"].as_str());
    assert!(sent["messageId"].as_str().unwrap().ends_with("@example.org>"));
    assert_eq!(kept[0].header("Auto-Submitted").as_deref(), Some("auto-generated"));
    // Encoded, as mail is: seven bits on every line.
    assert!(kept.iter().all(|letter| letter.data.is_ascii() && letter.header("Date").is_some()));
    assert!(kept[0].header("Subject").unwrap().contains("late fee"), "{:?}", kept[0].header("Subject"));
    assert_ne!(kept[0].header("Subject"), kept[1].header("Subject"));
}

#[tokio::test]
async fn a_repeated_letter_is_recognisable() {
    let mail = Mail::start(slow()).await.unwrap();
    let world = world("", &mail.flag(""), "");
    mail.fail_next([MailFault::BreakAfterData]);
    unknown(&ask(&world, "mail", "send", "notice:1", letter()).await, "");
    done(ask(&world, "mail", "send", "notice:1", letter()).await);
    done(ask(&world, "mail", "send", "notice:2", letter()).await);
    let ids: Vec<_> = mail.letters().iter().map(|letter| letter.header("Message-ID").unwrap()).collect();
    assert!(ids.len() == 3 && ids[0] == ids[1] && ids[0] != ids[2], "{ids:?}");
}

#[tokio::test]
async fn before_the_letter_it_was_certainly_not_sent() {
    let mail = Mail::start(slow()).await.unwrap();
    let here = world("", &mail.flag(""), "");
    mail.fail_next([MailFault::Busy, MailFault::Greylist, MailFault::BreakBeforeData, MailFault::FullAfterData]);
    for telling in ["421", "451", "", "452"] {
        away(&ask(&here, "mail", "send", "1", letter()).await, telling);
    }
    assert_eq!(mail.letters(), []);
    // Greylisting waits for us to come again.
    done(ask(&here, "mail", "send", "1", letter()).await);

    let from = "?from=library@example.org";
    let nobody = world("", &format!("smtp://{}{from}", nobody()), "");
    away(&ask(&nobody, "mail", "send", "1", letter()).await, "refused");
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let deaf = world("", &format!("smtp://{}{from}", silent.local_addr().unwrap()), "");
    away(&ask(&deaf, "mail", "send", "1", letter()).await, "too slow");
    // STARTTLS is not offered, TLS is not spoken: nothing is said in clear.
    let port = mail.flag("").split(['?', ':']).nth(2).unwrap().to_owned();
    let wrapped = world("", &format!("smtps://127.0.0.1:{port}{from}"), "");
    away(&ask(&wrapped, "mail", "send", "1", letter()).await, "");
    away(&ask(&world("", "", ""), "mail", "send", "1", letter()).await, "no mail");
    assert_eq!(mail.letters().len(), 1);
}

#[tokio::test]
async fn after_the_letter_nobody_knows() {
    let mail = Mail::start(slow()).await.unwrap();
    let world = world("", &mail.flag(""), "");
    mail.fail_next([MailFault::BreakAfterData, MailFault::LoseAfterData, MailFault::SlowAfterData]);
    for telling in ["", "", "in time"] {
        unknown(&ask(&world, "mail", "send", "1", letter()).await, telling);
    }
    assert_eq!(mail.letters().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_final() {
    let mail = Mail::start(slow()).await.unwrap();
    let world = world("", &mail.flag(""), "");
    mail.fail_next([MailFault::Refuse, MailFault::RefuseAfterData]);
    refused(&ask(&world, "mail", "send", "1", letter()).await, "550");
    refused(&ask(&world, "mail", "send", "1", letter()).await, "554");
    for nonsense in [
        json!({ "to": "nowhere", "ko": "x" }),
        json!({ "to": "a@b.org>\r\nRCPT TO:<c@d.org", "ko": "x" }),
        json!({ "to": "reader@example.org" }),
        json!({ "ko": "x" }),
    ] {
        refused(&ask(&world, "mail", "send", "1", nonsense).await, "unreadable-ask");
    }
    assert_eq!(mail.letters(), []);
}

#[tokio::test]
async fn a_password_is_given_and_never_told() {
    let log = Log::default();
    let _guard = log.listen();
    let mail = Mail::with_login(slow(), "library", "hunter2@").await.unwrap();
    let right = world("", &mail.flag("library:hunter2%40@"), "");
    done(ask(&right, "mail", "send", "1", letter()).await);
    let wrong = world("", &mail.flag("library:hunter3@"), "");
    let outcome = ask(&wrong, "mail", "send", "2", letter()).await;
    // About us, not about the letter: an operator repairs it, and it is sent.
    away(&outcome, "535");
    let told = format!("{outcome:?} {}", log.text());
    assert!(told.contains("does not talk with us") && !told.contains("hunter"), "{told}");
    assert_eq!(mail.letters().len(), 1);
}
