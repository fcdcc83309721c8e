//! Follows a log with a durable cursor: one follower per policy or view, and source.

use crate::{
    effects,
    engine::{Delivered, Shared, Work},
    ports::{Facts, Outside, PAGE_MIN, Position, Recorded},
    progress::Progress,
    registry::{EffectEntry, PolicyEntry},
    shelf::AnyView,
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};
use tokio::sync::{mpsc, oneshot, watch};

/// Facts a follower takes at once. All commands that follow are sent before it waits.
const BATCH: usize = 1024;
/// Facts a view takes at once while it catches up: more of them change one document once, and callers wait a little longer.
const CATCH_UP: usize = 4096;
/// A cursor that moved over facts nobody heard is written at least this often.
const IDLE_FACTS: Position = 10_000;
/// First and longest pause after a failure.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Who follows.
pub(crate) enum Who {
    /// A policy of this context.
    Policy(PolicyEntry),
    /// What this context asks outside.
    Effect(EffectEntry, Arc<dyn Outside>),
    /// A view of this context; by its index.
    View(usize, Arc<dyn AnyView>),
}

/// One follower.
pub(crate) struct Follower {
    pub who: Who,
    pub source: &'static str,
    pub facts: Arc<dyn Facts>,
    pub works: mpsc::Sender<Work>,
    pub shared: Arc<Shared>,
    pub cursor: Position,
    /// A view that has seen everything of this source at least once; policies always have.
    pub caught_up: bool,
}

/// What a step came to.
pub(crate) enum Step {
    /// There may be more.
    Moved,
    /// Nothing new.
    Idle,
    /// Nothing more to do, ever.
    Finished,
}

/// Name of a view's cursor: a new version starts from the first fact.
pub(crate) fn view_cursor(view: &dyn AnyView) -> Arc<str> {
    format!("view:{}@{}", view.name(), view.version()).into()
}

impl Follower {
    /// Follows until told to stop.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut pause = PAUSE.0;
        while !*stop.borrow() {
            let step = tokio::select! {
                step = self.step() => step,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            self.tell_away(step.is_err());
            let wait = match step {
                Ok(Step::Finished) => return,
                Ok(Step::Moved) => {
                    pause = PAUSE.0;
                    continue;
                }
                Ok(Step::Idle) => {
                    pause = PAUSE.0;
                    None
                }
                Err(why) => {
                    tracing::warn!(context = self.shared.context, follower = %self.name(), source = self.source, "waits: {why}");
                    let wait = pause;
                    pause = (pause * 2).min(PAUSE.1);
                    Some(wait)
                }
            };
            let waiting = async {
                match wait {
                    Some(wait) => tokio::time::sleep(wait).await,
                    None => self.facts.wait(self.cursor).await,
                }
            };
            tokio::select! {
                () = waiting => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Says in readiness whether the log that is followed answers.
    fn tell_away(&self, is_away: bool) {
        if self.shared.away.read().contains(self.source) != is_away {
            let mut away = self.shared.away.write();
            let _ = if is_away { away.insert(self.source) } else { away.remove(self.source) };
        }
    }

    fn name(&self) -> Arc<str> {
        match &self.who {
            Who::Policy(policy) => policy.name.into(),
            Who::Effect(effect, _) => effect.name.into(),
            Who::View(_, view) => view_cursor(view.as_ref()),
        }
    }

    /// Reads once, sends what follows, waits until it is durable.
    pub(crate) async fn step(&mut self) -> Result<Step, String> {
        let batch = if self.caught_up { BATCH } else { CATCH_UP };
        let facts = self.facts.read(self.cursor, batch).await.map_err(|e| e.to_string())?;
        let Some(last) = facts.last().map(|fact| fact.position) else {
            return if self.caught_up { Ok(Step::Idle) } else { self.tell(vec![], self.cursor, true).await };
        };
        let full = facts.len() >= PAGE_MIN;
        match &self.who {
            Who::Policy(policy) => {
                let heard = facts.into_iter().filter(|fact| policy.hears.contains(&&*fact.name));
                let items = heard.map(|fact| Delivered { posted: react(policy, &fact), fact, replay: None }).collect();
                let name = policy.name;
                self.deliver(name, items, last).await
            }
            Who::Effect(effect, outside) => {
                let heard: Vec<_> = facts.into_iter().filter(|fact| effect.hears.contains(&&*fact.name)).collect();
                // The cursor moves no further than what was called: one that hangs holds up few.
                let (heard, last) = match heard.get(effects::AT_ONCE) {
                    Some(next) => (heard[..effects::AT_ONCE].to_vec(), next.position - 1),
                    None => (heard, last),
                };
                let name = effect.name;
                let items = effects::call_all(effect, outside.as_ref(), heard).await;
                self.deliver(name, items, last).await
            }
            Who::View(_, view) => {
                let hears = view.hears();
                let heard: Vec<_> = facts.into_iter().filter(|fact| hears.contains(&&*fact.name)).collect();
                if heard.is_empty() && self.caught_up && !self.is_far(last) {
                    return Ok(self.skip(last));
                }
                self.tell(heard, last, !full).await
            }
        }
    }

    async fn deliver(&mut self, consumer: &'static str, items: Vec<Delivered>, last: Position) -> Result<Step, String> {
        if items.is_empty() && !self.is_far(last) {
            return Ok(self.skip(last));
        }
        let (reply, answer) = oneshot::channel();
        let work = Work::Deliver { consumer, source: self.source, items, cursor: Some(last), reply };
        self.works.send(work).await.map_err(|_| "the engine has stopped".to_owned())?;
        let report = answer.await.map_err(|_| "the engine has stopped".to_owned())??;
        for id in &report.parked {
            tracing::warn!(context = self.shared.context, policy = consumer, parked = %id, "a command waits for an admin");
        }
        self.cursor = last;
        Ok(Step::Moved)
    }

    async fn tell(&mut self, facts: Vec<Arc<Recorded>>, last: Position, all: bool) -> Result<Step, String> {
        let Who::View(view, _) = &self.who else { return Ok(Step::Idle) };
        let (reply, answer) = oneshot::channel();
        let catch_up_to = (all && !self.caught_up).then_some(last);
        let consumer = self.name();
        let work = Work::Tell {
            consumer,
            source: self.source,
            view: *view,
            facts,
            cursor: Some(last),
            catch_up_to,
            replays: vec![],
            reply,
        };
        self.works.send(work).await.map_err(|_| "the engine has stopped".to_owned())?;
        self.caught_up |= answer.await.map_err(|_| "the engine has stopped".to_owned())??;
        self.cursor = last;
        // From here on the view changes with its own log, in the same transactions.
        let live = self.caught_up && self.source == self.shared.context;
        Ok(if live { Step::Finished } else { Step::Moved })
    }

    fn is_far(&self, last: Position) -> bool {
        last / IDLE_FACTS != self.cursor / IDLE_FACTS
    }

    /// Nobody heard anything: the cursor moves in memory only; reading these facts again would be harmless.
    fn skip(&mut self, last: Position) -> Step {
        self.cursor = last;
        self.shared.progress.advance(&Progress::name(&self.name(), self.source), last);
        Step::Moved
    }
}

/// A policy's reaction; a panic costs this fact only.
pub(crate) fn react(policy: &PolicyEntry, fact: &Recorded) -> Result<Vec<crate::registry::Posted>, String> {
    match catch_unwind(AssertUnwindSafe(|| (policy.react)(fact))) {
        Ok(Ok(posted)) => Ok(posted),
        Ok(Err(unreadable)) => Err(unreadable.to_string()),
        Err(_) => Err(format!("{} panicked on {}", policy.name, fact.name)),
    }
}
