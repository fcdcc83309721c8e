use crate::world::{Command, World, eventually};
use runtime::ports::Store;
use std::time::Duration;

#[tokio::test]
async fn another_contexts_view_follows_and_can_be_waited_for() {
    let world = World::new().await;
    let accepted = world.ask("kim", Command::Earn { coins: 5 }).await.unwrap();
    assert!(world.ledger().has_seen("lines", "till", accepted.position, Duration::from_secs(5)).await);
    assert_eq!(world.lines("kim").await.map(|(earned, _)| earned), Some(5));
    assert!(!world.ledger().has_seen("lines", "till", 99, Duration::from_millis(20)).await, "what never comes is told");
}

#[tokio::test]
async fn a_view_equals_the_fold_of_the_log_after_any_restart() {
    let mut world = World::new().await;
    for round in 1..=4 {
        for _ in 0..10 {
            world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
        }
        let expected = Some((10 * round, 10 * round));
        eventually("it follows", || async { world.lines("kim").await == expected }).await;
        world = world.restart::<1>().await;
        assert_eq!(world.coins("kim").await.map(|coins| coins.coins), Some(10 * round));
    }
}

#[tokio::test]
async fn a_new_version_of_a_view_is_rebuilt_from_the_first_fact() {
    let world = World::new().await;
    for _ in 0..2_500 {
        world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    }
    eventually("version 1 is there", || async { world.lines("kim").await == Some((2_500, 2_500)) }).await;
    let world = world.restart::<3>().await;
    // Version 3 counts earnings threefold; until it has caught up the old documents answer.
    eventually("version 3 is there", || async { world.ledger().rebuilding().is_empty() }).await;
    assert_eq!(world.lines("kim").await, Some((7_500, 2_500)));
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    eventually("and follows", || async { world.lines("kim").await == Some((7_503, 2_501)) }).await;
}

#[tokio::test]
async fn those_who_wait_for_a_document_hear_of_it() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    let doc = world.till().settled("coins", "kim", Duration::from_millis(10)).await.unwrap();
    assert!(doc.is_some());
}

#[tokio::test]
async fn going_back_to_an_older_version_and_forward_again_misses_nothing() {
    let mut world = World::new().await;
    let earn = async |world: &World| {
        for _ in 0..10 {
            world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
        }
    };
    earn(&world).await;
    eventually("version 1 is there", || async { world.lines("kim").await == Some((10, 10)) }).await;
    world = world.restart::<2>().await;
    earn(&world).await;
    eventually("version 2 is there", || async { world.lines("kim").await == Some((40, 20)) }).await;
    world = world.restart::<1>().await;
    earn(&world).await;
    eventually("version 1 is back", || async { world.lines("kim").await == Some((30, 30)) }).await;
    world = world.restart::<2>().await;
    eventually("and version 2", || async { world.lines("kim").await == Some((60, 30)) }).await;
    world = world.restart::<2>().await;
    assert_eq!(world.lines("kim").await, Some((60, 30)));
    let shelves = world.ledger.shelves().await.unwrap();
    assert!(shelves.iter().all(|shelf| &**shelf != "lines_1"), "what is not needed any more is gone: {shelves:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_catches_up_with_its_own_log_however_busy_it_is() {
    let world = World::new().await;
    for _ in 0..200 {
        world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    }
    eventually("version 1 is there", || async { world.lines("kim").await == Some((200, 200)) }).await;
    let world = world.restart::<2>().await;
    for _ in 0..2_000 {
        world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
        if world.ledger().rebuilding().is_empty() {
            break;
        }
    }
    assert!(world.ledger().rebuilding().is_empty(), "it never caught up");
}
