//! Damaged, full, torn and foreign files.
#![allow(clippy::unwrap_used, reason = "tests")]

use kernel::{Actor, Cause, Day, Role, Searched};
use runtime::ports::{Append, Change, Commit, Committed, Doc, NewFact, Recorded, Shelf, Store, StoreError};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use store_sqlite::{Options, SqliteStore};
use tempfile::TempDir;

fn options() -> Options {
    Options { readers: 1, ..Options::default() }
}

fn append(stream: &str, expected: u64, data: String) -> Append {
    let cause = Cause {
        command: format!("{stream}/{expected}"),
        correlation: "conversation".into(),
        causation: "request".into(),
        actor: Actor { role: Role::Patron, id: "kim".into() },
        at: 1_700_000_000_000 + expected,
        today: Day::default(),
    };
    let fact = NewFact { name: format!("loan.kind-{}", expected % 4).into(), schema: 1, data: data.into() };
    Append { stream: stream.into(), expected, facts: vec![fact], cause: Arc::new(cause) }
}

fn counted(n: u64) -> Change {
    Change { shelf: "docs".into(), key: "count".into(), doc: Some(Doc::plain(n.to_string(), n)) }
}

async fn docs(store: &SqliteStore) {
    store.prepare(&[Shelf { name: "docs".into(), indexes: &[], searched: false }]).await.unwrap();
}

struct Content {
    log: Vec<Recorded>,
    streams: Vec<Vec<Recorded>>,
}

const STREAMS: u64 = 40;

fn names() -> Vec<Arc<str>> {
    (0..STREAMS).map(|n| format!("borrower-{n:03}").into()).collect()
}

async fn written(file: &Path) -> Content {
    let store = SqliteStore::open(file, &options()).unwrap();
    docs(&store).await;
    for version in 0..3 {
        let appends = names().iter().map(|name| append(name, version, format!("{{\"n\":{version}}}"))).collect();
        store.commit(Commit { appends, changes: vec![counted(version)] }).await.unwrap();
    }
    let streams = store.load(&names()).await.unwrap().into_iter().map(Result::unwrap).collect();
    let content = Content { log: store.read(0, usize::MAX).await.unwrap(), streams };
    store.close().await;
    content
}

/// Reads everything; what is not an error has to be as it was.
async fn is_noticed(file: &Path, content: &Content) -> bool {
    let Ok(store) = SqliteStore::open(file, &options()) else { return true };
    let mut noticed = false;
    let mut after = 0;
    while after < content.log.len() as u64 {
        match store.read(after, 50).await {
            Ok(facts) if facts.is_empty() => panic!("the log seems to end at {after}"),
            Ok(facts) => {
                let from = after as usize;
                assert_eq!(facts, content.log[from..from + facts.len()]);
                after += facts.len() as u64;
            }
            Err(_) => {
                noticed = true;
                after += 1;
            }
        }
    }
    assert!(store.read(after, 1).await.is_ok_and(|facts| facts.is_empty()) || noticed);
    match store.load(&names()).await {
        Err(_) => return true,
        Ok(streams) => {
            for (loaded, original) in streams.into_iter().zip(&content.streams) {
                match loaded {
                    Ok(facts) => assert_eq!(facts, *original),
                    Err(_) => noticed = true,
                }
            }
        }
    }
    noticed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_flipped_byte_is_ever_folded() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("store.db");
    let content = written(&file).await;
    let sound = fs::read(&file).unwrap();
    assert!(!is_noticed(&file, &content).await);
    // `FLIP_STEP=1` flips every byte of the file.
    let step = std::env::var("FLIP_STEP").ok().and_then(|step| step.parse().ok()).unwrap_or(97);
    let (mut flips, mut noticed) = (0, 0);
    for at in (0..sound.len()).step_by(step) {
        for mask in [0x01, 0x80] {
            let mut flipped = sound.clone();
            flipped[at] ^= mask;
            let damaged = dir.path().join("damaged.db");
            for end in ["-wal", "-shm"] {
                let _ = fs::remove_file(dir.path().join(format!("damaged.db{end}")));
            }
            fs::write(&damaged, &flipped).unwrap();
            let (content, damaged) = (&content, damaged.as_path());
            noticed += usize::from(is_noticed(damaged, content).await);
            flips += 1;
        }
    }
    eprintln!("{flips} flips in {} bytes: {noticed} noticed, the others changed nothing that is read", sound.len());
    assert!(noticed > flips / 20);
}

#[tokio::test]
async fn a_full_disk_stops_the_store_and_keeps_what_was_acknowledged() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("store.db");
    let limited = Options { max_pages: Some(100), ..options() };
    let store = SqliteStore::open(&file, &limited).unwrap();
    docs(&store).await;
    let mut acknowledged = 0;
    let error = loop {
        let appends = vec![append("a", acknowledged, format!("\"{}\"", "x".repeat(2_000)))];
        match store.commit(Commit { appends, changes: vec![counted(acknowledged + 1)] }).await {
            Ok(committed) => assert_eq!(committed, Committed::At(acknowledged + 1)),
            Err(error) => break error,
        }
        acknowledged += 1;
    };
    assert!(matches!(error, StoreError::Failed(_) | StoreError::Unknown(_)), "{error:?}");
    assert!(acknowledged > 20);
    for _ in 0..2 {
        let small = Commit { appends: vec![append("b", 0, "1".into())], changes: vec![] };
        assert!(matches!(store.commit(small).await, Err(StoreError::Stopped(_))));
    }
    assert!(matches!(store.read(0, 1).await, Err(StoreError::Stopped(_))));
    assert!(matches!(store.get("docs", &["count".into()]).await, Err(StoreError::Stopped(_))));
    store.close().await;
    drop(store);
    let store = SqliteStore::open(&file, &options()).unwrap();
    assert_eq!(store.read(0, usize::MAX).await.unwrap().len() as u64, acknowledged);
    let count = store.get("docs", &["count".into()]).await.unwrap().remove(0).unwrap();
    assert_eq!(*count.body, *acknowledged.to_string());
    store.verify().await.unwrap();
}

fn wal(file: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", file.display()))
}

#[tokio::test]
async fn a_torn_log_ends_with_a_whole_commit() {
    let dir = TempDir::new().unwrap();
    let (file, torn) = (dir.path().join("store.db"), dir.path().join("torn.db"));
    let store = SqliteStore::open(&file, &options()).unwrap();
    docs(&store).await;
    for n in 0..40 {
        let appends = vec![append("a", n, "1".into())];
        store.commit(Commit { appends, changes: vec![counted(n + 1)] }).await.unwrap();
    }
    // What a crash leaves, cut off at many places.
    let (data, log) = (fs::read(&file).unwrap(), fs::read(wal(&file)).unwrap());
    let mut lengths = std::collections::BTreeSet::new();
    for cut in (0..log.len()).step_by(4_099).chain([log.len()]) {
        let _ = fs::remove_file(dir.path().join("torn.db-shm"));
        fs::write(&torn, &data).unwrap();
        fs::write(wal(&torn), &log[..cut]).unwrap();
        let store = SqliteStore::open(&torn, &options()).unwrap();
        let facts = store.read(0, usize::MAX).await.unwrap().len();
        if store.shelves().await.unwrap().is_empty() {
            assert_eq!(facts, 0);
            continue;
        }
        let count = store.get("docs", &["count".into()]).await.unwrap().remove(0);
        assert_eq!(count.map_or(0, |doc| doc.version), facts as u64);
        lengths.insert(facts);
    }
    assert!(lengths.len() > 30 && lengths.contains(&40), "{lengths:?}");
}

#[tokio::test]
async fn files_of_others_are_refused_and_left_alone() {
    let dir = TempDir::new().unwrap();
    let refused = |file: &Path| match SqliteStore::open(file, &options()) {
        Ok(_) => panic!("{} was opened", file.display()),
        Err(error) => error.to_string(),
    };
    let text = dir.path().join("text");
    fs::write(&text, "just a text, and long enough to be a header of something else entirely ".repeat(20)).unwrap();
    refused(&text);
    let other = dir.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t(a); INSERT INTO t VALUES(1)").unwrap();
    let before = fs::read(&other).unwrap();
    assert!(refused(&other).contains("another program"));
    assert_eq!(fs::read(&other).unwrap(), before);
    let newer = dir.path().join("newer.db");
    SqliteStore::open(&newer, &options()).unwrap().close().await;
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(refused(&newer).contains("newer version"));
    refused(&dir.path().join("no/such/directory/store.db"));
}

#[tokio::test]
async fn a_lost_end_of_the_log_is_noticed() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("store.db");
    written(&file).await;
    rusqlite::Connection::open(&file).unwrap().execute("DELETE FROM facts WHERE position > 100", []).unwrap();
    assert!(matches!(SqliteStore::open(&file, &options()), Err(StoreError::Corrupt { .. })));
}

#[tokio::test]
async fn a_damaged_fact_costs_its_stream_and_stops_readers_before_it() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("store.db");
    written(&file).await;
    let store = SqliteStore::open(&file, &options()).unwrap();
    store.prepare(&[Shelf { name: "titles".into(), indexes: &["by"], searched: true }]).await.unwrap();
    let words = Searched { first: vec!["war".into(), "peace".into()], rest: vec![] };
    let doc = Doc { searched: Some(words), indexed: vec![("by", "kim".into())], ..Doc::plain("{}", 1) };
    let change = Change { shelf: "titles".into(), key: "1".into(), doc: Some(doc) };
    store.commit(Commit { appends: vec![], changes: vec![change] }).await.unwrap();
    store.verify().await.unwrap();
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute("UPDATE facts SET data = data || ' ' WHERE position = 45", []).unwrap();
    other.execute("UPDATE d_titles SET body = '[]'", []).unwrap();
    assert!(matches!(store.verify().await, Err(StoreError::Corrupt { position: 45, .. })));
    let loaded = store.load(&names()).await.unwrap();
    let damaged: Vec<usize> = (0..loaded.len()).filter(|n| loaded[*n].is_err()).collect();
    assert_eq!(damaged, [4]);
    assert_eq!(store.read(40, 100).await.unwrap().len(), 4);
    assert!(matches!(store.read(44, 100).await, Err(StoreError::Corrupt { position: 45, .. })));
    assert_eq!(store.read(45, 100).await.unwrap().len(), 75);
    assert!(matches!(store.get("titles", &["1".into()]).await, Err(StoreError::Corrupt { .. })));
    // The stream that is damaged can be neither read nor, by mistake, begun again.
    let again = Commit { appends: vec![append("borrower-004", 0, "1".into())], changes: vec![] };
    assert!(matches!(store.commit(again).await, Ok(Committed::Stale(_))));
}
