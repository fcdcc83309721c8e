use super::{Storage, all, append, changed, fact, got, indexed, listed, put, shelf, take};
use crate::ports::{Commit, Committed, Doc, Select, StoreError};

pub(super) async fn preparing_twice_makes_nothing_new(storage: &impl Storage) {
    let store = storage.open().await;
    let (one, two) = (shelf("one", &[], false), shelf("two_2", &["by"], true));
    assert_eq!(store.prepare(std::slice::from_ref(&one)).await.unwrap(), ["one".into()]);
    assert_eq!(store.prepare(&[one.clone(), two.clone()]).await.unwrap(), ["two_2".into()]);
    assert!(store.prepare(&[one, two]).await.unwrap().is_empty());
    let mut names = store.shelves().await.unwrap();
    names.sort_unstable();
    assert_eq!(names, ["one".into(), "two_2".into()]);
}

pub(super) async fn another_shape_under_the_same_name_is_refused(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("one", &["a"], false)]).await.unwrap();
    for other in [shelf("one", &["a", "b"], false), shelf("one", &["a"], true)] {
        let refused = store.prepare(&[shelf("new", &[], false), other]).await;
        assert!(matches!(refused, Err(StoreError::Failed(_))));
    }
    assert_eq!(store.shelves().await.unwrap(), ["one".into()]);
}

pub(super) async fn odd_names_of_shelves_are_refused(storage: &impl Storage) {
    let store = storage.open().await;
    for name in ["", "a b", "a;drop", "a\"", "책", "A"] {
        assert!(matches!(store.prepare(&[shelf(name, &[], false)]).await, Err(StoreError::Failed(_))), "{name}");
    }
    // These would be in each other's way if names were put together carelessly.
    let shelves =
        ["x", "x_data", "x_", "x__data", "x__idx", "d_x", "1", "select"].map(|name| shelf(name, &["i"], true));
    assert_eq!(store.prepare(&shelves).await.unwrap().len(), 8);
}

pub(super) async fn documents_come_and_go(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("plain", &[], false), shelf("rich", &["by", "on"], true)]).await.unwrap();
    let first = Doc::plain("{\"n\":1}", 3);
    let rich = Doc { version: 9, ..indexed("{}", &[("by", "kim"), ("on", "")]) };
    changed(&*store, vec![put("plain", "a", first.clone()), put("rich", "a", rich.clone())]).await;
    assert_eq!(got(&*store, "plain", "a").await, Some(first));
    assert_eq!(got(&*store, "rich", "a").await, Some(rich));
    assert_eq!(got(&*store, "plain", "b").await, None);
    let second = Doc::plain("{\"n\":2}", 4);
    changed(&*store, vec![put("plain", "a", second.clone()), put("plain", "b", second.clone())]).await;
    let docs = store.get("plain", &["b".into(), "none".into(), "a".into(), "b".into()]).await.unwrap();
    assert_eq!(docs, [Some(second.clone()), None, Some(second.clone()), Some(second)]);
    changed(&*store, vec![take("plain", "a"), take("plain", "none"), take("rich", "a"), take("rich", "none")]).await;
    assert_eq!((got(&*store, "plain", "a").await, got(&*store, "rich", "a").await), (None, None));
    assert!(matches!(store.get("none", &["a".into()]).await, Err(StoreError::Failed(_))));
}

pub(super) async fn facts_and_documents_are_one(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("docs", &["by"], false)]).await.unwrap();
    let commit = |expected, shelf, doc| Commit {
        appends: vec![append("a", expected, [fact("x")])],
        changes: vec![put("docs", "a", indexed("1", &[])), put(shelf, "b", doc)],
    };
    for (shelf, doc) in [("none", Doc::plain("1", 1)), ("docs", indexed("1", &[("no_such_index", "1")]))] {
        assert!(matches!(store.commit(commit(0, shelf, doc)).await, Err(StoreError::Failed(_))), "{shelf}");
    }
    assert!(matches!(store.commit(commit(1, "docs", Doc::plain("1", 1))).await, Ok(Committed::Stale(_))));
    assert!(all(&*store).await.is_empty());
    assert_eq!(got(&*store, "docs", "a").await, None);
    assert_eq!(store.commit(commit(0, "docs", Doc::plain("1", 1))).await.unwrap(), Committed::At(1));
    assert_eq!(all(&*store).await.len(), 1);
    assert!(got(&*store, "docs", "a").await.is_some() && got(&*store, "docs", "b").await.is_some());
}

pub(super) async fn the_last_change_of_a_key_counts(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("docs", &["by"], false)]).await.unwrap();
    let doc = |body: &str| indexed(body, &[("by", body)]);
    let changes = vec![
        put("docs", "a", doc("1")),
        put("docs", "b", doc("1")),
        take("docs", "a"),
        put("docs", "a", doc("2")),
        put("docs", "b", doc("2")),
        take("docs", "b"),
    ];
    changed(&*store, changes).await;
    assert_eq!(got(&*store, "docs", "a").await, Some(doc("2")));
    assert_eq!(got(&*store, "docs", "b").await, None);
    assert_eq!(listed(&*store, "docs", Select { max: 9, ..Select::default() }).await, (vec!["a".into()], false));
}

pub(super) async fn large_documents_and_odd_keys(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("docs", &["by"], false)]).await.unwrap();
    let large = "책".repeat(350_000);
    let keys = ["", " ", "'", "\"", "%_", "a\u{0}b", "a", "책", "\u{1F4DA}", &"k".repeat(5_000)];
    let doc = |n: usize| indexed(if n == 0 { &large } else { "{}" }, &[("by", keys[n])]);
    changed(&*store, keys.iter().enumerate().map(|(n, key)| put("docs", key, doc(n))).collect()).await;
    for (n, key) in keys.iter().enumerate() {
        assert_eq!(got(&*store, "docs", key).await, Some(doc(n)), "{n}");
        let by = crate::ports::Bound::Is("by", (*key).to_owned());
        let page = listed(&*store, "docs", Select { bounds: vec![by], max: 9, ..Select::default() }).await;
        assert_eq!(page, (vec![(*key).to_owned()], false));
    }
    let data = format!("\"{large}\"");
    let facts = [crate::ports::NewFact { data: data.as_str().into(), ..fact("x") }];
    super::appended(&*store, vec![append("a", 0, facts)]).await;
    assert_eq!(*super::loaded(&*store, "a").await[0].data, *data);
}

pub(super) async fn a_dropped_shelf_is_gone(storage: &impl Storage) {
    let store = storage.open().await;
    let shelves = [shelf("old", &["by"], true), shelf("new", &[], false)];
    store.prepare(&shelves).await.unwrap();
    changed(&*store, vec![put("old", "a", indexed("1", &[("by", "x")])), put("new", "a", Doc::plain("2", 1))]).await;
    store.drop_shelf("old").await.unwrap();
    store.drop_shelf("none").await.unwrap();
    assert_eq!(store.shelves().await.unwrap(), ["new".into()]);
    assert!(matches!(store.get("old", &["a".into()]).await, Err(StoreError::Failed(_))));
    assert!(got(&*store, "new", "a").await.is_some());
    assert_eq!(store.prepare(&shelves).await.unwrap(), ["old".into()]);
    assert_eq!(got(&*store, "old", "a").await, None);
    assert_eq!(listed(&*store, "old", Select { max: 9, ..Select::default() }).await, (vec![], false));
}
