//! What reading costs: documents by key, streams, the log.
//!
//! `cargo run --release -p store-sqlite --example read_bench -- [directory]`

use kernel::{Actor, Cause, Day, Role};
use runtime::ports::{Append, Change, Commit, Doc, NewFact, Shelf, Store};
use std::{
    error::Error,
    future::Future,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use store_sqlite::{Options, SqliteStore};

fn key(n: u64) -> Arc<str> {
    format!("018f2b6c-{:012}", n * 7_919 % 200_000).into()
}

fn append(stream: &str, expected: u64, count: usize) -> Append {
    let actor = Actor { role: Role::Patron, id: "kim".into() };
    let id = || format!("018f2b6c-0000-7000-8000-{expected:012}");
    let (command, correlation, causation) = (id(), id(), "request".into());
    let cause = Cause { command, correlation, causation, actor, at: 1_700_000_000_000, today: Day::default() };
    let data = r#"{"loan":"018f2b6c-000000000000","title":"018f0000-000000000000","qty":1,"until":"2024-05-31"}"#;
    let fact = NewFact { name: "loan.requested".into(), schema: 1, data: data.into() };
    Append { stream: stream.into(), expected, facts: vec![fact; count], cause: Arc::new(cause) }
}

async fn fill(store: &SqliteStore) -> Result<(), Box<dyn Error>> {
    store.prepare(&[Shelf { name: "docs".into(), indexes: &[], searched: false }]).await?;
    for from in (0..200_000).step_by(1_000) {
        let doc = |n: u64| Doc::plain(format!(r#"{{"id":{n},"status":"requested","text":"{}"}}"#, "x".repeat(300)), 1);
        let put = |n: u64| Change { shelf: "docs".into(), key: format!("018f2b6c-{n:012}").into(), doc: Some(doc(n)) };
        let mut appends: Vec<Append> = (from..from + 1_000).map(|n| append(&format!("short-{n}"), 0, 5)).collect();
        appends.push(append("long", from / 1_000 * 25, 25));
        store.commit(Commit { appends, changes: (from..from + 1_000).map(put).collect() }).await?;
    }
    Ok(())
}

async fn time<F: Future<Output = ()>>(label: &str, count: u64, ask: impl Fn(u64) -> F) {
    let mut times: Vec<Duration> = vec![];
    for n in 0..count {
        let begun = Instant::now();
        ask(n).await;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    println!("{label:32} p50 {:?} p99 {:?}", times[times.len() / 2], times[times.len() * 99 / 100]);
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dir = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let file = dir.join("read-bench.db");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(dir.join(format!("read-bench.db{end}")));
    }
    let store = SqliteStore::open(file, &Options::default())?;
    fill(&store).await?;
    let store = &store;
    let got = |keys: Vec<Arc<str>>| async move {
        let docs = store.get("docs", &keys).await;
        assert!(docs.is_ok_and(|docs| docs.iter().all(Option::is_some)));
    };
    time("a thread and back", 20_000, |_| async { tokio::task::spawn_blocking(|| ()).await.unwrap_or_default() }).await;
    time("1 document", 20_000, |n| got(vec![key(n)])).await;
    time("16 documents", 5_000, |n| got((n..n + 16).map(key).collect())).await;
    time("500 documents", 500, |n| got((n..n + 500).map(key).collect())).await;
    let loaded =
        |stream: String| async move { assert!(store.load(&[stream.into()]).await.is_ok_and(|all| all[0].is_ok())) };
    time("a stream of 5 facts", 20_000, |n| loaded(format!("short-{}", n * 7_919 % 200_000))).await;
    time("a stream of 5,000 facts", 100, |_| loaded("long".into())).await;
    let read = |after: u64, max: usize| async move {
        assert!(store.read(after, max).await.is_ok_and(|facts| facts.len() == max));
    };
    time("1 fact of the log", 20_000, |n| read(n * 7_919 % 1_000_000, 1)).await;
    time("1,000 facts of the log", 500, |n| read(n * 1_000, 1_000)).await;
    store.close().await;
    Ok(())
}
