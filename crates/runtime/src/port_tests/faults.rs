use super::{Storage, all, append, appended, changed, fact, got, indexed, put, shelf, take, titled};
use crate::ports::{Bound, Commit, Committed, Doc, Select, StoreError, Terms};

pub(super) async fn opening_again_finds_everything(storage: &impl Storage) {
    let store = storage.open().await;
    let shelves = [shelf("docs", &["by"], false), shelf("titles", &[], true)];
    store.prepare(&shelves).await.unwrap();
    let changes = vec![
        put("docs", "a", indexed("1", &[("by", "kim")])),
        put("docs", "b", Doc::plain("2", 2)),
        take("docs", "b"),
        put("titles", "t", titled("war and peace", "")),
    ];
    let appends = vec![append("a", 0, [fact("x"), fact("y")]), append("b", 0, [fact("x")])];
    store.commit(Commit { appends, changes }).await.unwrap();
    let before = all(&*store).await;
    store.close().await;
    drop(store);
    let store = storage.open().await;
    assert_eq!(*store.head().borrow(), 3);
    assert_eq!(all(&*store).await, before);
    assert_eq!(store.shelves().await.unwrap().len(), 2);
    assert_eq!(got(&*store, "docs", "a").await, Some(indexed("1", &[("by", "kim")])));
    assert!(store.prepare(&shelves).await.unwrap().is_empty());
    let kims = Select { bounds: vec![Bound::Is("by", "kim".into())], max: 9, ..Select::default() };
    assert_eq!(store.list("docs", &kims).await.unwrap().rows.len(), 1);
    let words = Terms { words: vec!["peace".into()], bounds: vec![], skip: 0, max: 9 };
    assert_eq!(store.search("titles", &words).await.unwrap().rows.len(), 1);
    assert!(matches!(appended(&*store, vec![append("a", 1, [fact("x")])]).await, Committed::Stale(_)));
    assert_eq!(appended(&*store, vec![append("a", 2, [fact("z")])]).await, Committed::At(4));
}

pub(super) async fn dropping_without_closing_is_safe(storage: &impl Storage) {
    for n in 0..5 {
        let store = storage.open().await;
        assert_eq!(appended(&*store, vec![append("a", n, [fact("x")])]).await, Committed::At(n + 1));
    }
    let store = storage.open().await;
    assert_eq!(all(&*store).await.len(), 5);
}

pub(super) async fn a_closed_store_refuses(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("docs", &[], false)]).await.unwrap();
    changed(&*store, vec![put("docs", "a", Doc::plain("1", 1))]).await;
    let taken: Vec<_> = (0..10)
        .map(|n| {
            let store = store.clone();
            let commit = Commit { appends: vec![append(&n.to_string(), 0, [fact("x")])], changes: vec![] };
            tokio::spawn(async move { store.commit(commit).await })
        })
        .collect();
    tokio::join!(store.close(), store.close());
    let mut acknowledged = 0;
    for commit in taken {
        match commit.await.unwrap() {
            Ok(Committed::At(_)) => acknowledged += 1,
            Err(StoreError::Stopped(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    let late = Commit { appends: vec![append("late", 0, [fact("x")])], changes: vec![] };
    assert!(matches!(store.commit(late).await, Err(StoreError::Stopped(_))));
    assert!(matches!(store.read(0, 9).await, Err(StoreError::Stopped(_))));
    drop(store);
    let store = storage.open().await;
    assert_eq!(all(&*store).await.len(), acknowledged);
    assert!(got(&*store, "docs", "a").await.is_some());
}
