//! For tests: keys at hand, and tokens that say and are signed however a test likes.

use super::{PublicKeys, SigningKey, Verifier, key_file, public_keys::thumbprint};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::Signer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The time at which the tests play, in seconds since 1970.
pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const ISS: &str = "https://madang.example";
pub(super) const AUD: &str = "madang-api";

/// A key file of its own, what is in it, and a verifier that trusts it.
pub(super) struct Forge {
    pub(super) keys: Arc<SigningKey>,
    pub(super) verifier: Verifier,
    pub(super) secret: ed25519_dalek::SigningKey,
    pub(super) kid: String,
}

impl Forge {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.json");
        let keys = SigningKey::load_or_create(&path, NOW).unwrap();
        let secret = key_file::read(&path).unwrap().remove(0).secret;
        let verifier = verifier(keys.public().clone());
        let kid = keys.kid().to_owned();
        assert_eq!(kid, thumbprint(secret.verifying_key().as_bytes()));
        Self { keys: Arc::new(keys), verifier, secret, kid }
    }

    /// The header of a proper access token.
    pub(super) fn header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": self.kid })
    }

    /// Signs with the right key whatever is to be signed.
    pub(super) fn sign(&self, header: &str, payload: &str) -> String {
        let message = format!("{}.{}", b64(header), b64(payload));
        let signature = self.secret.sign(message.as_bytes());
        format!("{message}.{}", b64(signature.to_bytes()))
    }

    /// A token with the proper header and this payload.
    pub(super) fn saying(&self, payload: &str) -> String {
        self.sign(&self.header().to_string(), payload)
    }

    /// A proper token, changed by `change` before it is signed.
    pub(super) fn changed(&self, change: impl FnOnce(&mut Value, &mut Value)) -> String {
        let (mut header, mut payload) = (self.header(), payload());
        change(&mut header, &mut payload);
        self.sign(&header.to_string(), &payload.to_string())
    }

    /// A proper token with one claim changed.
    pub(super) fn claim(&self, name: &str, value: Value) -> String {
        self.changed(|_, payload| payload[name] = value)
    }

    /// A proper token without one claim.
    pub(super) fn without(&self, name: &str) -> String {
        self.changed(|_, payload| drop(payload.as_object_mut().unwrap().remove(name)))
    }

    /// A proper token with one header parameter changed.
    pub(super) fn head(&self, name: &str, value: Value) -> String {
        self.changed(|header, _| header[name] = value)
    }
}

pub(super) fn verifier(keys: PublicKeys) -> Verifier {
    Verifier::new(keys, &["https://other.example", ISS], AUD).unwrap()
}

/// The claims of a proper access token.
pub(super) fn payload() -> Value {
    json!({
        "iss": ISS, "sub": "mina", "aud": AUD, "exp": NOW + 600, "iat": NOW, "jti": "j-1", "role": "patron",
    })
}

pub(super) fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// HMAC-SHA-256 (RFC 2104), for the attack that signs with the public key as a secret.
pub(super) fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    assert!(key.len() <= 64);
    let padded = |fill: u8| -> Vec<u8> {
        let mut block = vec![fill; 64];
        block.iter_mut().zip(key).for_each(|(to, from)| *to ^= from);
        block
    };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

/// The same signature with S + L for S: equal in arithmetic, and to be refused (RFC 8032, 5.1.7).
pub(super) fn malleable(signature: &[u8]) -> Vec<u8> {
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut out = signature.to_vec();
    let mut carry = 0_u16;
    for (to, add) in out[32..].iter_mut().zip(L) {
        let sum = u16::from(*to) + u16::from(add) + carry;
        *to = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    out
}
