use crate::{
    cards_suite::{cards_suite, payment},
    support::{Log, ask, away, done, nobody, refused, slow, unknown, world},
};
use effects::stand_ins::{Rude, Toss, TossFault};
use kernel::Outcome;
use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpListener};

#[tokio::test]
async fn toss_passes_the_suite() {
    let toss = Toss::start(slow()).await.unwrap();
    cards_suite(&world(&toss.flag(), "", ""), "approve-", "decline-").await;
}

#[tokio::test]
async fn what_was_done_without_an_answer_is_unknown_then_found_by_asking() {
    let toss = Toss::start(slow()).await.unwrap();
    let world = world(&toss.flag(), "", "");
    for (key, telling) in [
        ("slow-but-done-1", "no answer within"),
        ("drop-after-done-1", ""),
        ("500-after-done-1", "500"),
        ("garbled-after-done-1", "cannot be read"),
        ("409-1", "IDEMPOTENT_REQUEST_PROCESSING"),
    ] {
        let call = payment(key, &format!("order-{key}"));
        unknown(&ask(&world, "cards", "confirm", key, call.clone()).await, telling);
        assert_eq!(done(ask(&world, "cards", "query", key, call).await)["status"], "DONE", "{key}");
    }
    // While the first is still running, its repetition is not known to have failed.
    let slow = payment("slow-but-done-2", "order-slow-2");
    unknown(&ask(&world, "cards", "confirm", "slow", slow.clone()).await, "no answer");
    unknown(&ask(&world, "cards", "confirm", "slow", slow).await, "IDEMPOTENT_REQUEST_PROCESSING");
    // An error that was kept under the key stays; asking is the only way out.
    let kept = payment("500-after-done-1", "order-500-after-done-1");
    unknown(&ask(&world, "cards", "confirm", "500-after-done-1", kept).await, "500");
    // Money was taken once each.
    assert_eq!(toss.payments().len(), 6);
}

#[tokio::test]
async fn a_repetition_under_the_same_key_finds_what_was_done() {
    let toss = Toss::start(slow()).await.unwrap();
    let world = world(&toss.flag(), "", "");
    for key in ["drop-after-done-1", "garbled-after-done-1", "409-1"] {
        let call = payment(key, &format!("order-{key}"));
        unknown(&ask(&world, "cards", "confirm", key, call.clone()).await, "");
        assert_eq!(done(ask(&world, "cards", "confirm", key, call).await)["status"], "DONE", "{key}");
    }
    toss.fail_next([TossFault::DropAfterDone]);
    let call = payment("drop-after-done-1", "order-drop-after-done-1");
    unknown(&ask(&world, "cards", "cancel", "x", call.clone()).await, "");
    assert_eq!(done(ask(&world, "cards", "cancel", "x", call).await)["status"], "CANCELED");
    assert_eq!(toss.payment("drop-after-done-1").unwrap().balance, 0);
}

#[tokio::test]
async fn what_was_not_done_is_away_only_when_that_is_certain() {
    let toss = Toss::start(slow()).await.unwrap();
    let here = world(&toss.flag(), "", "");
    away(&ask(&here, "cards", "confirm", "1", payment("429-1", "o1")).await, "TOO_MANY_REQUESTS");
    // These were not done either, but nobody can tell.
    unknown(&ask(&here, "cards", "confirm", "2", payment("500-before-1", "o2")).await, "500");
    unknown(&ask(&here, "cards", "confirm", "3", payment("drop-before-1", "o3")).await, "");
    assert_eq!(toss.payments(), []);

    let call = payment("approve-1", "o4");
    let nobody = world(&format!("toss+http://key@{}", nobody()), "", "");
    away(&ask(&nobody, "cards", "confirm", "4", call.clone()).await, "refused");
    let nowhere = world("toss+https://key@nowhere.invalid", "", "");
    away(&ask(&nowhere, "cards", "confirm", "5", call.clone()).await, "");
    // Somebody takes the connection and never says a word of TLS.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let deaf = world(&format!("toss+https://key@{}", silent.local_addr().unwrap()), "", "");
    away(&ask(&deaf, "cards", "confirm", "6", call).await, "");
}

#[tokio::test]
async fn a_server_that_hangs_up_after_hearing_leaves_it_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let world = world(&format!("toss+http://key@{}", listener.local_addr().unwrap()), "", "");
    let hears = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        _ = stream.read(&mut [0; 64]).await;
    };
    let (outcome, ()) = tokio::join!(ask(&world, "cards", "confirm", "1", payment("approve-1", "o")), hears);
    unknown(&outcome, "");
}

#[tokio::test]
async fn neither_paid_nor_given_up_is_unknown() {
    let toss = Toss::start(slow()).await.unwrap();
    let world = world(&toss.flag(), "", "");
    let call = payment("in-progress-1", "o1");
    unknown(&ask(&world, "cards", "confirm", "1", call.clone()).await, "IN_PROGRESS");
    unknown(&ask(&world, "cards", "query", "2", call.clone()).await, "IN_PROGRESS");
    refused(&ask(&world, "cards", "cancel", "3", call).await, "NOT_CANCELABLE_PAYMENT");
    // Agreed to by the customer, never confirmed by us.
    unknown(&ask(&world, "cards", "query", "4", payment("approve-2", "o2")).await, "IN_PROGRESS");
    // Declined for good.
    refused(&ask(&world, "cards", "confirm", "5", payment("decline-1", "o3")).await, "REJECT_CARD_COMPANY");
    refused(&ask(&world, "cards", "query", "6", payment("decline-1", "o3")).await, "ABORTED");
}

#[tokio::test]
async fn keys_travel_and_an_answer_about_another_payment_is_none() {
    let toss = Toss::start(slow()).await.unwrap();
    let world = world(&toss.flag(), "", "");
    done(ask(&world, "cards", "confirm", "shared", payment("approve-1", "o1")).await);
    // The body does not count: this would be somebody else's receipt.
    unknown(&ask(&world, "cards", "confirm", "shared", payment("approve-2", "o2")).await, "another payment");
    let long = "k".repeat(400);
    done(ask(&world, "cards", "confirm", &long, payment("approve-3", "o3")).await);
    done(ask(&world, "cards", "confirm", &format!("{long}k"), payment("approve-4", "o4")).await);
    // A payment key stays one segment, whatever a browser sends.
    let climbs = json!({ "paymentKey": "../../v1/payments/approve-1?x=#" });
    refused(&ask(&world, "cards", "query", "q", climbs).await, "NOT_FOUND_PAYMENT");
    let requests = toss.requests();
    assert_eq!(requests[0], "POST /v1/payments/confirm shared");
    assert!(requests.iter().all(|request| request.rsplit(' ').next().unwrap().len() <= 300));
    assert!(requests.iter().filter(|request| request.starts_with("GET")).all(|request| request.ends_with(' ')));
}

#[tokio::test]
async fn a_wrong_secret_is_our_fault_and_never_told() {
    let log = Log::default();
    let _guard = log.listen();
    let toss = Toss::start(slow()).await.unwrap();
    let world = world(&toss.flag().replace("test_sk_stand_in", "live_sk_hunter2"), "", "");
    for action in ["confirm", "query", "cancel"] {
        let outcome = ask(&world, "cards", action, "1", payment("approve-1", "o1")).await;
        away(&outcome, "UNAUTHORIZED_KEY");
        assert!(!format!("{outcome:?}").contains("hunter2"));
    }
    let log = log.text();
    assert!(log.contains("does not take our secret key"), "{log}");
    // Neither as it is nor as the header has it.
    assert!(!log.contains("hunter2") && !log.contains("bGl2ZV9za19"), "{log}");
}

#[tokio::test]
async fn under_any_faults_asking_settles_and_nobody_pays_twice() {
    for seed in 0..4 {
        let rude = Rude { seed: Some(seed), ..slow() };
        let toss = Toss::start(rude).await.unwrap();
        let world = world(&toss.flag(), "", "");
        for n in 0..8 {
            let (key, order) = (format!("approve-{n}"), format!("order-{n}"));
            let call = payment(&key, &order);
            let mut settled = false;
            for _ in 0..20 {
                // As a decider would: confirm while it is certain that nothing was done, else ask.
                let confirmed = ask(&world, "cards", "confirm", &order, call.clone()).await;
                let asked = match confirmed {
                    Outcome::Unknown(_) => ask(&world, "cards", "query", &order, call.clone()).await,
                    known => known,
                };
                if let Outcome::Done(value) = asked {
                    assert_eq!(value["totalAmount"], 15_000);
                    settled = true;
                    break;
                }
            }
            let paid = toss.payment(&key).unwrap();
            assert!(settled && paid.total == 15_000, "seed {seed}: {paid:?}");
        }
        assert_eq!(toss.payments().len(), 8);
    }
}
