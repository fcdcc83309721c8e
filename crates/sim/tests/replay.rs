//! An entry of the parking lot is tried again in the very turn in which its policy goes on.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use async_trait::async_trait;
use kernel::{Actor, Cause, Day, Role};
use runtime::{
    engine::Bounds,
    memory::Memory,
    node::{
        Place,
        steps::{Stage, Stepped, Writer},
    },
    ports::{Ambient, Facts, FactsError, FixedClock, Position, Recorded, UuidIds, Zone},
    registry::Registry,
};
use std::{
    collections::HashMap,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

/// Two loans of one borrower, as lending tells them; the first cannot be read for a while.
#[derive(Default)]
struct Lending {
    end: AtomicU64,
    first_is_clear: AtomicBool,
}

#[async_trait]
impl Facts for Lending {
    async fn read(&self, after: Position, max: usize) -> Result<Vec<Arc<Recorded>>, FactsError> {
        let positions = (after + 1..=self.end.load(Ordering::SeqCst)).take(max);
        Ok(positions.map(|position| Arc::new(self.requested(position))).collect())
    }
    async fn wait(&self, _after: Position) {}
}

impl Lending {
    fn requested(&self, position: Position) -> Recorded {
        let clear = position > 1 || self.first_is_clear.load(Ordering::SeqCst);
        let data = format!("{{\"loan\":\"{position}\",\"member\":\"kim\",\"title\":\"5\",\"qty\":1}}");
        let cause = Cause {
            command: format!("request/{position}"),
            correlation: "test".into(),
            causation: "request".into(),
            actor: Actor { role: Role::Patron, id: "kim".into() },
            at: 0,
            today: Day::default(),
        };
        Recorded {
            position,
            stream: "borrower-kim".into(),
            version: position,
            name: "loan.requested".into(),
            schema: 1,
            data: if clear { data.into() } else { "{".into() },
            cause: Arc::new(cause),
        }
    }
}

type Task<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

fn poll<T>(task: &mut Task<'_, T>) -> Option<T> {
    match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// What waits for nobody.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut task: Task<'_, T> = Box::pin(future);
    poll(&mut task).unwrap()
}

/// One turn over everything that waits.
fn turn(mut writer: Writer) -> Writer {
    let batch = writer.take(99, 99);
    at_once(writer.turn(batch))
}

#[test]
fn a_replay_is_told_how_it_went_itself() {
    let mut registry = Registry::default();
    contexts::join(&mut registry);
    let lending = Arc::new(Lending::default());
    let zone = Zone::named("Asia/Seoul").unwrap();
    let ambient = Ambient::new(Arc::new(FixedClock::at(0)), zone, Arc::new(UuidIds));
    let place = Place { context: "catalogue", store: Arc::new(Memory::new()) };
    let sources = HashMap::from([("lending", lending.clone() as Arc<dyn Facts>)]);
    let opens = Stage::open(Arc::new(registry), place, sources, ambient, Bounds::default());
    let stage = at_once(opens).unwrap();
    let Stage { context, mut writer, walkers, .. } = stage;
    let policy = walkers.into_iter().find(|walker| &*walker.name() == "catalogue.copies_for_loans").unwrap();

    lending.end.store(1, Ordering::SeqCst);
    let mut step: Task<'_, _> = Box::pin(policy.step());
    assert!(poll(&mut step).is_none(), "it waits for the turn");
    writer = turn(writer);
    let (policy, moved) = poll(&mut step).unwrap();
    assert_eq!(moved, Ok(Stepped::Moved));
    let parked = || at_once(context.parked(None, 9)).unwrap().0;
    assert_eq!(parked().len(), 1, "the first could not be read");

    lending.first_is_clear.store(true, Ordering::SeqCst);
    lending.end.store(2, Ordering::SeqCst);
    let first = parked()[0].1.id.clone();
    let mut replay: Task<'_, _> = Box::pin(context.replay(&first));
    let mut step: Task<'_, _> = Box::pin(policy.step());
    assert!(poll(&mut replay).is_none() && poll(&mut step).is_none(), "both wait for one turn");
    let done = loop {
        writer = turn(writer);
        if let Some(done) = poll(&mut replay) {
            break done;
        }
    };
    assert_eq!(done.unwrap().map(|ids| ids.len()), Some(2), "it was done, and what came behind it as well");
    assert_eq!(parked().len(), 0);
}
