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
    /// The log ends before the place somebody has read to: it was put back to an older state. Whoever followed it has
    /// seen what is not there any more, so nobody goes on by himself.
    #[error("the log of {context} ends at {head}, but was read up to {after}: it is an older state of it")]
    Rewound {
        /// Whose log.
        context: String,
        /// Where it ends.
        head: Position,
        /// Where the reader is.
        after: Position,
    },
    /// The log is damaged there; reading stops before it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An answer shorter than this, and than what was asked for, means that there was nothing more. Adapters may cut longer ones.
pub const PAGE_MIN: usize = 500;

/// The facts of one context, for the others: one port, whether the log is next door, behind HTTP or in Kafka.
#[async_trait]
pub trait Facts: Send + Sync + 'static {
    /// At most `max` facts behind `after`, in order, without gaps; empty when there are none yet, and no fewer than
    /// [`PAGE_MIN`] if there are so many and so many are asked for.
    async fn read(&self, after: Position, max: usize) -> Result<Vec<Arc<Recorded>>, FactsError>;

    /// The position of the last fact, if that is known here and now.
    fn head(&self) -> Option<Position> {
        None
    }

    /// Returns when there may be facts behind `after`, and now and then without.
    async fn wait(&self, after: Position);
}
