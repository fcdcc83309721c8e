//! What can go wrong with tokens and keys. No variant carries anything of the token itself, so an
//! error may be logged and sent back as it is.

use std::{io, path::PathBuf};

/// Why a token, or the header it came in, is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// More than one `Authorization` header.
    #[error("The request has more than one Authorization header. Send exactly one.")]
    ManyHeaders,
    /// The scheme is not `Bearer`.
    #[error("The Authorization header must use the Bearer scheme: 'Bearer' and the token.")]
    Scheme,
    /// `Bearer` without a token.
    #[error("The Authorization header has no token after 'Bearer'.")]
    Empty,
    /// Longer than [`super::TOKEN_BYTES_MAX`].
    #[error("The token is longer than 8 KiB. Sign in again to get a proper one.")]
    TooLong,
    /// Not three parts of unpadded base64url JSON.
    #[error("The token is not a well-formed signed JWT. Send it exactly as it was issued.")]
    Malformed,
    /// `alg` is not `EdDSA`.
    #[error("The token is not signed with EdDSA, the only algorithm accepted here.")]
    Algorithm,
    /// `typ` is not the one asked for.
    #[error("The token is of another type than this interface takes.")]
    Type,
    /// The header has a `crit` list; none is understood.
    #[error("The token demands extensions (crit) that are not understood here.")]
    Critical,
    /// The header brings its own key or a link to one.
    #[error("The token brings its own key. Only keys known beforehand are trusted.")]
    EmbeddedKey,
    /// `kid` is missing, unknown or revoked.
    #[error("The key that signed the token is not known here. Sign in again.")]
    UnknownKey,
    /// The signature does not fit.
    #[error("The signature of the token does not fit. Sign in again.")]
    Signature,
    /// `iss` is missing, not a string, or not one of ours.
    #[error("The token was issued by somebody who is not trusted here.")]
    Issuer,
    /// `aud` is missing, malformed, or does not name us.
    #[error("The token is meant for another service.")]
    Audience,
    /// `exp` or `iat` is missing or no whole number of seconds.
    #[error("The token does not say properly when it was issued and when it expires.")]
    Times,
    /// `exp` has passed.
    #[error("The token has expired. Sign in again.")]
    Expired,
    /// `nbf` or `iat` is in the future.
    #[error("The token is not valid yet. Check the clock of the machine that issued it.")]
    NotYet,
    /// `exp - iat` is longer than allowed.
    #[error("The token lives longer than allowed here. Ask for a shorter one.")]
    TooLongLived,
    /// `sub` is missing or cannot be the id of a member.
    #[error("The token does not name its holder properly (sub).")]
    Subject,
    /// `jti` is missing or malformed.
    #[error("The token has no proper identifier (jti).")]
    Identifier,
    /// `role` is missing, unknown, or not possible for this type of token.
    #[error("The token names no role that is known here.")]
    Role,
    /// `act` is malformed, or stands in an access token.
    #[error("The token names the original caller (act) in a way that is not accepted.")]
    Act,
}

impl TokenError {
    /// Stable name for programs, kebab-case.
    pub fn code(self) -> &'static str {
        match self {
            Self::ManyHeaders => "authorization-repeated",
            Self::Scheme => "authorization-scheme",
            Self::Empty => "token-empty",
            Self::TooLong => "token-too-long",
            Self::Malformed => "token-malformed",
            Self::Algorithm => "token-algorithm",
            Self::Type => "token-type",
            Self::Critical => "token-critical",
            Self::EmbeddedKey => "token-embedded-key",
            Self::UnknownKey => "token-unknown-key",
            Self::Signature => "token-signature",
            Self::Issuer => "token-issuer",
            Self::Audience => "token-audience",
            Self::Times => "token-times",
            Self::Expired => "token-expired",
            Self::NotYet => "token-not-yet",
            Self::TooLongLived => "token-too-long-lived",
            Self::Subject => "token-subject",
            Self::Identifier => "token-identifier",
            Self::Role => "token-role",
            Self::Act => "token-act",
        }
    }

    /// Is it the request that is malformed (400) rather than the proof that is missing (401)?
    pub fn is_bad_request(self) -> bool {
        matches!(self, Self::ManyHeaders)
    }
}

/// Why no token could be made, or why an issuer or verifier could not be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The life asked for is longer than [`super::ACCESS_TTL_MAX`].
    #[error("An access token lives at most 15 minutes.")]
    TooLongLived,
    /// The life asked for is shorter than a second.
    #[error("A token must live at least one second.")]
    TooShortLived,
    /// The subject cannot be the id of a member.
    #[error("A subject is 1 to 96 letters, digits or any of . _ ~ @ : -")]
    Subject,
    /// Issuer or audience is empty, or is the one reserved for peers.
    #[error("Issuer and audience must not be empty, nor be the ones reserved for peer tokens.")]
    Names,
    /// The system gave no random bytes.
    #[error("The operating system gave no random numbers.")]
    Random,
    /// The signature could not be made.
    #[error("The token could not be signed with the key at hand.")]
    Signing,
}

/// Why a key file, or a set of public keys, cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Reading, writing or linking failed.
    #[error("cannot use the key file {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Group or others may read or write the file.
    #[error(
        "the key file {path} is open to others (mode {mode:04o}); run `chmod 600` on it, and replace the key if anybody may have read it"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The content is not what it should be; `why` says what is wrong and holds no key material.
    #[error("the key file {path} is damaged: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
    /// Published keys that cannot be read.
    #[error("the published keys are not a JWKS of Ed25519 keys: {0}")]
    Jwks(&'static str),
    /// The system gave no random bytes.
    #[error("the operating system gave no random numbers for a new key")]
    Random,
}
