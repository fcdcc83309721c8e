//! `cargo xtask bench …`: how fast it is, measured on loopback against a bare server of the same run.
//!
//! Every bench starts what it needs on free ports over a folder of its own, and stops it. What is compared runs
//! interleaved, so that a machine that is busy with other things is unfair to both sides alike.

mod borrow;
mod echo;
mod fill;
mod growth;
mod import;
mod latency;
mod library;
mod load;
mod machine;
mod marc;
mod member;
mod options;
pub(crate) mod process;
mod report;
mod sagas;
mod start;
mod stats;
mod visible;
pub(crate) mod wire;

use clap::Parser;
use options::{Options, What};
use report::Section;
use std::process::Command;

/// The same as that of `madang`: what runs in this process is to cost what it costs there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What went wrong, in a sentence.
type Failure = String;

/// A folder for data, here or among the temporary files; gone when it is dropped.
pub(crate) fn folder_at(at: Option<&std::path::Path>) -> Result<tempfile::TempDir, Failure> {
    at.map_or_else(tempfile::tempdir, tempfile::tempdir_in)
        .map_err(|e| format!("no folder for the data can be made: {e}"))
}

/// Runs the bench that the command line names.
pub(crate) fn run() -> Result<(), Failure> {
    let given: Vec<String> = std::env::args().skip(2).collect();
    let options = Options::parse_from(std::iter::once("cargo xtask bench".to_owned()).chain(given.iter().cloned()));
    if cfg!(debug_assertions) {
        return again_in_release(&given);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| format!("no threads can be started: {e}"))?.block_on(measure(options))
}

/// A generator of load that was not optimized would measure itself.
fn again_in_release(given: &[String]) -> Result<(), Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["run", "--quiet", "--release", "--package", "xtask", "--", "bench"];
    let status = Command::new(cargo).args(arguments).args(given).status().map_err(|e| format!("cargo: {e}"))?;
    if status.success() { Ok(()) } else { Err("the bench failed".to_owned()) }
}

async fn measure(options: Options) -> Result<(), Failure> {
    if options.what == What::Echo {
        return echo::serve().await;
    }
    let binary = process::madang(options.binary.as_deref())?;
    for what in options.what.each() {
        let section = one(what, &options, &binary).await?;
        println!("{}", section.markdown());
        if options.write {
            report::write(&section)?;
        }
    }
    Ok(())
}

async fn one(what: What, options: &Options, binary: &std::path::Path) -> Result<Section, Failure> {
    eprintln!("bench {}", what.name());
    let machine = machine::describe()?;
    let section = match what {
        What::Borrow => borrow::measure(options, binary).await?,
        What::Latency => latency::measure(options, binary).await?,
        What::Visible => visible::measure(options, binary).await?,
        What::Sagas => sagas::measure(options, binary).await?,
        What::Start => start::measure(options, binary).await?,
        What::Growth => growth::measure(options, binary).await?,
        What::Rebuild => growth::rebuild(options, binary).await?,
        What::Search => import::search(options, binary).await?,
        What::Import => import::measure(options, binary)?,
        What::All | What::Echo => return Err(format!("{} is not one bench", what.name())),
    };
    Ok(section.on(machine))
}
