use super::{Storage, changed, put, shelf, take, titled};
use crate::ports::{Bound, Doc, Store, StoreError, Terms};

async fn found(store: &dyn Store, words: &str) -> Vec<String> {
    let words = words.split_whitespace().map(str::to_owned).collect();
    let page = store.search("titles", &Terms { words, bounds: vec![], skip: 0, max: 50 }).await.unwrap();
    assert!(!page.more);
    page.rows.iter().map(|row| row.key.to_string()).collect()
}

async fn with(store: &dyn Store, titles: &[(&str, &str, &str)]) {
    store.prepare(&[shelf("titles", &[], true)]).await.unwrap();
    changed(store, titles.iter().map(|(key, first, rest)| put("titles", key, titled(first, rest))).collect()).await;
}

pub(super) async fn all_words_have_to_be_there(storage: &impl Storage) {
    let store = storage.open().await;
    with(
        &*store,
        &[("1", "war and peace", "tolstoy 1869"), ("2", "the art of war", "sun tzu"), ("3", "peace", "9788900000000")],
    )
    .await;
    changed(&*store, vec![put("titles", "4", Doc::plain("war", 1))]).await;
    assert_eq!(found(&*store, "war peace").await, ["1"]);
    assert_eq!(found(&*store, "tolstoy war").await, ["1"]);
    assert_eq!(found(&*store, "9788900000000").await, ["3"]);
    assert!(found(&*store, "war love").await.is_empty());
    assert!(found(&*store, "").await.is_empty());
    // The last word may be the beginning of one, the others not; one letter is no beginning.
    assert_eq!(found(&*store, "war tol").await, ["1"]);
    assert!(found(&*store, "tol war").await.is_empty());
    assert!(found(&*store, "war t").await.is_empty());
    store.prepare(&[shelf("mute", &[], false)]).await.unwrap();
    let asked = Terms { words: vec!["war".into()], bounds: vec![], skip: 0, max: 9 };
    assert!(matches!(store.search("mute", &asked).await, Err(StoreError::Failed(_))));
    assert!(matches!(store.search("none", &asked).await, Err(StoreError::Failed(_))));
}

pub(super) async fn better_places_come_first(storage: &impl Storage) {
    let store = storage.open().await;
    let titles = [
        ("anywhere", "a novel", "world of peace"),
        ("prefix", "new worlds", ""),
        ("all", "peace to the world", "of"),
        ("phrase", "a world of peace now", ""),
        ("begins", "world of peace and war", ""),
        ("whole", "world of peace", ""),
        ("one", "world", "peace of"),
    ];
    with(&*store, &titles).await;
    assert_eq!(found(&*store, "world of peace").await, ["whole", "begins", "phrase", "anywhere", "all", "one"]);
    assert_eq!(found(&*store, "peace world").await, ["all", "phrase", "begins", "whole", "anywhere", "one"]);
    assert_eq!(found(&*store, "world").await, ["one", "begins", "whole", "all", "phrase", "anywhere", "prefix"]);
}

pub(super) async fn words_follow_the_document(storage: &impl Storage) {
    let store = storage.open().await;
    with(&*store, &[("1", "old name", "kim"), ("2", "other", "")]).await;
    changed(&*store, vec![put("titles", "1", titled("new name", "kim"))]).await;
    assert!(found(&*store, "old").await.is_empty());
    assert_eq!(found(&*store, "new name").await, ["1"]);
    changed(&*store, vec![put("titles", "1", Doc { body: "{}".into(), version: 8, ..titled("new name", "kim") })])
        .await;
    let page =
        store.search("titles", &Terms { words: vec!["kim".into()], bounds: vec![], skip: 0, max: 9 }).await.unwrap();
    assert_eq!((&*page.rows[0].body, page.rows[0].version), ("{}", 8));
    changed(&*store, vec![take("titles", "1")]).await;
    assert!(found(&*store, "name").await.is_empty());
    changed(&*store, vec![put("titles", "2", Doc::plain("other", 1))]).await;
    assert!(found(&*store, "other").await.is_empty());
}

pub(super) async fn pages_of_hits_do_not_overlap(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("titles", &[], true)]).await.unwrap();
    let titles = (0..120).map(|n| {
        let first = if n % 7 == 0 { format!("history {n}") } else { format!("the history {n}") };
        put("titles", &n.to_string(), titled(&first, "korea"))
    });
    changed(&*store, titles.collect()).await;
    let mut keys = vec![];
    loop {
        let words = vec!["korea".into(), "history".into()];
        let page = store.search("titles", &Terms { words, bounds: vec![], skip: keys.len(), max: 25 }).await.unwrap();
        keys.extend(page.rows.iter().map(|row| row.key.to_string()));
        if !page.more {
            break;
        }
        assert_eq!(page.rows.len(), 25);
    }
    assert_eq!(keys.len(), 120);
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 120);
}

pub(super) async fn scripts_without_spaces_are_found(storage: &impl Storage) {
    let store = storage.open().await;
    with(
        &*store,
        &[
            ("1", "도서 서관 도 서 관", "김영 영하 김 영 하"),
            ("2", "서관 관도 서 관 도", ""),
            ("3", "図書 書館 図 書 館", ""),
            ("4", "큰 도서 서관 도 서 관 큰", ""),
        ],
    )
    .await;
    assert_eq!(found(&*store, "도서 서관").await, ["1", "4"]);
    assert_eq!(found(&*store, "서관").await, ["2", "1", "4"]);
    assert_eq!(found(&*store, "서").await, ["1", "2", "4"]);
    assert_eq!(found(&*store, "김영").await, ["1"]);
    assert_eq!(found(&*store, "書館").await, ["3"]);
    assert!(found(&*store, "관서").await.is_empty());
}

pub(super) async fn bounds_narrow_a_search(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("titles", &["kind"], true)]).await.unwrap();
    let of_kind = |kind: &str, title: &str| Doc { indexed: vec![("kind", kind.to_owned())], ..titled(title, "") };
    let docs = [("1", of_kind("book", "war and peace")), ("2", of_kind("film", "war")), ("3", of_kind("book", "war"))];
    changed(&*store, docs.map(|(key, doc)| put("titles", key, doc)).into()).await;
    let asked = |kind: &str| Terms {
        words: vec!["war".into()],
        bounds: vec![Bound::Is("kind", kind.to_owned())],
        skip: 0,
        max: 1,
    };
    let page = store.search("titles", &asked("book")).await.unwrap();
    assert_eq!((&*page.rows[0].key, page.more), ("3", true));
    let page = store.search("titles", &asked("film")).await.unwrap();
    assert_eq!((&*page.rows[0].key, page.more), ("2", false));
    assert!(store.search("titles", &asked("map")).await.unwrap().rows.is_empty());
    let unknown = Terms { bounds: vec![Bound::Is("colour", "red".into())], ..asked("book") };
    assert!(matches!(store.search("titles", &unknown).await, Err(StoreError::Failed(_))));
}
