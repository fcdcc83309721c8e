//! Making tokens.

use super::{
    ACCESS_TTL_MAX, ACCESS_TYPE, Act, Claims, IssueError, PEER_AUDIENCE, PEER_ISSUER, PEER_TTL, PEER_TYPE, Role,
    SigningKey, claims::is_subject,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, Header, encode};
use std::{sync::Arc, time::Duration};

/// Makes and signs tokens.
#[derive(Clone, Debug)]
pub struct Issuer {
    keys: Arc<SigningKey>,
    iss: String,
    aud: String,
}

impl Issuer {
    /// An issuer called `iss` of tokens meant for `aud`.
    ///
    /// # Errors
    /// [`IssueError::Names`] when a name is empty or reserved for peers.
    pub fn new(keys: Arc<SigningKey>, iss: &str, aud: &str) -> Result<Self, IssueError> {
        refuse_reserved(iss, aud)?;
        Ok(Self { keys, iss: iss.to_owned(), aud: aud.to_owned() })
    }

    /// An access token for `sub`, valid from `now` (seconds since 1970) for `ttl`
    /// ([`ACCESS_TTL_MAX`] when none is given; parts of a second are cut off).
    ///
    /// # Errors
    /// [`IssueError`] when `ttl` is longer than [`ACCESS_TTL_MAX`] or shorter than a second, when
    /// `sub` cannot be the id of a member, or when signing fails.
    pub fn mint(&self, role: Role, sub: &str, ttl: Option<Duration>, now: u64) -> Result<String, IssueError> {
        let ttl = ttl.unwrap_or(ACCESS_TTL_MAX);
        if ttl > ACCESS_TTL_MAX {
            return Err(IssueError::TooLongLived);
        }
        self.sign(ACCESS_TYPE, claims(&self.iss, &self.aud, role, sub, ttl, now)?)
    }

    /// A peer token of the process `name`, valid from `now` (seconds since 1970) for [`PEER_TTL`];
    /// `act` is the original caller when a request is forwarded for somebody.
    ///
    /// # Errors
    /// [`IssueError::Subject`] when `name` or the caller's name is malformed; else when signing fails.
    pub fn mint_peer(&self, name: &str, act: Option<Act>, now: u64) -> Result<String, IssueError> {
        if act.as_ref().is_some_and(|act| !is_subject(&act.sub)) {
            return Err(IssueError::Subject);
        }
        let claims = claims(PEER_ISSUER, PEER_AUDIENCE, Role::Service, name, PEER_TTL, now)?;
        self.sign(PEER_TYPE, Claims { act, ..claims })
    }

    fn sign(&self, typ: &str, claims: Claims) -> Result<String, IssueError> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.keys.kid().to_owned());
        encode(&header, &claims, self.keys.encoding()).map_err(|_| IssueError::Signing)
    }
}

/// Peer names are for peers: an issuer or verifier that used one could blur the two kinds.
pub(super) fn refuse_reserved(iss: &str, aud: &str) -> Result<(), IssueError> {
    let improper = iss.is_empty() || aud.is_empty() || iss == PEER_ISSUER || aud == PEER_AUDIENCE;
    if improper { Err(IssueError::Names) } else { Ok(()) }
}

fn claims(iss: &str, aud: &str, role: Role, sub: &str, ttl: Duration, now: u64) -> Result<Claims, IssueError> {
    if !is_subject(sub) {
        return Err(IssueError::Subject);
    }
    if ttl.as_secs() == 0 {
        return Err(IssueError::TooShortLived);
    }
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| IssueError::Random)?;
    Ok(Claims {
        iss: iss.to_owned(),
        sub: sub.to_owned(),
        aud: aud.to_owned(),
        exp: now.saturating_add(ttl.as_secs()),
        iat: now,
        nbf: None,
        jti: URL_SAFE_NO_PAD.encode(random),
        role,
        act: None,
    })
}
