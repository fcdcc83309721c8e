//! The signing key: the key file in memory.

use super::{
    KeyError, KeyState, PublicKeys, eddsa,
    key_file::{self, Kept},
};
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::EncodingKey;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{fmt, io, path::Path};

/// The keys of the key file: the newest active one signs, every one that is not revoked verifies.
pub struct SigningKey {
    kid: String,
    encoding: EncodingKey,
    public: PublicKeys,
    fingerprints: [u8; 32],
}

impl SigningKey {
    /// Reads the key file at `path`, or makes one with a new key (mode 0600) when there is none.
    /// Processes starting together end with the same key. `now` (seconds since 1970) dates a new key.
    ///
    /// The directory must exist and its file system must know hard links.
    ///
    /// # Errors
    /// [`KeyError`] when the file is open to others, damaged, or cannot be read or made.
    pub fn load_or_create(path: impl AsRef<Path>, now: u64) -> Result<Self, KeyError> {
        let path = path.as_ref();
        match Self::load(path) {
            Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                key_file::create(path, now)?;
                Self::load(path)
            }
            found => found,
        }
    }

    /// Reads the key file at `path`, to take up keys that were added, retired or revoked.
    ///
    /// # Errors
    /// [`KeyError`] when the file is absent, open to others or damaged.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, KeyError> {
        let path = path.as_ref();
        Self::of(key_file::read(path)?)
            .ok_or_else(|| KeyError::Damaged { path: path.to_owned(), why: "it holds no usable active key" })
    }

    fn of(kept: Vec<Kept>) -> Option<Self> {
        eddsa::install();
        // `max_by_key` takes the last of equals: the one further down in the file.
        let newest = kept.iter().filter(|key| key.state == KeyState::Active).max_by_key(|key| key.created)?;
        let der = newest.secret.to_pkcs8_der().ok()?;
        // Of the oldest key, whatever has become of it: a new one changes no fingerprint.
        let oldest = kept.iter().min_by_key(|key| key.created)?;
        let mut secret = Sha256::new();
        secret.update(b"madang fingerprints of requests, 1");
        secret.update(oldest.secret.to_bytes());
        let trusted = kept.iter().filter(|key| key.state != KeyState::Revoked);
        Some(Self {
            kid: newest.kid.clone(),
            encoding: EncodingKey::from_ed_der(der.as_bytes()),
            public: PublicKeys::new(trusted.map(|key| key.secret.verifying_key().to_bytes())),
            fingerprints: secret.finalize().into(),
        })
    }

    /// The name of the key that signs.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public keys, for a [`super::Verifier`].
    pub fn public(&self) -> &PublicKeys {
        &self.public
    }

    /// The public keys as a JWKS document, to publish.
    pub fn jwks(&self) -> Value {
        self.public.jwks()
    }

    /// A secret of this installation for the fingerprints of requests: what is stored of a body is not to be guessed from,
    /// since a body may hold the number of a card (README §3, 12).
    pub fn fingerprints(&self) -> [u8; 32] {
        self.fingerprints
    }

    pub(super) fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).field("public", &self.public).finish_non_exhaustive()
    }
}
