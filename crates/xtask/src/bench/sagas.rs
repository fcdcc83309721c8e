//! The other sagas, each against the borrow of the same run: reservations, rentals for points, orders that are paid.

use super::{
    Failure,
    library::{COPIES, Library, finish, plain},
    options::Options,
    report::Section,
    stats::{Times, median, mixed},
    wire::Wire,
};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Clients at once.
const CONNECTIONS: usize = 50;
/// Members with plenty of points.
const MEMBERS: u64 = 1_000;
/// Titles with a price, and products.
const THINGS: u64 = 1_000;
/// Who races for the last copy.
const RACERS: usize = 1_000;
/// A saga's facts come at least at this share of the borrow's.
const GOAL: f64 = 0.5;
/// Milliseconds that 99 of 100 looks at a page stay below.
const GOAL_VISIBLE: f64 = 10.0;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saga {
    Borrow,
    Reservation,
    Rental,
    Order,
}

const ALL: [Saga; 4] = [Saga::Borrow, Saga::Reservation, Saga::Rental, Saga::Order];

impl Saga {
    fn name(self) -> &'static str {
        match self {
            Saga::Borrow => "borrow",
            Saga::Reservation => "reservation",
            Saga::Rental => "rental for points",
            Saga::Order => "order, paid by points",
        }
    }
}

/// One measurement: sagas a second, facts of each, and p99 at half that rate.
struct Run {
    per_second: f64,
    facts: f64,
    p99: f64,
}

/// What the clients share.
struct Stage {
    library: Library,
    next: AtomicU64,
}

impl Stage {
    async fn post(&self, wire: &mut Wire, path: &str, body: &Value, waits: bool) -> Result<(Value, String), Failure> {
        let prefer = if waits { "prefer: wait=10\r\n" } else { "" };
        let mut request = vec![];
        finish(&mut request, &(self.library.head("POST", path) + prefer), &body.to_string());
        let answer = wire.ask(&request).await?;
        if answer.status != 201 {
            return Err(answer.unexpected());
        }
        let written = answer.header("written-at").unwrap_or_default().to_owned();
        Ok((answer.json()?, written))
    }

    /// One saga from its first request until it has come to rest.
    async fn once(&self, wire: &mut Wire, saga: Saga) -> Result<(), Failure> {
        let any = mixed(self.next.fetch_add(1, Ordering::Relaxed));
        let (member, thing) = (format!("s{}", any % MEMBERS), (any >> 32) % THINGS);
        let (document, status) = match saga {
            Saga::Borrow => {
                let body = json!({ "userId": format!("m{}", any % 1_000_000), "bookId": format!("r{thing}") });
                (self.post(wire, "/borrows", &body, true).await?.0, "borrowed")
            }
            Saga::Reservation => {
                let body = json!({ "userid": member, "bookid": format!("r{thing}") });
                (self.post(wire, "/reservations", &body, true).await?.0, "succeeded")
            }
            Saga::Rental => {
                let body = json!({ "customerId": member, "bookId": format!("r{thing}") });
                (self.post(wire, "/rentals", &body, true).await?.0, "accepted")
            }
            Saga::Order => {
                let body = json!({ "customerId": member, "productId": format!("p{thing}") });
                let (order, _) = self.post(wire, "/orders", &body, false).await?;
                let path = format!("/orders/{}/payment", order["id"].as_str().unwrap_or_default());
                (self.post(wire, &path, &json!({ "method": "point" }), true).await?.0, "completed")
            }
        };
        if document["status"] == status { Ok(()) } else { Err(format!("{}: {document}", saga.name())) }
    }

    /// Facts in all logs together.
    async fn facts(&self) -> Result<u64, Failure> {
        let mut wire = self.library.wire().await?;
        let health = wire.ask(&plain(&self.library.head("GET", "/health/ready"))).await?.json()?;
        let contexts = health["contexts"].as_object().cloned().unwrap_or_default();
        Ok(contexts.values().filter_map(|context| context["head"].as_u64()).sum())
    }
}

/// Titles with a price, products, and points.
async fn furnish(stage: &Arc<Stage>) -> Result<(), Failure> {
    let mut tasks = JoinSet::new();
    for part in 0..20 {
        let stage = stage.clone();
        tasks.spawn(async move {
            let mut wire = stage.library.wire().await?;
            for n in (part..THINGS).step_by(20) {
                let book =
                    json!({ "id": format!("r{n}"), "title": format!("Rented {n}"), "price": 100, "stock": COPIES });
                stage.post(&mut wire, "/books", &book, false).await?;
                let product =
                    json!({ "id": format!("p{n}"), "name": format!("product {n}"), "price": 100, "stock": COPIES });
                stage.post(&mut wire, "/products", &product, false).await?;
            }
            for n in (part..MEMBERS).step_by(20) {
                let points = json!({ "customerId": format!("s{n}"), "point": 100_000_000 });
                stage.post(&mut wire, "/points", &points, false).await?;
            }
            Ok::<(), Failure>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(|e| e.to_string())??;
    }
    Ok(())
}

/// Clients who start the next saga when theirs has come to rest; or when it is due, if there is a rate.
async fn drive(stage: &Arc<Stage>, saga: Saga, rate: Option<f64>, lasts: Duration) -> Result<Times, Failure> {
    let started = Instant::now() + Duration::from_millis(20);
    let tickets = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (stage, tickets) = (stage.clone(), tickets.clone());
        let mut wire = stage.library.wire().await?;
        tasks.spawn(async move {
            let mut times = Times::default();
            loop {
                let ticket = tickets.fetch_add(1, Ordering::Relaxed);
                let due = match rate {
                    Some(rate) => started + Duration::from_secs_f64(ticket as f64 / rate),
                    None => Instant::now().max(started),
                };
                if due >= started + lasts {
                    return times;
                }
                tokio::time::sleep_until(due.into()).await;
                match stage.once(&mut wire, saga).await {
                    Ok(()) => times.add(due.elapsed()),
                    Err(why) => {
                        times.fail(why);
                        return times;
                    }
                }
            }
        });
    }
    let mut all = Times::default();
    while let Some(times) = tasks.join_next().await {
        all.join(times.map_err(|e| e.to_string())?);
    }
    all.took = lasts;
    match all.why.take() {
        None => Ok(all),
        Some(why) => Err(why),
    }
}

async fn run(stage: &Arc<Stage>, saga: Saga, lasts: Duration) -> Result<Run, Failure> {
    let before = stage.facts().await?;
    let full = drive(stage, saga, None, lasts).await?;
    // What follows the answer (captures, parcels, notices) belongs to the saga: until all is still.
    let mut after = stage.facts().await?;
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = stage.facts().await?;
        if now == after {
            break;
        }
        after = now;
    }
    let per_second = full.per_second();
    let mut half = drive(stage, saga, Some(per_second / 2.0), lasts).await?;
    Ok(Run { per_second, facts: (after - before) as f64 / full.count().max(1) as f64, p99: half.percentile(0.99) })
}

/// Everybody wants the last copy at once: one gets it. How long until all know.
async fn race(stage: &Arc<Stage>) -> Result<f64, Failure> {
    let mut wire = stage.library.wire().await?;
    let last = json!({ "id": "last", "title": "The last copy", "stock": 1 });
    stage.post(&mut wire, "/books", &last, false).await?;
    // One address may hold a thousand connections: the racers need them all.
    drop(wire);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut wires = vec![];
    for _ in 0..RACERS {
        wires.push(stage.library.wire().await?);
    }
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for (n, mut wire) in wires.into_iter().enumerate() {
        let stage = stage.clone();
        tasks.spawn(async move {
            let body = json!({ "userid": format!("racer{n}"), "bookid": "last" });
            stage.post(&mut wire, "/reservations", &body, true).await.map(|(document, _)| document["status"].clone())
        });
    }
    let (mut won, mut lost) = (0, 0);
    while let Some(status) = tasks.join_next().await {
        match status.map_err(|e| e.to_string())??.as_str() {
            Some("succeeded") => won += 1,
            Some("failed") => lost += 1,
            other => return Err(format!("a racer was left {other:?}")),
        }
    }
    if (won, lost) != (1, RACERS - 1) {
        return Err(format!("{won} racers got the last copy, {lost} did not"));
    }
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

/// From the answer to a rental until the member's page has it.
async fn visible(stage: &Arc<Stage>, lasts: Duration) -> Result<Times, Failure> {
    let mut wire = stage.library.wire().await?;
    let (mut times, until, mut n) = (Times::default(), Instant::now() + lasts, 0);
    while Instant::now() < until {
        n += 1;
        let member = format!("s{}", n % MEMBERS);
        let body = json!({ "customerId": member, "bookId": format!("r{}", n % THINGS) });
        let (rental, written) = stage.post(&mut wire, "/rentals", &body, false).await?;
        let answered = Instant::now();
        let head = stage.library.head("GET", &format!("/mypages/{member}")) + &format!("not-before: {written}\r\n");
        let answer = wire.ask(&plain(&head)).await?;
        if !answer.says(rental["id"].as_str().unwrap_or("?")) {
            return Err(format!("the page does not show the rental: {}", answer.unexpected()));
        }
        times.add(answered.elapsed());
    }
    Ok(times)
}

/// Measures in rounds, all sagas in each.
pub(super) async fn measure(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let library = Library::open(options, binary).await?;
    let mut stage = Arc::new(Stage { library, next: AtomicU64::new(0) });
    furnish(&stage).await?;
    let lasts = Duration::from_secs(options.seconds);
    drive(&stage, Saga::Borrow, None, Duration::from_secs(1)).await?;
    let mut runs: Vec<Vec<Run>> = ALL.iter().map(|_| vec![]).collect();
    let mut seen = vec![];
    for round in 0..options.rounds {
        if let Some(stage) = Arc::get_mut(&mut stage) {
            stage.library.renew()?;
        }
        for (saga, runs) in ALL.into_iter().zip(&mut runs) {
            let run = run(&stage, saga, lasts).await?;
            eprintln!("  round {round}, {}: {:.0}/s, {:.1} facts each", saga.name(), run.per_second, run.facts);
            runs.push(run);
        }
        seen.push(visible(&stage, lasts).await?);
    }
    let raced = race(&stage).await?;
    Ok(table(&runs, &mut seen, raced))
}

fn table(runs: &[Vec<Run>], seen: &mut [Times], raced: f64) -> Section {
    let header = ["saga", "settled/s", "facts each", "facts/s × borrow (goal ≥ 0.5)", "p99 ms at half the rate"];
    let mut section = Section::new("sagas", "settled sagas per second, each against the borrow of its round", &header);
    for (saga, own) in ALL.into_iter().zip(runs) {
        let of = |of: fn(&Run) -> f64| median(own.iter().map(of));
        let facts = |run: &Run| run.per_second * run.facts;
        let ratio = median(own.iter().zip(&runs[0]).map(|(run, borrow)| facts(run) / facts(borrow)));
        let mark = if ratio < GOAL { " (missed)" } else { "" };
        section.row([
            saga.name().to_owned(),
            format!("{:.0}", of(|run| run.per_second)),
            format!("{:.1}", of(|run| run.facts)),
            format!("{ratio:.2}{mark}"),
            format!("{:.1}", of(|run| run.p99)),
        ]);
    }
    let p99 = median(seen.iter_mut().map(|times| times.percentile(0.99)));
    let p50 = median(seen.iter_mut().map(|times| times.percentile(0.5)));
    let mark = if p99 >= GOAL_VISIBLE { " (missed)" } else { "" };
    section.note(format!(
        "A rental, until `/mypages` shows it, after its answer: p50 {p50:.2} ms, p99 {p99:.2} ms (goal < 10){mark}."
    ));
    section.note(format!(
        "The last copy, wanted by {RACERS} at once: one has it, {} are told no, all within {raced:.0} ms.",
        RACERS - 1
    ));
    section
}
