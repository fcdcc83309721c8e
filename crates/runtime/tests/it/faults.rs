use crate::world::{Coins, Command, World, eventually, request};
use runtime::{engine::Rejected, memory::Fault};

#[tokio::test]
async fn another_writer_means_deciding_again() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    world.till.inject(Fault::Stale);
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 2, facts: 2 }));
}

#[tokio::test]
async fn a_failed_commit_is_told_and_nothing_is_believed() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    world.till.inject(Fault::Failed);
    let outcome = world.ask("kim", Command::Earn { coins: 1 }).await;
    assert!(matches!(outcome, Err(Rejected::Unavailable(_))), "{outcome:?}");
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 1, facts: 1 }), "the store is asked, not the memory");
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 2, facts: 2 }));
}

#[tokio::test]
async fn an_unknown_outcome_stops_the_context_and_a_restart_tells_what_became_of_it() {
    for (fault, coins) in [(Fault::UnknownButDone, 2), (Fault::UnknownNotDone, 1)] {
        let world = World::new().await;
        world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
        assert_eq!(world.till().stopped(), None);
        world.till.inject(fault);
        let outcome = world.ask("kim", Command::Earn { coins: 1 }).await;
        assert!(matches!(outcome, Err(Rejected::Unavailable(_))), "{fault:?}: {outcome:?}");
        assert!(world.till().stopped().is_some(), "{fault:?}: whoever watches the process is told");
        let world = world.restart::<1>().await;
        assert_eq!(world.coins("kim").await.unwrap().coins, coins, "{fault:?}");
        eventually("the others hear the same", || async { world.lines("kim").await == Some((coins, coins)) }).await;
    }
}

#[tokio::test]
async fn a_policy_whose_commit_failed_has_its_effect_once() {
    for fault in [Fault::UnknownButDone, Fault::UnknownNotDone, Fault::Failed, Fault::Stale] {
        let world = World::new().await;
        world.ledger.inject(fault);
        for _ in 0..5 {
            world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
        }
        let stops = matches!(fault, Fault::UnknownButDone | Fault::UnknownNotDone);
        let world = if stops { world.restart::<1>().await } else { world };
        eventually("both arrive", || async { world.lines("kim").await == Some((5, 5)) }).await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert_eq!(world.lines("kim").await, Some((5, 5)), "{fault:?}");
    }
}

#[tokio::test]
async fn a_damaged_stream_costs_only_itself() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    world.ask("lee", Command::Earn { coins: 1 }).await.unwrap();
    let world = world.restart::<1>().await;
    world.till.damage(1);
    assert!(matches!(world.ask("kim", Command::Earn { coins: 1 }).await, Err(Rejected::Broken(_))));
    world.ask("lee", Command::Earn { coins: 1 }).await.unwrap();
}

#[tokio::test]
async fn what_was_decided_before_a_reading_failed_is_not_believed() {
    let world = World::new().await;
    world.till.fail_read_after("coins_1", 0);
    let outcome = world.ask("kim", Command::Earn { coins: 5 }).await;
    assert!(matches!(outcome, Err(Rejected::Unavailable(_))), "{outcome:?}");
    assert!(
        matches!(world.ask("kim", Command::Spend { coins: 5 }).await, Err(Rejected::Refused { .. })),
        "nothing was earned"
    );
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 1, facts: 1 }));
}

#[tokio::test]
async fn a_policy_whose_reading_failed_has_its_effect_once() {
    let world = World::new().await;
    world.ledger.fail_read_after("lines_1", 0);
    for _ in 0..5 {
        world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    }
    eventually("all arrive", || async { world.lines("kim").await == Some((5, 5)) }).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(world.lines("kim").await, Some((5, 5)));
}

#[tokio::test]
async fn a_command_repeated_after_a_reading_failed_is_not_taken_for_done() {
    let world = World::new().await;
    let ask = || {
        let mut request = request("kim", Command::Earn { coins: 5 }, None);
        request.cause.command = "the same".to_owned();
        world.till().ask(request)
    };
    world.till.fail_read_after("coins_1", 0);
    assert!(matches!(ask().await, Err(Rejected::Unavailable(_))));
    assert!(ask().await.unwrap().changed, "it never was stored, so it is done now");
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 5, facts: 1 }));
}
