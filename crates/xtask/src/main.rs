//! Chores of the project: benchmarks, new contexts, generated documents.

mod map;

use std::process::ExitCode;

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let done = match wanted.as_str() {
        "map" => map::write(),
        _ => {
            eprintln!("cargo xtask map    writes docs/map.md");
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
