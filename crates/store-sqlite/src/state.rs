//! Whether the store still goes on.

use parking_lot::RwLock;
use runtime::ports::StoreError;

#[derive(Default)]
enum Now {
    #[default]
    Running,
    Closed,
    Failed(String),
}

/// Whether the store still goes on; shared by everybody who touches the file.
#[derive(Default)]
pub(crate) struct State(RwLock<Now>);

impl State {
    /// Refuses when the store has stopped.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        match &*self.0.read() {
            Now::Running => Ok(()),
            Now::Closed => Err(StoreError::Stopped("it is closed".into())),
            Now::Failed(why) => Err(StoreError::Stopped(why.clone())),
        }
    }

    pub(crate) fn has_failed(&self) -> bool {
        matches!(*self.0.read(), Now::Failed(_))
    }

    /// Stops for good; the first reason counts.
    pub(crate) fn fail(&self, why: &str) {
        let mut now = self.0.write();
        if !matches!(*now, Now::Failed(_)) {
            tracing::error!("the store stops: {why}");
            *now = Now::Failed(why.to_owned());
        }
    }

    pub(crate) fn close(&self) {
        let mut now = self.0.write();
        if matches!(*now, Now::Running) {
            *now = Now::Closed;
        }
    }
}
