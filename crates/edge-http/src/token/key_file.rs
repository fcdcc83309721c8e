//! The key file: a JSON document of private keys, readable by its owner only.

use super::{KeyError, eddsa, public_keys::thumbprint};
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    io::{Read, Write},
    path::{Path, PathBuf},
};

/// What a key may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Signs, if no other active key is newer, and verifies.
    Active,
    /// Verifies only: the way out for a key that was replaced.
    Retired,
    /// Does nothing, and what it signed is refused.
    Revoked,
}

#[derive(Serialize, Deserialize)]
struct File {
    keys: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    kid: String,
    /// Seconds since 1970.
    created: u64,
    /// Base64 of the DER bytes.
    pkcs8: String,
    state: KeyState,
}

/// One private key of the file.
pub(super) struct Kept {
    pub(super) kid: String,
    pub(super) created: u64,
    pub(super) state: KeyState,
    pub(super) secret: SigningKey,
}

/// A file is a few hundred bytes per key; more than this is no key file.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Reads the file. An absent one is an [`KeyError::Io`] of kind `NotFound`.
pub(super) fn read(path: &Path) -> Result<Vec<Kept>, KeyError> {
    let failed = |source| KeyError::Io { path: path.to_owned(), source };
    let file = fs::File::open(path).map_err(failed)?;
    // Asked of the open file, not of the path: what is judged is what is read.
    refuse_exposed(path, &file.metadata().map_err(failed)?)?;
    let mut text = Vec::new();
    file.take(FILE_BYTES_MAX).read_to_end(&mut text).map_err(failed)?;
    let damaged = |why| KeyError::Damaged { path: path.to_owned(), why };
    let file: File = serde_json::from_slice(&text).map_err(|_| damaged("it is not a JSON document of keys"))?;
    let mut kept = Vec::with_capacity(file.keys.len());
    for entry in file.keys {
        let key = unpack(entry).map_err(damaged)?;
        if kept.iter().any(|other: &Kept| other.kid == key.kid) {
            return Err(damaged("it holds the same key twice"));
        }
        kept.push(key);
    }
    if !kept.iter().any(|key| key.state == KeyState::Active) {
        return Err(damaged("it holds no active key"));
    }
    Ok(kept)
}

fn unpack(entry: Entry) -> Result<Kept, &'static str> {
    let der = STANDARD.decode(&entry.pkcs8).map_err(|_| "a key is not base64")?;
    let secret = eddsa::from_pkcs8(&der).map_err(|()| "a key is not PKCS#8 Ed25519")?;
    if thumbprint(secret.verifying_key().as_bytes()) != entry.kid {
        return Err("a kid is not the thumbprint of its key");
    }
    Ok(Kept { kid: entry.kid, created: entry.created, state: entry.state, secret })
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, found: &fs::Metadata) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = found.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed { path: path.to_owned(), mode });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &fs::Metadata) -> Result<(), KeyError> {
    Ok(())
}

/// Makes a file with one new key, unless there is one already. Whole or not at all: the name
/// appears by a link to a finished file, and linking fails where a name exists, so of two processes
/// starting together one wins and both read the same key.
pub(super) fn create(path: &Path, now: u64) -> Result<(), KeyError> {
    let failed = |source| KeyError::Io { path: path.to_owned(), source };
    let text = fresh(now)?;
    let draft = Draft(draft_name(path)?);
    let mut file = open_private(&draft.0).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    match fs::hard_link(&draft.0, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(error)),
        _ => sync_directory(path).map_err(failed),
    }
}

fn fresh(now: u64) -> Result<String, KeyError> {
    let mut seed = [0_u8; 32];
    getrandom::fill(&mut seed).map_err(|_| KeyError::Random)?;
    let secret = SigningKey::from_bytes(&seed);
    let der = secret.to_pkcs8_der().map_err(|_| KeyError::Random)?;
    let entry = Entry {
        kid: thumbprint(secret.verifying_key().as_bytes()),
        created: now,
        pkcs8: STANDARD.encode(der.as_bytes()),
        state: KeyState::Active,
    };
    serde_json::to_string_pretty(&File { keys: vec![entry] }).map_err(|_| KeyError::Random)
}

/// The unfinished file; gone when we are, whatever happened.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn draft_name(path: &Path) -> Result<PathBuf, KeyError> {
    let mut salt = [0_u8; 8];
    getrandom::fill(&mut salt).map_err(|_| KeyError::Random)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.draft", u64::from_ne_bytes(salt)));
    Ok(path.with_file_name(name))
}

fn open_private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the new name survive a power cut.
fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    fs::File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}
