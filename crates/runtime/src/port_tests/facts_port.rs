//! What every adapter of [`Facts`] has to do, whether the log is next door or behind a network.

use crate::ports::{Facts, FactsError, PAGE_MIN, Position, Recorded};
use std::{sync::Arc, time::Duration};

/// A log that grows on demand, as its owner sees it.
pub trait Owner: Send + Sync {
    /// Takes so many more facts, and returns the position of the last.
    fn grow(&self, facts: usize) -> impl Future<Output = Position> + Send;
    /// What its store holds.
    fn stored(&self) -> impl Future<Output = Vec<Recorded>> + Send;
}

/// Runs the whole suite: `log` is what is tested, `owner` makes it grow.
pub async fn facts_suite(log: Arc<dyn Facts>, owner: impl Owner) {
    nothing_is_an_empty_answer(&log).await;
    facts_come_dense_in_order_and_whole(&log, &owner).await;
    whoever_waits_hears_of_the_next_fact(&log, &owner).await;
    many_followers_at_different_places_see_the_same(&log, &owner).await;
}

async fn nothing_is_an_empty_answer(log: &Arc<dyn Facts>) {
    assert!(read(log, 0, 10).await.is_empty());
    let beyond = log.read(99, 10).await;
    assert!(
        matches!(beyond, Err(FactsError::Rewound { head: 0, after: 99, .. })),
        "who has seen more than there is must hear it"
    );
}

async fn facts_come_dense_in_order_and_whole(log: &Arc<dyn Facts>, owner: &impl Owner) {
    let head = owner.grow(250).await;
    assert_eq!(head, 250);
    let mut seen = vec![];
    while let facts = read(log, seen.len() as Position, 40).await
        && !facts.is_empty()
    {
        assert!(facts.len() <= 40);
        seen.extend(facts);
    }
    assert!(seen.iter().map(|fact| fact.position).eq(1..=250));
    let stored = owner.stored().await;
    assert!(seen.iter().map(|fact| &**fact).eq(&stored), "every fact is what the owner stored");
    assert_eq!(read(log, 249, 10).await.len(), 1, "again, from anywhere");
}

async fn whoever_waits_hears_of_the_next_fact(log: &Arc<dyn Facts>, owner: &impl Owner) {
    let waiting = async {
        while read(log, 250, 10).await.is_empty() {
            log.wait(250).await;
        }
    };
    let growing = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        owner.grow(1).await
    };
    let both = async { tokio::join!(waiting, growing) };
    assert!(tokio::time::timeout(Duration::from_secs(30), both).await.is_ok(), "nobody was woken");
}

async fn many_followers_at_different_places_see_the_same(log: &Arc<dyn Facts>, owner: &impl Owner) {
    let follow = |from: Position| {
        let log = log.clone();
        async move {
            let mut at = from;
            while at < 1_251 {
                let facts = read(&log, at, 64).await;
                assert!(facts.iter().map(|fact| fact.position).eq(at + 1..=at + facts.len() as Position));
                at += facts.len() as Position;
                if facts.is_empty() {
                    log.wait(at).await;
                }
            }
        }
    };
    let growing = async {
        for _ in 0..10 {
            owner.grow(100).await;
        }
    };
    let all = async { tokio::join!(follow(0), follow(100), follow(251), follow(250), growing) };
    assert!(tokio::time::timeout(Duration::from_secs(60), all).await.is_ok(), "a follower was left behind");
    for max in [PAGE_MIN, 4_096] {
        assert!(read(log, 0, max).await.len() >= PAGE_MIN, "a short answer says that there is no more");
    }
}

async fn read(log: &Arc<dyn Facts>, after: Position, max: usize) -> Vec<Arc<Recorded>> {
    match log.read(after, max).await {
        Ok(facts) => facts,
        Err(error) => panic!("the log does not answer: {error}"),
    }
}
