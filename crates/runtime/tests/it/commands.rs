use crate::world::{Coins, Command, World, request};
use runtime::engine::{Once, Rejected};

#[tokio::test]
async fn a_get_after_a_command_shows_it() {
    let world = World::new().await;
    let accepted = world.ask("kim", Command::Earn { coins: 5 }).await.unwrap();
    assert_eq!(accepted.position, 1);
    assert_eq!(accepted.shown.unwrap().version, 1);
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 5, facts: 1 }));
}

#[tokio::test]
async fn a_refusal_leaves_no_fact() {
    let world = World::new().await;
    let refused = world.ask("kim", Command::Spend { coins: 1 }).await.unwrap_err();
    assert!(matches!(refused, Rejected::Refused { refused, replayed: false } if refused.code == "poor"));
    assert_eq!(world.till().log().head(), 0);
    assert_eq!(world.coins("kim").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_commands_never_overdraw() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: 10 }).await.unwrap();
    let racers = (0..50).map(|_| world.ask("kim", Command::Spend { coins: 1 }));
    let outcomes = futures_util::future::join_all(racers).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 10);
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 0, facts: 11 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_costs_one_command_and_no_other() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: 1 }).await.unwrap();
    for broken in [Command::Panic, Command::PanicInEvolve, Command::PanicInView] {
        let commands = (0..20).map(|n| match n {
            10 => ("kim", broken.clone()),
            n if n % 2 == 0 => ("kim", Command::Earn { coins: 1 }),
            _ => ("lee", Command::Earn { coins: 1 }),
        });
        let asked = commands.map(|(purse, command)| world.ask(purse, command));
        let outcomes = futures_util::future::join_all(asked).await;
        for (n, outcome) in outcomes.into_iter().enumerate() {
            match n {
                10 => assert!(matches!(outcome, Err(Rejected::Broken(_))), "{broken:?}"),
                _ => assert!(outcome.is_ok(), "{broken:?}: command {n} was lost: {outcome:?}"),
            }
        }
    }
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 1 + 3 * 9, facts: 1 + 3 * 9 }));
    assert_eq!(world.coins("lee").await, Some(Coins { coins: 30, facts: 30 }));
    assert_eq!(world.till().log().head(), 1 + 27 + 30);
}

#[tokio::test]
async fn a_key_gets_its_first_answer_again() {
    let world = World::new().await;
    let once = |body: &str| Some(Once { key: "k".into(), body: body.into() });
    let ask = |command, body| world.till().ask(request("kim", command, once(body)));
    let first = ask(Command::Earn { coins: 5 }, "a").await.unwrap();
    let again = ask(Command::Earn { coins: 5 }, "a").await.unwrap();
    assert!(!first.replayed && again.replayed);
    assert_eq!(first.shown.unwrap().body, again.shown.unwrap().body);
    assert!(matches!(ask(Command::Earn { coins: 6 }, "b").await, Err(Rejected::KeyReused)));
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 5, facts: 1 }));

    let world = world.restart::<1>().await;
    let later = world.till().ask(request("kim", Command::Earn { coins: 5 }, once("a"))).await.unwrap();
    assert!(later.replayed, "the key is as durable as the facts");
}

#[tokio::test]
async fn a_refusal_is_kept_under_its_key() {
    let world = World::new().await;
    let ask = || {
        world.till().ask(request("kim", Command::Spend { coins: 5 }, Some(Once { key: "k".into(), body: "a".into() })))
    };
    assert!(matches!(ask().await, Err(Rejected::Refused { replayed: false, .. })));
    world.ask("kim", Command::Earn { coins: 5 }).await.unwrap();
    assert!(matches!(ask().await, Err(Rejected::Refused { replayed: true, .. })));
}

#[tokio::test]
async fn a_document_that_has_moved_is_not_changed() {
    let world = World::new().await;
    world.ask("kim", Command::Earn { coins: 5 }).await.unwrap();
    let ask = |version| {
        let mut request = request("kim", Command::Earn { coins: 1 }, None);
        request.if_match = Some(version);
        world.till().ask(request)
    };
    assert!(matches!(ask(7).await, Err(Rejected::Changed)));
    assert_eq!(ask(1).await.unwrap().shown.unwrap().version, 2);
    assert!(matches!(ask(1).await, Err(Rejected::Changed)));
    assert_eq!(world.coins("kim").await, Some(Coins { coins: 6, facts: 2 }));
}
