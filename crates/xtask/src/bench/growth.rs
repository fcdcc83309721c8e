//! A long log against a short one, and how fast views are folded again from the first fact.

use super::{
    Failure, fill,
    library::Library,
    load::closed,
    member::{Wants, borrows},
    options::Options,
    report::Section,
    stats::median,
};
use runtime::{
    engine::Bounds,
    node::{Node, Place},
    ports::{Ambient, SystemClock, UuidIds, Zone},
    registry::Registry,
};
use std::{
    path::Path,
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Loans that really happen, as examples for the rest.
const EXAMPLES: u64 = 2_000;
/// Facts in a second that a rebuild is to fold.
const GOAL: f64 = 500_000.0;
/// No rebuild takes longer than this.
const PATIENCE: Duration = Duration::from_secs(900);
/// Clients at once.
const CONNECTIONS: usize = 100;

/// What growing has come to.
struct Grown {
    folder: TempDir,
    facts: u64,
    filled: f64,
    /// Lending's own views, from the first fact, and then the member's page next door.
    own: f64,
    next_door: f64,
}

async fn grown(options: &Options, binary: &Path) -> Result<Grown, Failure> {
    let library = Library::open(options, binary).await?;
    let work = borrows(&library, Wants::Settled, &Arc::default());
    let lent = closed(library.server.address, CONNECTIONS, &work, Duration::from_secs(60), EXAMPLES).await?;
    if let Some(why) = lent.why {
        return Err(why);
    }
    let folder = library.close()?;
    let started = Instant::now();
    let facts = fill::loans(folder.path(), options.loans).await?;
    let filled = started.elapsed().as_secs_f64();
    eprintln!("  {facts} facts in the log after {filled:.0} s");
    let own = folded(folder.path(), &["lending"]).await?;
    eprintln!("  lending's views are folded again after {own:.0} s");
    let next_door = folded(folder.path(), &["lending", "mypage"]).await?;
    eprintln!("  the members' pages have caught up after {next_door:.0} s");
    Ok(Grown { folder, facts, filled, own, next_door })
}

/// Runs these contexts in this process until nobody is behind; tells how long that took.
async fn folded(folder: &Path, contexts: &[&'static str]) -> Result<f64, Failure> {
    let mut registry = Registry::default();
    contexts::join(&mut registry);
    let mut places = vec![];
    for context in contexts {
        places.push(Place { context, store: Arc::new(fill::store(folder, context)?) });
    }
    let ambient = Ambient::new(Arc::new(SystemClock), Zone::named("Asia/Seoul")?, Arc::new(UuidIds));
    let started = Instant::now();
    let node = Node::start(Arc::new(registry), places, |_| None, ambient, Bounds::default()).await;
    let node = node.map_err(|e| e.to_string())?;
    while node.contexts().any(|context| is_behind(&node, context, contexts)) {
        if started.elapsed() > PATIENCE {
            return Err("a rebuild takes too long; try fewer --loans".to_owned());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = started.elapsed().as_secs_f64();
    node.stop().await;
    Ok(took)
}

/// Is a view still being rebuilt, or a cursor not at the end of the log it follows?
fn is_behind(node: &Node, context: &runtime::context::Context, here: &[&'static str]) -> bool {
    let end = |source: &str| node.context(source).map_or(0, |source| source.log().head());
    let rebuilding = context.rebuilding().iter().any(|(_, from)| from.iter().any(|source| here.contains(source)));
    let behind = |(name, at): &(Arc<str>, u64)| {
        let source = name.rsplit('<').next().unwrap_or_default();
        let own_view = source == context.name() && name.starts_with("view:");
        !own_view && *at < end(source)
    };
    rebuilding || context.progress().iter().any(behind)
}

/// How fast views are folded.
pub(super) async fn rebuild(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let grown = grown(options, binary).await?;
    let header = ["what", "facts", "seconds", "facts/s (goal ≥ 500,000)"];
    let mut section =
        Section::new("rebuild", "views, folded from the first fact by the runtime over the store", &header);
    for (what, took) in
        [("lending's own views, all at once", grown.own), ("the members' pages, catching up", grown.next_door)]
    {
        let rate = grown.facts as f64 / took;
        let mark = if rate < GOAL { " (missed)" } else { "" };
        section.row([what.to_owned(), grown.facts.to_string(), format!("{took:.1}"), format!("{rate:.0}{mark}")]);
    }
    section.note(
        "Facts are those in the log of lending; each is read once for every view that hears it. The members' pages go on \
         behind the few loans that really happened.",
    );
    Ok(section)
}

/// Throughput, restart and memory with a long log.
pub(super) async fn measure(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let Grown { folder, facts, filled, own, next_door } = grown(options, binary).await?;
    let small = Library::open(options, binary).await?;
    let mut large = Library::over(folder, binary)?;
    let mut ready = vec![large.server.ready_in.as_secs_f64() * 1e3];
    for _ in 0..4 {
        large = Library::over(large.close()?, binary)?;
        ready.push(large.server.ready_in.as_secs_f64() * 1e3);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = large.server.memory()?;
    let (next, mut short, mut long) = (Arc::new(AtomicU64::new(0)), vec![], vec![]);
    for _ in 0..options.rounds {
        for (library, rates) in [(&small, &mut short), (&large, &mut long)] {
            let work = borrows(library, Wants::Settled, &next);
            let within = Duration::from_secs(options.seconds);
            let times = closed(library.server.address, CONNECTIONS, &work, within, u64::MAX).await?;
            rates.push(times.per_second());
            if let Some(why) = times.why {
                return Err(why);
            }
        }
    }
    let header =
        ["loans in the log", "settled borrows/s", "× short log", "start until `ready`, ms (goal < 2,000)", "idle MiB"];
    let mut section = Section::new("growth", "a long log against a short one", &header);
    let ratio = median(long.iter().zip(&short).map(|(long, short)| long / short));
    let none = || "".to_owned();
    section.row([format!("< {}", 10 * EXAMPLES), format!("{:.0}", median(short)), "1.00".to_owned(), none(), none()]);
    section.row([
        options.loans.to_string(),
        format!("{:.0}", median(long)),
        format!("{ratio:.2}"),
        format!("{:.0}", median(ready)),
        format!("{idle:.0}"),
    ]);
    section.note(
        "Only lending's log and the views of it are long: the titles' own streams, and those of the members who borrow \
         here, are as short as in the other library.",
    );
    section.note(format!(
        "{facts} facts, written straight into the store in {filled:.0} s; lending's views folded in {own:.0} s, the \
         members' pages in {next_door:.0} s. The server holds {:.0} MiB after the load.",
        large.server.memory()?
    ));
    Ok(section)
}
