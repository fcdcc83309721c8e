use super::{Position, Recorded, StoreError};
use async_trait::async_trait;
use std::sync::Arc;

/// Why facts of another context could not be had. The reader waits and asks again.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FactsError {
    /// The owner of the log does not answer.
    #[error("the log of {context} is away: {why}")]
    Away {
        /// Whose log.
        context: String,
        /// What was heard.
        why: String,
    },
    /// The log is damaged there; reading stops before it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The facts of one context, for the others: one port, whether the log is next door, behind HTTP or in Kafka.
#[async_trait]
pub trait Facts: Send + Sync + 'static {
    /// At most `max` facts behind `after`, in order, without gaps; empty when there are none yet.
    async fn read(&self, after: Position, max: usize) -> Result<Vec<Arc<Recorded>>, FactsError>;

    /// Returns when there may be facts behind `after`, and now and then without.
    async fn wait(&self, after: Position);
}
