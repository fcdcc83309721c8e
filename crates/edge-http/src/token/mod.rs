//! Signed tokens: who is calling, proved by an Ed25519 signature.
//!
//! Two kinds share one key file and can never stand in for each other:
//!
//! | kind | `typ` | `iss` | `aud` | lives |
//! |---|---|---|---|---|
//! | access | `at+jwt` | one of ours, configured | ours, configured | up to [`ACCESS_TTL_MAX`] |
//! | peer | `peer+jwt` | [`PEER_ISSUER`] | [`PEER_AUDIENCE`] | [`PEER_TTL`] |
//!
//! [`SigningKey`] is the key file, [`Issuer`] makes tokens, [`Verifier`] judges them, [`bearer`]
//! takes one out of a request. Time is always told by the caller, in whole seconds since 1970.
//!
//! The `jsonwebtoken` crate assembles tokens and dispatches the signature check; what a token must
//! say is checked here, because that crate lets through a missing `aud`, an `iss` list, any `typ`
//! and any `crit`, and reads the time from the system clock.

mod bearer;
mod claims;
mod compact;
mod eddsa;
mod error;
mod issuer;
mod judge;
mod key_file;
mod keys;
mod public_keys;
mod verifier;

#[cfg(test)]
mod attack_tests;
#[cfg(test)]
mod bearer_tests;
#[cfg(test)]
mod forge;
#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod peer_tests;

pub use bearer::bearer;
pub use claims::{Act, Claims, Role};
pub use error::{IssueError, KeyError, TokenError};
pub use issuer::Issuer;
pub use key_file::KeyState;
pub use keys::SigningKey;
pub use public_keys::PublicKeys;
pub use verifier::Verifier;

use std::time::Duration;

/// Longest life of an access token, and the life of one whose life nobody chose.
pub const ACCESS_TTL_MAX: Duration = Duration::from_secs(15 * 60);
/// Life of a peer token: long enough for one forwarded request and its retries.
pub const PEER_TTL: Duration = Duration::from_secs(60);
/// How far two clocks may be apart, in seconds, for `exp`, `nbf` and `iat` alike.
pub const LEEWAY_SECONDS: u64 = 30;
/// Longest token that is looked at, in bytes.
pub const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// `iss` of every peer token; no access token may carry it.
pub const PEER_ISSUER: &str = "urn:madang:peer";
/// `aud` of every peer token; no access token may carry it.
pub const PEER_AUDIENCE: &str = "madang-peer";

/// `typ` of an access token (RFC 9068).
const ACCESS_TYPE: &str = "at+jwt";
/// `typ` of a peer token.
const PEER_TYPE: &str = "peer+jwt";
