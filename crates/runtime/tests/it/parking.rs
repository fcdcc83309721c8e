use crate::world::{Command, TOO_MANY, World, eventually, large_pages};

#[tokio::test]
async fn what_a_policy_cannot_do_waits_with_its_whole_key_and_can_be_tried_again() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: TOO_MANY + 1 }).await.unwrap();
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    world.ask("lee", Command::Earn { coins: 2 }).await.unwrap();
    eventually("lee flows on", || async { world.lines("lee").await == Some((2, 2)) }).await;
    eventually("kim's two wait", || async { world.ledger().parked(None, 10).await.unwrap().0.len() == 2 }).await;

    let world = world.restart::<1>().await;
    let (parked, more) = world.ledger().parked(None, 10).await.unwrap();
    let parked: Vec<_> = parked.into_iter().map(|(_, parked)| parked).collect();
    assert!(!more);
    assert_eq!(parked.iter().map(|parked| parked.code.as_str()).collect::<Vec<_>>(), ["poor", "behind"]);
    assert_eq!(world.lines("kim").await, Some((TOO_MANY + 2, 0)));

    world.ask("kim", Command::Earn { coins: 3 }).await.unwrap();
    eventually("the third waits too", || async { world.ledger().parked(None, 10).await.unwrap().0.len() == 3 }).await;
    assert_eq!(
        world.ledger().replay(&parked[0].id).await.unwrap(),
        Some(vec![]),
        "still refused, and nothing passes it"
    );
    assert_eq!(world.ledger().replay("nobody").await.unwrap(), None);

    large_pages();
    let done = world.ledger().replay(&parked[0].id).await.unwrap().unwrap();
    assert_eq!(done.len(), 3, "the first and all behind it");
    eventually("all is written", || async { world.lines("kim").await == Some((TOO_MANY + 5, TOO_MANY + 5)) }).await;
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    eventually("and it flows again", || async { world.lines("kim").await == Some((TOO_MANY + 6, TOO_MANY + 6)) }).await;
    assert!(world.ledger().parked(None, 10).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn what_is_given_up_is_gone() {
    let world = World::new().await;
    assert!(!world.ledger().drop_parked("nobody").await.unwrap());
}
