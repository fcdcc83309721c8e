//! Chores of the project: benchmarks, new contexts, generated documents.

mod bench;
mod documents;
mod map;
mod new_context;
mod sim;
mod workload;

use std::process::ExitCode;

const HELP: &str = "cargo xtask documents          writes docs/map.md, docs/openapi.json and docs/asyncapi.json
cargo xtask map                writes docs/map.md
cargo xtask new-context NAME   a context that compiles and is tested
cargo xtask bench              measures; see cargo xtask bench --help
cargo xtask workload           random commands over the real binary, killed on the way; --help
cargo xtask sim                random histories with faults; see cargo xtask sim --help";

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let done = match wanted.as_str() {
        "bench" => bench::run(),
        "workload" => workload::run(),
        "documents" => documents::write().and_then(|()| map::write()),
        "map" => map::write(),
        "sim" => sim::run(),
        "new-context" => new_context::run(&std::env::args().nth(2).unwrap_or_default()),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::FAILURE;
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("cargo xtask {wanted}: {why}");
            ExitCode::FAILURE
        }
    }
}
