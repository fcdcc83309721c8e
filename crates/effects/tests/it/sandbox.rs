use crate::{
    cards_suite::{cards_suite, payment},
    support::{ask, done, refused, world},
};

#[tokio::test]
async fn the_sandbox_passes_the_suite() {
    cards_suite(&world("sandbox", "", ""), "sandbox-approve-", "sandbox-decline-").await;
}

#[tokio::test]
async fn money_paid_before_a_restart_comes_back() {
    let world = world("", "", "");
    let canceled = done(ask(&world, "cards", "cancel", "x", payment("sandbox-approve-old", "order-0")).await);
    assert_eq!((canceled["status"].as_str(), canceled["balanceAmount"].as_u64()), (Some("CANCELED"), Some(0)));
    refused(&ask(&world, "cards", "query", "q", payment("sandbox-approve-older", "o")).await, "NOT_FOUND_PAYMENT");
}
