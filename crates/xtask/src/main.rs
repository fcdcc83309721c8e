//! Chores of the project: benchmarks, new contexts, generated documents.
fn main() {}
