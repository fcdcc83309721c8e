//! Public keys by name: what a verifier trusts and what is published.

use super::{KeyError, eddsa};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt};

/// The keys a verifier trusts, by `kid`.
#[derive(Clone, Default)]
pub struct PublicKeys {
    keys: BTreeMap<String, PublicKey>,
}

/// One trusted key.
#[derive(Clone)]
pub(super) struct PublicKey {
    pub(super) bytes: [u8; 32],
    pub(super) decoding: DecodingKey,
}

#[derive(Serialize, Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
}

impl PublicKeys {
    pub(super) fn new(keys: impl IntoIterator<Item = [u8; 32]>) -> Self {
        eddsa::install();
        let keyed =
            |bytes: [u8; 32]| (thumbprint(&bytes), PublicKey { bytes, decoding: DecodingKey::from_ed_der(&bytes) });
        Self { keys: keys.into_iter().map(keyed).collect() }
    }

    /// Reads keys another process published with [`Self::jwks`]. Names are made anew from the keys,
    /// so a published `kid` cannot pass one key off as another.
    ///
    /// # Errors
    /// [`KeyError::Jwks`] when it is no JWKS or holds anything but Ed25519 keys.
    pub fn from_jwks(text: &str) -> Result<Self, KeyError> {
        #[derive(Deserialize)]
        struct Jwks {
            keys: Vec<Jwk>,
        }
        let published: Jwks = serde_json::from_str(text).map_err(|_| KeyError::Jwks("it is not a list of keys"))?;
        let mut keys = Vec::with_capacity(published.keys.len());
        for key in published.keys {
            if key.kty != "OKP" || key.crv != "Ed25519" {
                return Err(KeyError::Jwks("a key is of another type"));
            }
            let bytes = URL_SAFE_NO_PAD.decode(&key.x).map_err(|_| KeyError::Jwks("a key is not base64url"))?;
            keys.push(bytes.try_into().map_err(|_| KeyError::Jwks("a key is not 32 bytes long"))?);
        }
        Ok(Self::new(keys))
    }

    /// The keys as a JWKS document (RFC 7517, RFC 8037), to publish.
    pub fn jwks(&self) -> Value {
        let jwk = |(kid, key): (&String, &PublicKey)| {
            json!({
                "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                "kid": kid, "x": URL_SAFE_NO_PAD.encode(key.bytes),
            })
        };
        json!({ "keys": self.keys.iter().map(jwk).collect::<Vec<_>>() })
    }

    /// The names of the keys.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// The key of that name, and the name as it is kept here.
    pub(super) fn named(&self, kid: &str) -> Option<(&str, &PublicKey)> {
        self.keys.get_key_value(kid).map(|(kid, key)| (kid.as_str(), key))
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys.keys()).finish()
    }
}

/// The name of a key: its RFC 7638 thumbprint, 43 characters of base64url.
pub(super) fn thumbprint(public: &[u8; 32]) -> String {
    // The RFC wants exactly these members, in this order, without spaces.
    let text = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, URL_SAFE_NO_PAD.encode(public));
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}
