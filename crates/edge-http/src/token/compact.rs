//! The outer form of a token: three parts, the header, the signature.

use super::{PublicKeys, TOKEN_BYTES_MAX, TokenError, public_keys::PublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, crypto};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::IgnoredAny};

/// A token whose header was judged and whose signature fits.
pub(super) struct Signed<'k> {
    pub(super) kid: &'k str,
    pub(super) key: &'k PublicKey,
    /// The JSON text of the claims.
    pub(super) payload: Vec<u8>,
}

/// The header parameters that matter. Others are passed over, as RFC 7515 asks; a repeated one of
/// these makes the header malformed.
#[derive(Deserialize)]
struct Head {
    alg: Option<String>,
    typ: Option<String>,
    kid: Option<String>,
    #[serde(default)]
    crit: Present,
    #[serde(default)]
    jwk: Present,
    #[serde(default)]
    jku: Present,
    #[serde(default)]
    x5u: Present,
    #[serde(default)]
    x5c: Present,
}

/// Is the member there, with whatever value, even null?
#[derive(Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// Takes the token apart and checks its header and its signature.
pub(super) fn open<'k>(token: &str, typ: &str, keys: &'k PublicKeys) -> Result<Signed<'k>, TokenError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(TokenError::TooLong);
    }
    let mut parts = token.split('.');
    let (Some(head), Some(payload), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TokenError::Malformed);
    };
    let head: Head = json_object(&decode(head)?)?;
    let payload = decode(payload)?;
    // 64 bytes are 86 characters; looked at before anything is computed.
    if decode(signature)?.len() != 64 {
        return Err(TokenError::Signature);
    }
    let kid = head.judge(typ)?;
    let (kid, key) = keys.named(&kid).ok_or(TokenError::UnknownKey)?;
    let message = &token.as_bytes()[..token.len() - signature.len() - 1];
    match crypto::verify(signature, message, &key.decoding, Algorithm::EdDSA) {
        Ok(true) => Ok(Signed { kid, key, payload }),
        _ => Err(TokenError::Signature),
    }
}

impl Head {
    fn judge(self, typ: &str) -> Result<String, TokenError> {
        if self.alg.as_deref() != Some("EdDSA") {
            return Err(TokenError::Algorithm);
        }
        if self.crit.0 {
            return Err(TokenError::Critical);
        }
        if self.jwk.0 || self.jku.0 || self.x5u.0 || self.x5c.0 {
            return Err(TokenError::EmbeddedKey);
        }
        if !self.typ.is_some_and(|found| is_type(&found, typ)) {
            return Err(TokenError::Type);
        }
        self.kid.ok_or(TokenError::UnknownKey)
    }
}

/// A media type, whose `application/` may be left out and whose case does not matter (RFC 7515).
fn is_type(found: &str, wanted: &str) -> bool {
    const PREFIX: &str = "application/";
    let short = match found.get(..PREFIX.len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case(PREFIX) => &found[PREFIX.len()..],
        _ => found,
    };
    short.eq_ignore_ascii_case(wanted)
}

/// Base64url as RFC 7515 wants it: no padding, no spaces, no leftover bits, hence one spelling only.
fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)
}

/// Reads a JSON object. A list is refused by hand: serde would take one for a struct.
pub(super) fn json_object<T: DeserializeOwned>(text: &[u8]) -> Result<T, TokenError> {
    if text.trim_ascii_start().first() != Some(&b'{') {
        return Err(TokenError::Malformed);
    }
    serde_json::from_slice(text).map_err(|_| TokenError::Malformed)
}
