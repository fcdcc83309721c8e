//! Rings the alarms that are due. They stand in the store, so they ring after a restart too.

use crate::{
    engine::{ALARMS, ANSWERS, StoredAlarm, Work, sortable},
    ports::{Ambient, Bound, Select, Store, StoreError},
};
use kernel::{Actor, Cause, Role};
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot, watch};

/// How often somebody looks at the clock.
const TICK: Duration = Duration::from_millis(500);
/// Alarms rung at once.
const BATCH: usize = 200;
/// Answers to idempotency keys are kept so long: longer than any caller, or payment provider, tries again.
const ANSWERS_KEPT_MS: u64 = 16 * 86_400_000;

/// Rings alarms and clears away what is out of date.
pub(crate) struct Alarms {
    pub context: &'static str,
    pub deciders: Vec<&'static str>,
    pub store: Arc<dyn Store>,
    pub ambient: Ambient,
    pub works: mpsc::Sender<Work>,
}

impl Alarms {
    /// Looks again and again until told to stop.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut ticks: u64 = 0;
        loop {
            if let Err(error) = self.step().await {
                tracing::warn!(context = self.context, "alarms wait: {error}");
            }
            if ticks.is_multiple_of(120)
                && let Err(error) = self.tidy().await
            {
                tracing::warn!(context = self.context, "old answers stay: {error}");
            }
            ticks += 1;
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Rings everything that is due now. Returns how many rang.
    pub(crate) async fn step(&self) -> Result<usize, StoreError> {
        let (now, today) = self.ambient.now();
        let (mut rung, mut after) = (0, None);
        loop {
            let bounds = vec![Bound::UpTo("due", sortable(now))];
            let due = Select { bounds, after, max: BATCH, ..Select::default() };
            let page = self.store.list(ALARMS, &due).await?;
            let mut answers = vec![];
            for row in &page.rows {
                let Ok(alarm) = serde_json::from_str::<StoredAlarm>(&row.body) else { continue };
                let Some(decider) = self.deciders.iter().find(|name| **name == alarm.decider) else { continue };
                let id = self.ambient.ids.fresh();
                let cause = Arc::new(Cause {
                    command: format!("alarm/{id}"),
                    correlation: id,
                    causation: "alarm".to_owned(),
                    actor: Actor { role: Role::Service, id: "clock".to_owned() },
                    at: now,
                    today,
                });
                let (reply, answer) = oneshot::channel();
                let work = Work::Ring { decider, stream: row.key.clone(), command: alarm.command, cause, reply };
                if self.works.send(work).await.is_err() {
                    return Ok(rung);
                }
                answers.push(answer);
            }
            let mut moved = 0;
            for answer in answers {
                match answer.await {
                    Ok(Ok(())) => moved += 1,
                    Ok(Err(why)) => tracing::error!(context = self.context, "an alarm could not ring: {why}"),
                    Err(_) => return Ok(rung),
                }
            }
            rung += moved;
            // Those that rang are not due any more; behind those that could not, there are others.
            after = if moved == 0 { page.rows.last().map(|row| row.row) } else { None };
            if !page.more {
                return Ok(rung);
            }
        }
    }

    /// Clears away answers nobody asks for again.
    pub(crate) async fn tidy(&self) -> Result<(), StoreError> {
        let (now, _) = self.ambient.now();
        let old = sortable(now.saturating_sub(ANSWERS_KEPT_MS));
        loop {
            let select = Select { bounds: vec![Bound::UpTo("at", old.clone())], max: 500, ..Select::default() };
            let page = self.store.list(ANSWERS, &select).await?;
            if page.rows.is_empty() {
                return Ok(());
            }
            let keys = page.rows.iter().map(|row| row.key.clone()).collect();
            let (reply, answer) = oneshot::channel();
            if self.works.send(Work::Tidy { shelf: ANSWERS, keys, reply }).await.is_err()
                || !matches!(answer.await, Ok(Ok(())))
            {
                return Ok(());
            }
        }
    }
}
