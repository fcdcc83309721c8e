//! Taking the token out of a request.

use super::TokenError;
use axum::http::{HeaderMap, header::AUTHORIZATION};

/// The bearer token of a request (RFC 6750), or none when it has no `Authorization` header. The
/// token is not judged here, beyond being made of characters a token can be made of.
///
/// # Errors
/// [`TokenError::ManyHeaders`] when the header is repeated: a gateway and we might each believe
/// another one. [`TokenError::Scheme`], [`TokenError::Empty`] or [`TokenError::Malformed`] when it
/// is not `Bearer` and one token.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, TokenError> {
    let mut found = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = found.next() else { return Ok(None) };
    if found.next().is_some() {
        return Err(TokenError::ManyHeaders);
    }
    let text = value.to_str().map_err(|_| TokenError::Malformed)?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(TokenError::Scheme);
    }
    let token = token.trim_matches(' ');
    if token.is_empty() {
        return Err(TokenError::Empty);
    }
    let proper = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if !token.bytes().all(proper) {
        return Err(TokenError::Malformed);
    }
    Ok(Some(token))
}
