//! A context whose engine, followers and alarms make one step when they are told to, and none by themselves.
//! Whoever steps decides about every order of events, so one seed is one run.

use super::{Bounds, Opened, Place, followers, key_in, open};
use crate::{
    alarms::Alarms,
    context::Context,
    engine::{Batch, Engine, Mailboxes},
    follower::{Follower, Step, Who, view_cursor},
    ports::{Ambient, Facts, Position, StoreError},
    registry::Registry,
};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::watch;

/// A context that is opened, and everybody who works in it.
pub struct Stage {
    /// For those who ask it.
    pub context: Context,
    /// Its whole write side.
    pub writer: Writer,
    /// Its policies and views, each with a log to follow.
    pub walkers: Vec<Walker>,
    /// Its alarms.
    pub bell: Bell,
}

impl Stage {
    /// Opens a context over its store, as [`Node::start`](super::Node::start) does. `sources` are the logs it may follow.
    pub async fn open(
        registry: Arc<Registry>,
        place: Place,
        sources: HashMap<&'static str, Arc<dyn Facts>>,
        ambient: Ambient,
        bounds: Bounds,
    ) -> Result<Self, StoreError> {
        let (never, stop) = watch::channel(false);
        let Opened { mut context, engine, mail, cursors, marks } =
            open(&registry, place, &ambient, bounds, stop).await?;
        context.sources = Arc::new(sources);
        let walkers = followers(&registry, &context, &cursors, &marks).into_iter().map(Walker).collect();
        let alarms = Alarms {
            context: context.name,
            deciders: context.entry().map(|entry| entry.deciders.iter().map(|d| d.name).collect()).unwrap_or_default(),
            store: context.store.clone(),
            ambient: context.ambient.clone(),
            works: context.works.clone(),
        };
        let writer = Writer { engine, mail, _never: never };
        Ok(Self { context, writer, walkers, bell: Bell(Arc::new(alarms)) })
    }
}

/// The engine with its mailboxes.
pub struct Writer {
    engine: Engine,
    mail: Mailboxes,
    /// Nobody stops it; it is dropped.
    _never: watch::Sender<bool>,
}

impl Writer {
    /// Commands and works that wait.
    pub fn waiting(&self) -> (usize, usize) {
        (self.mail.asks.len(), self.mail.works.len())
    }

    /// Takes what waits, at most so many of each.
    pub fn take(&mut self, asks: usize, works: usize) -> Batch {
        self.mail.take(asks, works)
    }

    /// One turn, or as many as the loop would make of this.
    pub async fn turn(mut self, batch: Batch) -> Self {
        self.engine.work_on(batch).await;
        self
    }
}

/// What a walker's step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stepped {
    /// There may be more.
    Moved,
    /// Nothing new.
    Idle,
    /// Nothing more to do, ever.
    Finished,
}

/// A policy or view that follows one log.
pub struct Walker(Follower);

impl Walker {
    /// Name of its cursor.
    pub fn name(&self) -> Arc<str> {
        match &self.0.who {
            Who::Policy(policy) => policy.name.into(),
            Who::Effect(effect, _) => effect.name.into(),
            Who::View(_, view) => view_cursor(view.as_ref()),
        }
    }

    /// Is it a policy?
    pub fn is_policy(&self) -> bool {
        matches!(self.0.who, Who::Policy(_))
    }

    /// Whose log it follows.
    pub fn source(&self) -> &'static str {
        self.0.source
    }

    /// Up to where it has read.
    pub fn cursor(&self) -> Position {
        self.0.cursor
    }

    /// Lets it read again from here: what a bus does that delivers at least once.
    pub fn back_to(&mut self, cursor: Position) {
        self.0.cursor = cursor.min(self.0.cursor);
    }

    /// Reads once, sends what follows, waits until it is durable.
    pub async fn step(mut self) -> (Self, Result<Stepped, String>) {
        let step = self.0.step().await.map(|step| match step {
            Step::Moved => Stepped::Moved,
            Step::Idle => Stepped::Idle,
            Step::Finished => Stepped::Finished,
        });
        (self, step)
    }
}

/// The alarms of a context.
#[derive(Clone)]
pub struct Bell(Arc<Alarms>);

impl Bell {
    /// Rings everything that is due now. Returns how many rang.
    pub async fn ring(self) -> Result<usize, StoreError> {
        self.0.step().await
    }

    /// Clears away answers nobody asks for again.
    pub async fn tidy(self) -> Result<(), StoreError> {
        self.0.tidy().await
    }
}

/// The view and key a public path leads to, as a guard's question means it.
pub fn item_at<'a>(registry: &Registry, context: &str, path: &'a str) -> Option<(&'static str, &'a str)> {
    let items = &registry.context(context)?.items;
    items.iter().find_map(|item| Some((item.view, key_in(item.path, path)?)))
}
