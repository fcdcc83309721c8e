//! The data folder: stores, signing key, what the gateway is called, and a lock.

use crate::{Failure, cli::Data};
use edge_http::token::SigningKey;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// What the gateway calls itself until somebody says otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8088";

/// A data folder that this process alone may write.
pub(crate) struct Folder {
    path: PathBuf,
    lock: File,
}

impl Folder {
    /// Makes the folder if it is not there, and takes it for ourselves.
    pub(crate) fn lock(path: &Path, who: &str) -> Result<Self, Failure> {
        let shown = path.display();
        std::fs::create_dir_all(path).map_err(|e| format!("the data folder {shown} cannot be made: {e}"))?;
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path.join("lock"));
        let mut lock = open.map_err(|e| format!("the data folder {shown} cannot be written: {e}"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = lock.read_to_string(&mut holder);
                let holder = if holder.is_empty() { "another process".to_owned() } else { holder.trim().to_owned() };
                return Err(format!(
                    "the data folder {shown} is in use by {holder}; stop it first, or take another --data"
                ));
            }
            Err(TryLockError::Error(e)) => return Err(format!("the data folder {shown} cannot be locked: {e}")),
        }
        let mut folder = Self { path: path.to_owned(), lock };
        folder.say(who);
        Ok(folder)
    }

    /// Tells others who we are, should they want the folder.
    pub(crate) fn say(&mut self, who: &str) {
        let told = self
            .lock
            .set_len(0)
            .and_then(|()| self.lock.rewind())
            .and_then(|()| write!(self.lock, "{who} (process {})", std::process::id()));
        if let Err(error) = told {
            tracing::debug!("the lock file keeps its old words: {error}");
        }
    }

    /// The store of a context.
    pub(crate) fn store(&self, context: &str) -> PathBuf {
        self.path.join(format!("{context}.db"))
    }

    /// Was the demo data loaded?
    pub(crate) fn has_demo(&self) -> bool {
        self.path.join("demo").exists()
    }

    /// The demo data is loaded, whole.
    pub(crate) fn demo_is_loaded(&self) -> Result<(), Failure> {
        std::fs::write(self.path.join("demo"), "loaded\n")
            .map_err(|e| format!("the data folder cannot be written: {e}"))
    }

    /// Keeps what the gateway is called, for `madang token`.
    pub(crate) fn keep_public_url(&self, url: &str) -> Result<(), Failure> {
        let path = self.path.join("public-url");
        if std::fs::read_to_string(&path).is_ok_and(|kept| kept.trim() == url) {
            return Ok(());
        }
        std::fs::write(&path, format!("{url}\n")).map_err(|e| format!("{} cannot be written: {e}", path.display()))
    }
}

/// What the gateway over this folder is called.
pub(crate) fn public_url(data: &Data) -> String {
    let kept = std::fs::read_to_string(data.data.join("public-url"));
    kept.map_or_else(|_| DEFAULT_URL.to_owned(), |url| url.trim().to_owned())
}

/// The signing key, made if there is none.
pub(crate) fn signing_key(data: &Data) -> Result<Arc<SigningKey>, Failure> {
    let path = data.signing_key.clone().unwrap_or_else(|| data.data.join("signing-key.json"));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    }
    SigningKey::load_or_create(&path, now())
        .map(Arc::new)
        .map_err(|e| format!("the signing key {}: {e}", path.display()))
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or(0)
}
