use crate::world::{Command, NOON, World, eventually};

#[tokio::test]
async fn an_alarm_rings_after_a_restart() {
    let world = World::new().await;
    world.ask("kim", Command::RingAt { at: NOON + 60_000 }).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(world.till().log().head(), 1, "not before its time");

    let world = world.restart::<1>().await;
    world.clock.set(NOON + 60_000);
    eventually("it rings", || async { world.till().log().head() == 2 }).await;
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert_eq!(world.till().log().head(), 2, "once");
}

#[tokio::test]
async fn an_alarm_that_moved_rings_at_its_new_time_only() {
    let world = World::new().await;
    world.ask("kim", Command::RingAt { at: NOON + 1_000 }).await.unwrap();
    world.ask("kim", Command::RingAt { at: NOON + 9_000 }).await.unwrap();
    world.clock.set(NOON + 5_000);
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert_eq!(world.till().log().head(), 2);
    world.clock.set(NOON + 9_000);
    eventually("it rings", || async { world.till().log().head() == 3 }).await;
}
