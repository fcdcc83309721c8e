//! A fast set of histories; `cargo xtask sim` runs many more.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use sim::{Bug, Report, STEPS, find, run};

/// Histories of the fast set.
const HISTORIES: u64 = 120;

#[test]
fn random_histories_keep_every_promise() {
    let report = Report::of(1..HISTORIES + 1, STEPS, 2, None);
    assert_eq!(report.judge(), Ok(()), "{}", report.table());
    assert_eq!(report.histories, HISTORIES);
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in 1..40 {
        let (once, again) = (run(seed, 300, None, false), run(seed, 300, None, false));
        assert_eq!((once.hash, once.steps, once.facts), (again.hash, again.steps, again.facts), "seed {seed}");
    }
    assert_ne!(run(1, 300, None, false).hash, run(2, 300, None, false).hash);
}

#[test]
fn planted_bugs_are_found() {
    assert!(Bug::ALL.len() >= 20);
    let missed: Vec<&Bug> = Bug::ALL.iter().filter(|bug| find(**bug, 1000).is_none()).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
