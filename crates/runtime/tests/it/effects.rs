//! Calls to the outside: what is heard is asked at least once, and what came of it is told.

use crate::world::{Command, Purse, World, eventually};
use async_trait::async_trait;
use kernel::*;
use runtime::{memory::Memory, ports::Outside};
use serde::Deserialize;
use serde_json::json;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Whoever spends is lent as much by somebody outside, if he will.
pub(crate) struct Lender;

#[derive(Deserialize)]
pub(crate) enum Heard {
    #[serde(rename = "purse.spent")]
    Spent { purse: String, coins: i64 },
}

impl Effect for Lender {
    const NAME: &'static str = "till.lender";
    const HEARS: &'static [&'static str] = &["purse.spent"];
    type Fact = Heard;
    type Target = Purse;

    fn call(Heard::Spent { purse, coins }: &Heard, _: &Cause) -> Option<Call> {
        assert_ne!(*coins, 13, "nobody speaks of that");
        let key = format!("lend/{purse}/{coins}");
        Some(Call { service: "lender", action: "lend", key, ask: json!({ "coins": coins }) })
    }

    fn told(Heard::Spent { purse, .. }: Heard, outcome: Outcome, _: &Cause) -> Vec<To<Purse>> {
        match outcome {
            Outcome::Done(lent) => vec![To::new(purse, Command::Earn { coins: lent.as_i64().unwrap_or(0) })],
            // More than anybody has: refused, and so it waits for an admin.
            Outcome::Refused { .. } => vec![To::new(purse, Command::Spend { coins: i64::MAX })],
            Outcome::Unknown(_) | Outcome::Away(_) => vec![],
        }
    }
}

/// Lends, and remembers every call. May be told to say no, or to hang.
#[derive(Default)]
struct Friend {
    calls: Mutex<Vec<Call>>,
    says_no: AtomicBool,
    hangs: AtomicBool,
}

impl Friend {
    fn called(&self) -> Vec<String> {
        self.calls.lock().unwrap().iter().map(|call| call.key.clone()).collect()
    }
}

#[async_trait]
impl Outside for Friend {
    async fn call(&self, call: &Call) -> Outcome {
        self.calls.lock().unwrap().push(call.clone());
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.says_no.load(Ordering::SeqCst) {
            return Outcome::Refused { code: "no".into(), why: "not today".into() };
        }
        Outcome::Done(call.ask["coins"].clone())
    }
}

async fn world(friend: &Arc<Friend>) -> World {
    World::with_outside::<1>(Arc::new(Memory::new()), Arc::new(Memory::new()), friend.clone()).await
}

#[tokio::test]
async fn what_is_heard_is_asked_outside_and_its_outcome_told_once() {
    let friend = Arc::new(Friend::default());
    let world = world(&friend).await;
    world.ask("kim", Command::Earn { coins: 10 }).await.unwrap();
    world.ask("kim", Command::Spend { coins: 4 }).await.unwrap();
    eventually("it is lent", || async { world.coins("kim").await.unwrap().coins == 10 }).await;
    let (till, ledger) = (Arc::new(world.till.reopen()), Arc::new(world.ledger.reopen()));
    world.node.stop().await;
    let world = World::with_outside::<1>(till, ledger, friend.clone()).await;
    world.ask("kim", Command::Spend { coins: 5 }).await.unwrap();
    eventually("and again after a restart", || async { world.coins("kim").await.unwrap().coins == 10 }).await;
    assert_eq!(friend.called(), ["lend/kim/4", "lend/kim/5"], "nothing is asked again");
}

#[tokio::test]
async fn a_call_that_was_cut_off_is_made_again_under_the_same_key() {
    let friend = Arc::new(Friend::default());
    friend.hangs.store(true, Ordering::SeqCst);
    let world = world(&friend).await;
    world.ask("kim", Command::Earn { coins: 10 }).await.unwrap();
    world.ask("kim", Command::Spend { coins: 4 }).await.unwrap();
    eventually("it is called", || async { friend.called().len() == 1 }).await;
    let (till, ledger) = (Arc::new(world.till.reopen()), Arc::new(world.ledger.reopen()));
    tokio::time::timeout(Duration::from_secs(5), world.node.stop()).await.expect("a call that hangs holds nobody up");
    friend.hangs.store(false, Ordering::SeqCst);
    let world = World::with_outside::<1>(till, ledger, friend.clone()).await;
    eventually("it is lent after all", || async { world.coins("kim").await.unwrap().coins == 10 }).await;
    assert_eq!(friend.called(), ["lend/kim/4", "lend/kim/4"]);
}

#[tokio::test]
async fn an_outcome_that_cannot_be_told_waits_for_an_admin_and_is_asked_again_then() {
    let friend = Arc::new(Friend::default());
    friend.says_no.store(true, Ordering::SeqCst);
    let world = world(&friend).await;
    world.ask("kim", Command::Earn { coins: 10 }).await.unwrap();
    world.ask("kim", Command::Spend { coins: 4 }).await.unwrap();
    eventually("it waits", || async { world.till().parked(None, 10).await.unwrap().0.len() == 1 }).await;
    let (_, parked) = world.till().parked(None, 10).await.unwrap().0.remove(0);
    assert_eq!(parked.consumer, "till.lender");
    friend.says_no.store(false, Ordering::SeqCst);
    assert_eq!(world.till().replay(&parked.id).await.unwrap().unwrap().len(), 1);
    assert_eq!(world.coins("kim").await.unwrap().coins, 10);
}

#[tokio::test]
async fn a_panic_before_the_call_costs_that_fact_only() {
    let friend = Arc::new(Friend::default());
    let world = world(&friend).await;
    world.ask("kim", Command::Earn { coins: 13 }).await.unwrap();
    world.ask("lee", Command::Earn { coins: 5 }).await.unwrap();
    world.ask("kim", Command::Spend { coins: 13 }).await.unwrap();
    world.ask("lee", Command::Spend { coins: 5 }).await.unwrap();
    eventually("lee is lent", || async { world.coins("lee").await.unwrap().coins == 5 }).await;
    assert_eq!(friend.called(), ["lend/lee/5"]);
    eventually("kim's waits", || async { world.till().parked(None, 10).await.unwrap().0.len() == 1 }).await;
}
