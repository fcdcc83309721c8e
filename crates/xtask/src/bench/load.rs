//! Generators of load: closed (everybody waits for his answer) and open (requests come when they come).

use super::{
    Failure,
    stats::Times,
    wire::{Answer, Wire},
};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, task::JoinSet};

/// Writes the request of a number.
pub(super) type Request = Box<dyn Fn(u64, &mut Vec<u8>) + Send + Sync>;

/// What is asked, and which answers count.
pub(super) struct Work {
    /// Writes the `n`th request.
    pub request: Request,
    /// Is this the answer that was wanted?
    pub wanted: fn(&Answer<'_>) -> bool,
    /// Number of the next request; shared by all runs, so that no two are the same.
    pub next: Arc<AtomicU64>,
}

async fn wires(address: SocketAddr, connections: usize) -> Result<Vec<Wire>, Failure> {
    let mut wires = vec![];
    for _ in 0..connections {
        wires.push(Wire::open(address).await?);
    }
    Ok(wires)
}

async fn ask(wire: &mut Wire, work: &Work, out: &mut Vec<u8>) -> Result<(), Failure> {
    out.clear();
    (work.request)(work.next.fetch_add(1, Ordering::Relaxed), out);
    let answer = wire.ask(out).await?;
    if (work.wanted)(&answer) { Ok(()) } else { Err(answer.unexpected()) }
}

async fn joined(mut tasks: JoinSet<Times>, started: Instant) -> Times {
    let mut all = Times::default();
    while let Some(times) = tasks.join_next().await {
        match times {
            Ok(times) => all.join(times),
            Err(e) => all.fail(format!("a client was lost: {e}")),
        }
    }
    all.took = started.elapsed();
    all
}

/// So many clients, each of whom asks again as soon as he has his answer, until the time or the number is reached.
pub(super) async fn closed(
    address: SocketAddr,
    connections: usize,
    work: &Arc<Work>,
    within: Duration,
    most: u64,
) -> Result<Times, Failure> {
    let wires = wires(address, connections).await?;
    let started = Instant::now();
    let left = Arc::new(AtomicU64::new(most));
    let mut tasks = JoinSet::new();
    for mut wire in wires {
        let (work, left) = (work.clone(), left.clone());
        tasks.spawn(async move {
            let (mut times, mut out) = (Times::default(), vec![]);
            let takes = |left: &AtomicU64| {
                left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
            };
            while started.elapsed() < within && takes(&left) {
                let asked = Instant::now();
                match ask(&mut wire, &work, &mut out).await {
                    Ok(()) => times.add(asked.elapsed()),
                    Err(why) => {
                        times.fail(why);
                        return times;
                    }
                }
            }
            times
        });
    }
    Ok(joined(tasks, started).await)
}

/// So many requests in a second, whatever becomes of the earlier ones. A time counts from the moment at which the
/// request was to be sent, so that a server that stalls is not spared the requests it kept from being sent.
pub(super) async fn open(
    address: SocketAddr,
    connections: usize,
    work: &Arc<Work>,
    rate: u64,
    lasts: Duration,
) -> Result<Times, Failure> {
    let wires = wires(address, connections).await?;
    let total = rate * lasts.as_secs();
    let (due, sent) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicU64::new(0)));
    let started = Instant::now() + Duration::from_millis(20);
    let at = move |n: u64| started + Duration::from_secs_f64(n as f64 / rate as f64);
    let mut tasks = JoinSet::new();
    for mut wire in wires {
        let (work, due, sent) = (work.clone(), due.clone(), sent.clone());
        tasks.spawn(async move {
            let (mut times, mut out) = (Times::default(), vec![]);
            while let Ok(permit) = due.acquire().await {
                permit.forget();
                let intended = at(sent.fetch_add(1, Ordering::Relaxed));
                match ask(&mut wire, &work, &mut out).await {
                    Ok(()) => times.add(intended.elapsed()),
                    Err(why) => times.fail(why),
                }
            }
            times
        });
    }
    let (pacer, clients) = (due.clone(), sent.clone());
    let paced = tokio::task::spawn_blocking(move || pace(&pacer, &clients, total, at, lasts));
    let never_sent = paced.await.map_err(|e| e.to_string())?;
    let mut times = joined(tasks, started).await;
    if never_sent > 0 {
        times.fail(format!("{never_sent} requests were never sent: the server is too slow for {rate} in a second"));
        times.failed += never_sent - 1;
    }
    Ok(times)
}

/// Lets each request go at its time; a thread of its own, because its sleep is finer than that of the runtime.
/// Gives up on what is still waiting when as much time again is over.
fn pace(due: &Semaphore, sent: &AtomicU64, total: u64, at: impl Fn(u64) -> Instant, lasts: Duration) -> u64 {
    for n in 0..total {
        let wait = at(n).saturating_duration_since(Instant::now());
        if !wait.is_zero() {
            std::thread::sleep(wait);
        }
        due.add_permits(1);
    }
    let end = Instant::now() + lasts;
    while sent.load(Ordering::Relaxed) < total && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(1));
    }
    due.close();
    total.saturating_sub(sent.load(Ordering::Relaxed))
}
