//! Runs contexts in this process.

#[cfg(feature = "steps")]
pub mod steps;

use crate::{
    alarms::Alarms,
    context::Context,
    engine::{Bounds, Engine, Mailboxes, PARKED, Parked, Recent, Shared, caught_up},
    follower::{Follower, Who, view_cursor},
    ports::{Ambient, Facts, Position, Store, StoreError},
    progress::Progress,
    registry::Registry,
    tail::Log,
    versions,
    watchers::Watchers,
};
use parking_lot::{Mutex, RwLock};
use std::{collections::HashMap, sync::Arc};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

/// The contexts of this process.
pub struct Node {
    contexts: HashMap<&'static str, Context>,
    registry: Arc<Registry>,
    followers: Mutex<JoinSet<()>>,
    engines: Mutex<JoinSet<()>>,
    stop_followers: watch::Sender<bool>,
    stop_engines: watch::Sender<bool>,
}

/// A context that is opened but does not run yet.
struct Opened {
    context: Context,
    engine: Engine,
    mail: Mailboxes,
    cursors: HashMap<String, Position>,
    marks: Vec<Arc<str>>,
}

/// A context to run, over its store.
pub struct Place {
    /// Its name.
    pub context: &'static str,
    /// Its log and shelves.
    pub store: Arc<dyn Store>,
}

impl Node {
    /// Opens these contexts and lets them run. `elsewhere` gives the logs of contexts that run in other processes.
    pub async fn start(
        registry: Arc<Registry>,
        places: Vec<Place>,
        elsewhere: impl Fn(&'static str) -> Option<Arc<dyn Facts>>,
        ambient: Ambient,
        bounds: Bounds,
    ) -> Result<Self, StoreError> {
        let (stop_followers, stopping) = watch::channel(false);
        let (stop_engines, engines_stopping) = watch::channel(false);
        let mut opened = vec![];
        for place in places {
            opened.push(open(&registry, place, &ambient, bounds, engines_stopping.clone()).await?);
        }
        let local: HashMap<&'static str, Arc<dyn Facts>> =
            opened.iter().map(|one| (one.context.name, one.context.shared.log.clone() as Arc<dyn Facts>)).collect();
        let mut sources = local.clone();
        for entry in &registry.contexts {
            if !sources.contains_key(entry.name)
                && let Some(facts) = elsewhere(entry.name)
            {
                sources.insert(entry.name, facts);
            }
        }
        let sources = Arc::new(sources);
        let mut node = Self {
            contexts: HashMap::new(),
            registry,
            followers: Mutex::default(),
            engines: Mutex::default(),
            stop_followers,
            stop_engines,
        };
        for one in opened {
            node.run(one, &sources, &stopping);
        }
        Ok(node)
    }

    fn run(
        &mut self,
        opened: Opened,
        sources: &Arc<HashMap<&'static str, Arc<dyn Facts>>>,
        stop: &watch::Receiver<bool>,
    ) {
        let Opened { mut context, engine, mail, cursors, marks } = opened;
        context.sources = sources.clone();
        let shared = context.shared.clone();
        let stopping = mail.stop.clone();
        self.engines.lock().spawn(async move {
            // An engine that ends without being told to leaves a context that cannot work: whoever watches has to know.
            let ended = tokio::spawn(engine.run(mail)).await;
            if !*stopping.borrow() {
                let why = ended.err().map_or_else(|| "nobody can ask it".to_owned(), |error| error.to_string());
                tracing::error!(context = shared.context, "the engine has ended: {why}");
                shared.stopped.write().get_or_insert(format!("the engine has ended: {why}"));
            }
        });
        for follower in followers(&self.registry, &context, &cursors, &marks) {
            self.followers.lock().spawn(follower.run(stop.clone()));
        }
        let alarms = Alarms {
            context: context.name,
            deciders: context.entry().map(|entry| entry.deciders.iter().map(|d| d.name).collect()).unwrap_or_default(),
            store: context.store.clone(),
            ambient: context.ambient.clone(),
            works: context.works.clone(),
        };
        self.followers.lock().spawn(alarms.run(stop.clone()));
        self.contexts.insert(context.name, context);
    }

    /// A context of this process.
    pub fn context(&self, name: &str) -> Option<&Context> {
        self.contexts.get(name)
    }

    /// All contexts of this process.
    pub fn contexts(&self) -> impl Iterator<Item = &Context> {
        self.contexts.values()
    }

    /// A public resource of a context of this process, as a guard sees it.
    pub async fn look(&self, context: &str, path: &str) -> Result<Option<serde_json::Value>, StoreError> {
        let Some(context) = self.contexts.get(context) else { return Ok(None) };
        let items = context.entry().map(|entry| entry.items.as_slice()).unwrap_or_default();
        let Some((view, key)) = items.iter().find_map(|item| Some((item.view, key_in(item.path, path)?))) else {
            return Ok(None);
        };
        if !context.is_live(view) {
            return Err(StoreError::Failed(format!("{view} is being rebuilt")));
        }
        let doc = context.get(view, key).await?;
        Ok(doc.and_then(|doc| serde_json::from_str(&doc.body).ok()))
    }

    /// What every context is made of, here or elsewhere.
    pub fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// Finishes what was taken, stops, closes the stores.
    pub async fn stop(&self) {
        self.stop_followers.send_replace(true);
        let mut followers = std::mem::take(&mut *self.followers.lock());
        while followers.join_next().await.is_some() {}
        self.stop_engines.send_replace(true);
        let mut engines = std::mem::take(&mut *self.engines.lock());
        while engines.join_next().await.is_some() {}
        for context in self.contexts.values() {
            context.store.close().await;
        }
    }
}

/// The key in a path, if it is one of this kind: `5` in `/stocks/5` of `/stocks/{id}`.
fn key_in<'a>(kind: &str, path: &'a str) -> Option<&'a str> {
    let (before, after) = (kind.find('{')?, kind.find('}')? + 1);
    let key = path.strip_prefix(&kind[..before])?.strip_suffix(&kind[after..])?;
    (!key.is_empty() && !key.contains('/')).then_some(key)
}

async fn open(
    registry: &Arc<Registry>,
    place: Place,
    ambient: &Ambient,
    bounds: Bounds,
    stop: watch::Receiver<bool>,
) -> Result<Opened, StoreError> {
    let Place { context: name, store } = place;
    let entry = registry.context(name).ok_or_else(|| StoreError::Failed(format!("there is no context {name}")))?;
    let stands = versions::prepare(registry, entry, store.as_ref()).await?;
    let versions::Stands { standing, marks, cursors } = stands;
    let shared = Arc::new(Shared {
        context: name,
        log: Arc::new(Log::of(name, store.clone())),
        recent: Recent::holding(bounds.documents),
        watchers: Watchers::default(),
        progress: Progress::default(),
        away: RwLock::default(),
        stopped: RwLock::default(),
        shelves: RwLock::new(standing),
    });
    for (cursor, position) in &cursors {
        shared.progress.advance(&cursor.as_str().into(), *position);
    }
    let parked = versions::everything(store.as_ref(), PARKED).await?.into_iter();
    let parked = parked.filter_map(|(_, body)| serde_json::from_str::<Parked>(&body).ok());
    let parked = parked.map(|parked| (parked.id, (parked.consumer, parked.key))).collect();
    let desks = entry.deciders.iter().map(|decider| (decider.name, (decider.desk)(bounds.streams))).collect();
    let engine = Engine::new(shared.clone(), store.clone(), ambient.clone(), desks, entry.views.clone(), bounds)
        .with_parked(parked);
    let (asks, asked) = mpsc::channel(bounds.mailbox);
    let (works, worked) = mpsc::channel(256);
    let context = Context {
        name,
        registry: registry.clone(),
        shared,
        store,
        asks,
        works,
        ambient: ambient.clone(),
        sources: Arc::default(),
    };
    Ok(Opened { context, engine, mail: Mailboxes { asks: asked, works: worked, stop }, cursors, marks })
}

/// Everybody of this context who follows a log.
fn followers(
    registry: &Registry,
    context: &Context,
    cursors: &HashMap<String, Position>,
    marks: &[Arc<str>],
) -> Vec<Follower> {
    let Some(entry) = context.entry() else { return vec![] };
    let mut all = vec![];
    let mut follow = |who: Who, name: &str, source: &'static str, caught_up: bool| {
        let Some(facts) = context.sources.get(source) else {
            tracing::warn!(context = context.name, follower = name, source, "nobody tells where this context runs");
            return;
        };
        let cursor = cursors.get(&*Progress::name(name, source)).copied().unwrap_or(0);
        let (works, shared) = (context.works.clone(), context.shared.clone());
        all.push(Follower { who, source, facts: facts.clone(), works, shared, cursor, caught_up });
    };
    for policy in &entry.policies {
        for source in registry.sources(policy.hears) {
            follow(Who::Policy(policy.clone()), policy.name, source, true);
        }
    }
    for effect in &entry.effects {
        follow(Who::Effect(effect.clone(), context.ambient.outside.clone()), effect.name, context.name, true);
    }
    for (index, view) in entry.views.iter().enumerate() {
        let shelf = view.shelf().name;
        for source in registry.sources(view.hears()) {
            let seen = marks.contains(&caught_up(&shelf, source));
            let own = source == context.name;
            if !(own && seen) {
                follow(Who::View(index, view.clone()), &view_cursor(view.as_ref()), source, seen);
            }
        }
    }
    all
}
