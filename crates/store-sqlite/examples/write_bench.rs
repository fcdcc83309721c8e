//! How fast facts and documents are written, and what they cost on the disk.
//!
//! `cargo run --release -p store-sqlite --example write_bench -- [facts] [directory] [name of one run]`

use kernel::{Actor, Cause, Day, Role};
use runtime::ports::{Append, Change, Commit, Committed, Doc, NewFact, Shelf, Store};
use std::{
    error::Error,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use store_sqlite::{Options, SqliteStore};

const STREAMS: u64 = 50_000;

/// Small numbers that look random and are the same in every run.
fn mixed(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

fn cause(n: u64) -> Arc<Cause> {
    let id = |n: u64| format!("018f{:08x}-7{:03x}-8{:03x}-{:012x}", n, n % 4096, n % 4096, mixed(n) >> 16);
    Arc::new(Cause {
        command: id(n),
        correlation: id(n),
        causation: "request".into(),
        actor: Actor { role: Role::Patron, id: format!("member-{}", n % STREAMS) },
        at: 1_700_000_000_000 + n,
        today: Day::new(2024, 5, 17).unwrap_or_default(),
    })
}

fn commit(versions: &mut [u64], at: &mut u64, batch: u64, docs: bool) -> Commit {
    let name: Arc<str> = "loan.requested".into();
    let mut commit = Commit::default();
    for _ in 0..batch {
        *at += 1;
        let of = (mixed(*at) % STREAMS) as usize;
        let stream: Arc<str> = format!("borrower-018f2b6c-{of:012}").into();
        let data =
            format!(r#"{{"loan":"018f2b6c-{at:012}","title":"018f0000-{:012}","qty":1,"until":"2024-05-31"}}"#, of * 3);
        let fact = NewFact { name: name.clone(), schema: 1, data: data.into() };
        if docs {
            let body = format!(
                r#"{{"id":"018f2b6c-{at:012}","memberId":"member-{of}","status":"requested","qty":1,"until":"2024-05-31"}}"#
            );
            let indexed = vec![("member", format!("member-{of}")), ("status", "requested".to_owned())];
            let loan = Doc { indexed, ..Doc::plain(body, 1) };
            commit.changes.push(Change {
                shelf: "loans".into(),
                key: format!("018f2b6c-{at:012}").into(),
                doc: Some(loan),
            });
            let member =
                Doc::plain(format!(r#"{{"member":"member-{of}","onLoan":{}}}"#, versions[of] + 1), versions[of] + 1);
            commit.changes.push(Change {
                shelf: "members".into(),
                key: format!("member-{of}").into(),
                doc: Some(member),
            });
        }
        // The same stream twice in a batch rests on what was appended just before.
        commit.appends.push(Append { stream, expected: versions[of], facts: vec![fact], cause: cause(*at) });
        versions[of] += 1;
    }
    commit
}

async fn run(dir: &Path, label: &str, facts: u64, batch: u64, docs: bool) -> Result<(), Box<dyn Error>> {
    let file = dir.join(format!("bench-{batch}-{docs}.db"));
    for end in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(dir.join(format!("bench-{batch}-{docs}.db{end}"))));
    }
    let store = SqliteStore::open(&file, &Options::default())?;
    let shelves = [
        Shelf { name: "loans".into(), indexes: &["member", "status"], searched: false },
        Shelf { name: "members".into(), indexes: &[], searched: false },
    ];
    store.prepare(&shelves).await?;
    let (mut versions, mut at) = (vec![0; STREAMS as usize], 0);
    let (mut busy, mut slowest, mut largest) = (Duration::ZERO, Duration::ZERO, 0);
    let mut times = vec![];
    while at < facts {
        let commit = commit(&mut versions, &mut at, batch, docs);
        let begun = Instant::now();
        let done = store.commit(commit).await?;
        let took = begun.elapsed();
        assert_eq!(done, Committed::At(at));
        busy += took;
        slowest = slowest.max(took);
        times.push(took);
        if at % (batch * 64) == 0 {
            largest = largest.max(size(&dir.join(format!("bench-{batch}-{docs}.db-wal"))));
        }
    }
    times.sort_unstable();
    store.close().await;
    println!(
        "{label:24} {:>9.0} facts/s, a commit p50 {:?} p99 {:?} max {:?}, log at most {} MiB, {} bytes a fact",
        at as f64 / busy.as_secs_f64(),
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        slowest,
        largest >> 20,
        size(&file) / at
    );
    Ok(())
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let facts: u64 = args.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let dir = args.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let only = args.next();
    let runs = [
        ("one by one", facts / 100, 1, false),
        ("by 100", facts / 4, 100, false),
        ("by 500", facts, 500, false),
        ("by 500 with 2 documents", facts / 2, 500, true),
    ];
    for (label, facts, batch, docs) in runs {
        if only.as_deref().is_none_or(|only| only == label) {
            run(&dir, label, facts, batch, docs).await?;
        }
    }
    Ok(())
}
