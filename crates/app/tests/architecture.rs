//! The dependency rules of ARCHITECTURE.md, held against `cargo metadata`. A failure says what to change.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeMap;

/// Which of our crates may use which others of ours. A new crate is a line here, and a decision.
const OURS: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("words", &[]),
    ("contexts", &["kernel", "words"]),
    ("records", &["words"]),
    ("runtime", &["kernel"]),
    ("store-sqlite", &["kernel", "runtime"]),
    ("edge-http", &["kernel", "runtime", "words"]),
    ("bus-peers", &["edge-http", "kernel", "runtime"]),
    ("effects", &["kernel", "runtime"]),
    ("app", &["bus-peers", "contexts", "edge-http", "effects", "kernel", "records", "runtime", "store-sqlite"]),
    ("sim", &["contexts", "kernel", "runtime"]),
    ("xtask", &["bus-peers", "contexts", "edge-http", "kernel", "records", "runtime", "sim", "store-sqlite", "words"]),
];

/// All that the pure crates may use from elsewhere: nothing that reads a clock, a file, a socket or a die.
const PURE: &[(&str, &[&str])] = &[
    ("kernel", &["jiff", "schemars", "serde", "serde_json"]),
    ("words", &["thiserror", "unicode-normalization"]),
    ("contexts", &["schemars", "serde", "serde_json", "thiserror"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

fn uses(package: &Package) -> Vec<String> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.clone()).collect()
}

#[test]
fn crates_depend_on_each_other_as_the_table_says() {
    let table: BTreeMap<&str, &[&str]> = OURS.iter().copied().collect();
    for package in metadata().workspace_packages() {
        let name = package.name.as_str();
        let allowed = table
            .get(name)
            .unwrap_or_else(|| panic!("the crate {name} is not in the table: add it to OURS and to ARCHITECTURE.md"));
        for used in uses(package).iter().filter(|used| table.contains_key(used.as_str())) {
            assert!(
                allowed.contains(&used.as_str()),
                "{name} must not use {used}: turn the dependency around, or put a port between them"
            );
        }
    }
}

#[test]
fn the_business_cannot_do_io() {
    let pure: BTreeMap<&str, &[&str]> = PURE.iter().copied().collect();
    let ours: Vec<&str> = OURS.iter().map(|(name, _)| *name).collect();
    for package in metadata().workspace_packages() {
        let Some(allowed) = pure.get(package.name.as_str()) else { continue };
        for used in uses(package) {
            let known = allowed.contains(&used.as_str()) || ours.contains(&used.as_str());
            assert!(
                known,
                "{} must stay pure: it may not use {used}; give the context the value instead",
                package.name
            );
        }
    }
}

#[test]
fn the_kernels_calendar_has_no_clock() {
    let manifest = include_str!("../../kernel/Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("jiff")).unwrap();
    assert!(
        line.contains("default-features = false") && !line.contains("\"std\""),
        "jiff's `std` feature can read the clock"
    );
}

#[test]
fn nothing_outside_adapters_reads_clock_or_chance() {
    let forbidden = ["SystemTime::now", "Timestamp::now", "Zoned::now", "Uuid::now_v7", "rand::", "getrandom"];
    for (folder, file, text) in sources() {
        let pure = ["kernel", "contexts", "words"].contains(&folder.as_str());
        let engine = folder == "runtime" && !file.ends_with("ports/ambient.rs");
        for word in forbidden.iter().filter(|_| pure || engine) {
            assert!(
                !text.contains(word),
                "{folder}/{file} uses {word}: ask the port (runtime::ports::Ambient) or take it as a value"
            );
        }
    }
}

#[test]
fn contexts_never_name_each_other() {
    let names: Vec<&str> = contexts::ALL.iter().map(|(name, _)| *name).collect();
    for (_, file, text) in sources().into_iter().filter(|(folder, _, _)| folder == "contexts") {
        let own = file.split('/').next().unwrap_or_default().to_owned();
        for other in names.iter().filter(|name| **name != own) {
            for path in [format!("crate::{other}"), format!("super::super::{other}"), format!("super::{other}::")] {
                assert!(
                    !text.contains(&path),
                    "contexts/{file} names {path}: hear its facts in your own words instead"
                );
            }
        }
    }
}

/// Every source file of ours: crate, path inside its `src`, text.
fn sources() -> Vec<(String, String, String)> {
    fn walk(folder: &std::path::Path, all: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                all.push(path);
            }
        }
    }
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    let mut found = vec![];
    for (name, _) in OURS {
        let source = crates.join(name).join("src");
        let mut files = vec![];
        walk(&source, &mut files);
        assert!(!files.is_empty(), "the crate {name} has no sources: take it out of the table");
        for file in files {
            let inside = file.strip_prefix(&source).unwrap().to_string_lossy().into_owned();
            found.push(((*name).to_owned(), inside, std::fs::read_to_string(&file).unwrap()));
        }
    }
    found
}
