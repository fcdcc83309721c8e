//! Judging tokens, with a memory for those that were found good.

use super::{
    ACCESS_TYPE, Claims, IssueError, PEER_TYPE, PublicKeys, TOKEN_BYTES_MAX, TokenError, compact,
    issuer::refuse_reserved, judge,
};
use parking_lot::RwLock;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};

/// How many access tokens are remembered.
const ACCESS_REMEMBERED: usize = 10_000;
/// How many peer tokens are remembered; peers are few, and a token made for one forwarded request
/// must not push out anybody's access token.
const PEER_REMEMBERED: usize = 1_000;

/// Judges tokens. Checking a signature costs tens of microseconds, so tokens found good are
/// remembered by their SHA-256; time and key are judged anew at each use.
pub struct Verifier {
    issuers: Vec<String>,
    audience: String,
    keys: RwLock<Arc<PublicKeys>>,
    access: Cache<[u8; 32], Arc<Remembered>>,
    peer: Cache<[u8; 32], Arc<Remembered>>,
}

struct Remembered {
    kid: String,
    key: [u8; 32],
    claims: Claims,
}

impl Verifier {
    /// A verifier that trusts `keys`, takes access tokens of any of `issuers`, each to be matched
    /// exactly, and wants them to be meant for `audience`.
    ///
    /// # Errors
    /// [`IssueError::Names`] when a name is empty or reserved for peers, or there is no issuer.
    pub fn new(keys: PublicKeys, issuers: &[&str], audience: &str) -> Result<Self, IssueError> {
        if issuers.is_empty() {
            return Err(IssueError::Names);
        }
        issuers.iter().try_for_each(|iss| refuse_reserved(iss, audience))?;
        Ok(Self {
            issuers: issuers.iter().map(|&iss| iss.to_owned()).collect(),
            audience: audience.to_owned(),
            keys: RwLock::new(Arc::new(keys)),
            access: Cache::new(ACCESS_REMEMBERED),
            peer: Cache::new(PEER_REMEMBERED),
        })
    }

    /// Trusts other keys from now on. What a key signed that is no longer among them is refused
    /// at once, remembered or not.
    pub fn replace_keys(&self, keys: PublicKeys) {
        *self.keys.write() = Arc::new(keys);
    }

    /// Judges an access token at `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`TokenError`], saying what is wrong first: form, header, key, signature, claims, time.
    pub fn verify(&self, token: &str, now: u64) -> Result<Claims, TokenError> {
        let judge = |payload: &[u8]| judge::access(payload, &self.issuers, &self.audience);
        self.judge(token, ACCESS_TYPE, &self.access, now, judge)
    }

    /// Judges a peer token at `now` (seconds since 1970).
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub fn verify_peer(&self, token: &str, now: u64) -> Result<Claims, TokenError> {
        self.judge(token, PEER_TYPE, &self.peer, now, judge::peer)
    }

    fn judge(
        &self,
        token: &str,
        typ: &str,
        memory: &Cache<[u8; 32], Arc<Remembered>>,
        now: u64,
        judge: impl Fn(&[u8]) -> Result<Claims, TokenError>,
    ) -> Result<Claims, TokenError> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(TokenError::TooLong);
        }
        let keys = self.keys.read().clone();
        let print: [u8; 32] = Sha256::digest(token).into();
        if let Some(known) = memory.get(&print) {
            let trusted = keys.named(&known.kid).is_some_and(|(_, key)| key.bytes == known.key);
            let verdict = if trusted { judge::time(&known.claims, now) } else { Err(TokenError::UnknownKey) };
            // What has ended never comes back; what is not yet valid will.
            if verdict.is_err_and(|error| error != TokenError::NotYet) {
                memory.remove(&print);
            }
            return verdict.map(|()| known.claims.clone());
        }
        let signed = compact::open(token, typ, &keys)?;
        let claims = judge(&signed.payload)?;
        judge::time(&claims, now)?;
        let kid = signed.kid.to_owned();
        memory.insert(print, Arc::new(Remembered { kid, key: signed.key.bytes, claims: claims.clone() }));
        Ok(claims)
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.access.len() + self.peer.len()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("issuers", &self.issuers)
            .field("audience", &self.audience)
            .field("keys", &*self.keys.read())
            .finish_non_exhaustive()
    }
}
