use super::{Storage, all, append, appended, cause, fact, loaded, positions};
use crate::ports::{Append, Commit, Committed, NewFact, Store};
use std::{sync::Arc, time::Duration};

pub(super) async fn positions_are_dense_and_in_order(storage: &impl Storage) {
    let store = storage.open().await;
    assert_eq!(*store.head().borrow(), 0);
    assert_eq!(appended(&*store, vec![]).await, Committed::At(0));
    let first = vec![append("a", 0, [fact("x.1"), fact("x.2")]), append("b", 0, [fact("y.1")])];
    assert_eq!(appended(&*store, first).await, Committed::At(3));
    assert_eq!(appended(&*store, vec![append("a", 2, [fact("x.3")])]).await, Committed::At(4));
    let log = all(&*store).await;
    assert_eq!(positions(&log), [1, 2, 3, 4]);
    let names: Vec<(&str, &str, u64)> = log.iter().map(|fact| (&*fact.stream, &*fact.name, fact.version)).collect();
    assert_eq!(names, [("a", "x.1", 1), ("a", "x.2", 2), ("b", "y.1", 1), ("a", "x.3", 3)]);
    assert_eq!(*store.head().borrow(), 4);
}

pub(super) async fn facts_come_back_as_they_were(storage: &impl Storage) {
    let store = storage.open().await;
    let odd = NewFact { name: "책.빌림".into(), schema: u16::MAX, data: "{\"제목\":\"'\\u0000\\\"\"}".into() };
    let append =
        Append {
            stream: "사람-'\"\u{0}-1".into(), expected: 0, facts: vec![odd.clone(), fact("x")], cause: cause(7)
        };
    appended(&*store, vec![append.clone()]).await;
    let log = all(&*store).await;
    assert_eq!(log, loaded(&*store, &append.stream).await);
    assert_eq!(
        (&log[0].stream, &log[0].name, log[0].schema, &log[0].data),
        (&append.stream, &odd.name, odd.schema, &odd.data)
    );
    assert_eq!((&log[0].cause, &log[1].cause), (&append.cause, &append.cause));
}

pub(super) async fn an_unknown_stream_is_empty(storage: &impl Storage) {
    let store = storage.open().await;
    appended(&*store, vec![append("a", 0, [fact("x")])]).await;
    let streams = store.load(&["b".into(), "a".into(), "".into()]).await.unwrap();
    let lengths: Vec<usize> = streams.into_iter().map(|stream| stream.unwrap().len()).collect();
    assert_eq!(lengths, [0, 1, 0]);
    assert!(store.load(&[]).await.unwrap().is_empty());
}

pub(super) async fn a_moved_stream_stores_nothing_and_all_are_named(storage: &impl Storage) {
    let store = storage.open().await;
    appended(&*store, vec![append("a", 0, [fact("x")]), append("b", 0, [fact("x")])]).await;
    let before = all(&*store).await;
    let appends = vec![
        append("c", 0, [fact("x")]),
        append("a", 0, [fact("x")]),
        append("c", 1, [fact("x")]),
        append("b", 2, [fact("x")]),
        append("a", 1, [fact("x")]),
        append("d", 5, [fact("x")]),
    ];
    let Committed::Stale(mut streams) = appended(&*store, appends).await else { panic!("these streams were moved") };
    streams.sort_unstable();
    assert_eq!(streams.iter().map(|stream| &**stream).collect::<Vec<_>>(), ["a", "b", "d"]);
    assert_eq!(all(&*store).await, before);
    assert_eq!(loaded(&*store, "c").await, []);
    assert_eq!(*store.head().borrow(), 2);
    assert_eq!(appended(&*store, vec![append("c", 0, [fact("x")])]).await, Committed::At(3));
}

pub(super) async fn one_stream_may_be_appended_to_twice(storage: &impl Storage) {
    let store = storage.open().await;
    let appends =
        vec![append("a", 0, [fact("x"), fact("y")]), append("b", 0, [fact("x")]), append("a", 2, [fact("z")])];
    assert_eq!(appended(&*store, appends).await, Committed::At(4));
    let stream = loaded(&*store, "a").await;
    assert_eq!(positions(&stream), [1, 2, 4]);
    assert_eq!(stream.iter().map(|fact| fact.version).collect::<Vec<_>>(), [1, 2, 3]);
}

pub(super) async fn reading_goes_in_pages(storage: &impl Storage) {
    let store = storage.open().await;
    for n in 0..10 {
        appended(&*store, vec![append("a", n, [fact("x")])]).await;
    }
    assert_eq!(positions(&store.read(0, 3).await.unwrap()), [1, 2, 3]);
    assert_eq!(positions(&store.read(3, 3).await.unwrap()), [4, 5, 6]);
    assert_eq!(positions(&store.read(8, 3).await.unwrap()), [9, 10]);
    assert!(store.read(10, 3).await.unwrap().is_empty());
    assert!(store.read(99, 3).await.unwrap().is_empty());
    assert!(store.read(0, 0).await.unwrap().is_empty());
}

pub(super) async fn long_streams_are_loaded(storage: &impl Storage) {
    let store = storage.open().await;
    for n in 0..20 {
        let many = |stream: &str| append(stream, n * 100, std::iter::repeat_n(fact("x"), 100));
        appended(&*store, vec![many("a"), many("b")]).await;
    }
    let stream = loaded(&*store, "b").await;
    assert!(stream.iter().map(|fact| fact.version).eq(1..=2_000));
    assert!(stream.is_sorted_by_key(|fact| fact.position));
    assert!(stream.iter().all(|fact| &*fact.stream == "b"));
}

pub(super) async fn the_head_wakes_those_who_wait(storage: &impl Storage) {
    let store = storage.open().await;
    let mut head = store.head();
    let waiting = tokio::spawn(async move { *head.wait_for(|head| *head >= 2).await.expect("the store is there") });
    appended(&*store, vec![append("a", 0, [fact("x")])]).await;
    appended(&*store, vec![append("a", 1, [fact("x")])]).await;
    let woken = tokio::time::timeout(Duration::from_secs(10), waiting).await;
    assert_eq!(woken.expect("it is woken").unwrap(), 2);
    // Whoever is woken can read what woke him.
    assert_eq!(all(&*store).await.len(), 2);
}

/// Appends `count` facts to a stream of its own, and to one that all share.
async fn write(store: Arc<dyn Store>, own: String, count: u64) {
    let mut shared = 0;
    for n in 0..count {
        loop {
            let appends = vec![append(&own, n, [fact("own")]), append("shared", shared, [fact("shared")])];
            match store.commit(Commit { appends, changes: vec![] }).await.unwrap() {
                Committed::At(_) => break,
                Committed::Stale(streams) => assert_eq!(streams, ["shared".into()]),
            }
            shared = store.load(&["shared".into()]).await.unwrap().remove(0).unwrap().len() as u64;
        }
        shared += 1;
    }
}

pub(super) async fn many_writers_at_once_lose_and_double_nothing(storage: &impl Storage) {
    let store = storage.open().await;
    let (writers, count) = (8, 25);
    let tasks: Vec<_> = (0..writers).map(|n| tokio::spawn(write(store.clone(), format!("own-{n}"), count))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    let log = all(&*store).await;
    assert!(log.iter().map(|fact| fact.position).eq(1..=writers * count * 2));
    for stream in (0..writers).map(|n| (format!("own-{n}"), count)).chain([("shared".to_owned(), writers * count)]) {
        let facts = loaded(&*store, &stream.0).await;
        assert!(facts.iter().map(|fact| fact.version).eq(1..=stream.1), "{}", stream.0);
    }
}
