//! What a token says.

pub use kernel::Role;
use serde::Serialize;

/// The original caller on whose behalf a peer forwards a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Act {
    /// What that caller may be.
    pub role: Role,
    /// Who that caller is, as `sub` of his own token.
    pub sub: String,
}

/// What a verified token says; every field was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Who holds it; the id of a member, see [`kernel::MemberId`].
    pub sub: String,
    /// The audience that was looked for and found; others the token may have named are left out.
    pub aud: String,
    /// When it ends, in seconds since 1970.
    pub exp: u64,
    /// When it was issued, in seconds since 1970.
    pub iat: u64,
    /// Before when it must not be used, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<u64>,
    /// Its own identifier, unlike that of any other token.
    pub jti: String,
    /// What the holder may be.
    pub role: Role,
    /// The original caller; in peer tokens only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
}

/// Is this a proper subject? What can be a member can hold a token.
pub(super) fn is_subject(text: &str) -> bool {
    text.parse::<kernel::MemberId>().is_ok()
}

/// Is this a proper token identifier: 1 to 64 characters, none of which needs escaping in a log line or a header?
pub(super) fn is_identifier(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'@' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}
