use async_trait::async_trait;
use serde_json::Value;

/// A question of a guard to a context that runs elsewhere.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The context that owns the resource.
    pub context: &'static str,
    /// The resource, e.g. `/stocks/5`.
    pub path: String,
}

/// Why a peer gave no answer.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{context} does not answer: {why}")]
pub struct PeerError {
    /// Which context.
    pub context: String,
    /// What was heard.
    pub why: String,
}

/// Looks at public resources of a context that runs elsewhere.
#[async_trait]
pub trait Peer: Send + Sync + 'static {
    /// The resource; `None` is a clear "there is no such thing".
    async fn look(&self, ask: &Ask) -> Result<Option<Value>, PeerError>;
}
