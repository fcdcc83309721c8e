//! `madang`: a community library in one binary.

mod assemble;
mod books;
mod cli;
mod config;
mod data;
mod demo;
mod documents;
mod import;
mod serve;
mod token;

use clap::{CommandFactory, FromArgMatches};
use cli::{Cli, Verb};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What went wrong, in a sentence that says what to do.
type Failure = String;

fn main() -> ExitCode {
    let command = match config::with_file(Cli::command(), std::env::args_os()) {
        Ok(command) => command,
        Err(failure) => return wrong_usage(&failure),
    };
    let cli = match Cli::from_arg_matches(&command.get_matches()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let outcome = match cli.verb {
        Verb::Serve(serve) => in_runtime(serve::run(*serve)),
        Verb::Import(import) => in_runtime(import::run(import)),
        Verb::Token(token) => token::run(&token),
        Verb::Openapi => documents::print(&documents::openapi()),
        Verb::Asyncapi => documents::print(&documents::asyncapi()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("madang: {failure}");
            ExitCode::from(1)
        }
    }
}

fn in_runtime(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| format!("no threads can be started: {e}"))?.block_on(work)
}

fn wrong_usage(failure: &str) -> ExitCode {
    eprintln!("madang: {failure}");
    ExitCode::from(2)
}
