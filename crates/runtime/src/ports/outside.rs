use async_trait::async_trait;
use kernel::{Call, Outcome};

/// The world outside: payment providers, mail, messengers.
///
/// A call ends by itself, in bounded time, with an outcome; what is not certain is [`Outcome::Unknown`]. The same call may
/// come again under the same key.
#[async_trait]
pub trait Outside: Send + Sync + 'static {
    /// Asks, and says what came of it.
    async fn call(&self, call: &Call) -> Outcome;
}

/// Nobody is there.
pub struct Nobody;

#[async_trait]
impl Outside for Nobody {
    async fn call(&self, call: &Call) -> Outcome {
        Outcome::Away(format!("this installation has no {}", call.service))
    }
}
