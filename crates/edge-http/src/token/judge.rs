//! What the claims of a token must say.

use super::{
    ACCESS_TTL_MAX, Act, Claims, LEEWAY_SECONDS, PEER_AUDIENCE, PEER_ISSUER, PEER_TTL, Role, TokenError,
    claims::{is_identifier, is_subject},
    compact::json_object,
};
use serde::Deserialize;
use serde_json::Value;

/// The claims as they came. A repeated one makes the token malformed; null is as good as absent.
#[derive(Deserialize)]
struct Said {
    iss: Option<Value>,
    sub: Option<Value>,
    aud: Option<Value>,
    exp: Option<Value>,
    iat: Option<Value>,
    nbf: Option<Value>,
    jti: Option<Value>,
    role: Option<Value>,
    act: Option<Value>,
}

/// What an access token must say, apart from the time.
pub(super) fn access(payload: &[u8], issuers: &[String], audience: &str) -> Result<Claims, TokenError> {
    let said: Said = json_object(payload)?;
    // Who acts for somebody else is a peer; taking it here would let a caller claim to be two people.
    if said.act.is_some() {
        return Err(TokenError::Act);
    }
    said.judge(|iss| issuers.iter().any(|known| known == iss), audience, ACCESS_TTL_MAX.as_secs())
}

/// What a peer token must say, apart from the time.
pub(super) fn peer(payload: &[u8]) -> Result<Claims, TokenError> {
    let said: Said = json_object(payload)?;
    let act = said.act.as_ref().map(original_caller).transpose()?;
    let claims = said.judge(|iss| iss == PEER_ISSUER, PEER_AUDIENCE, PEER_TTL.as_secs())?;
    if claims.role != Role::Service {
        return Err(TokenError::Role);
    }
    Ok(Claims { act, ..claims })
}

/// Is it time for these claims? Asked again whenever a remembered token is used.
pub(super) fn time(claims: &Claims, now: u64) -> Result<(), TokenError> {
    if now >= claims.exp.saturating_add(LEEWAY_SECONDS) {
        return Err(TokenError::Expired);
    }
    let latest = now.saturating_add(LEEWAY_SECONDS);
    if claims.iat > latest || claims.nbf.is_some_and(|nbf| nbf > latest) {
        return Err(TokenError::NotYet);
    }
    Ok(())
}

impl Said {
    fn judge(&self, trusted: impl Fn(&str) -> bool, audience: &str, life: u64) -> Result<Claims, TokenError> {
        let iss = text(&self.iss).filter(|iss| trusted(iss)).ok_or(TokenError::Issuer)?;
        if !self.aud.as_ref().is_some_and(|aud| names(aud, audience)) {
            return Err(TokenError::Audience);
        }
        let exp = seconds(&self.exp).ok_or(TokenError::Times)?;
        let iat = seconds(&self.iat).ok_or(TokenError::Times)?;
        let nbf = seconds(&self.nbf);
        if exp <= iat || (self.nbf.is_some() && nbf.is_none()) {
            return Err(TokenError::Times);
        }
        if exp - iat > life + LEEWAY_SECONDS {
            return Err(TokenError::TooLongLived);
        }
        Ok(Claims {
            iss: iss.to_owned(),
            sub: text(&self.sub).filter(|sub| is_subject(sub)).ok_or(TokenError::Subject)?.to_owned(),
            aud: audience.to_owned(),
            exp,
            iat,
            nbf,
            jti: text(&self.jti).filter(|jti| is_identifier(jti)).ok_or(TokenError::Identifier)?.to_owned(),
            role: text(&self.role).and_then(|role| role.parse().ok()).ok_or(TokenError::Role)?,
            act: None,
        })
    }
}

fn text(value: &Option<Value>) -> Option<&str> {
    value.as_ref().and_then(Value::as_str)
}

/// Whole seconds; RFC 7519 knows parts of seconds too, but nobody we trust writes them.
fn seconds(value: &Option<Value>) -> Option<u64> {
    value.as_ref().and_then(Value::as_u64)
}

/// One audience or a list of them; a list with anything but strings in it is refused.
fn names(aud: &Value, wanted: &str) -> bool {
    match aud {
        Value::String(one) => one == wanted,
        Value::Array(many) => many.iter().all(Value::is_string) && many.iter().any(|one| one.as_str() == Some(wanted)),
        _ => false,
    }
}

fn original_caller(act: &Value) -> Result<Act, TokenError> {
    let member = |name: &str| act.get(name).and_then(Value::as_str);
    let sub = member("sub").filter(|sub| is_subject(sub)).ok_or(TokenError::Act)?;
    let role = member("role").and_then(|role| role.parse().ok()).ok_or(TokenError::Act)?;
    // A chain of callers (act within act) is not forwarded here, so it is not quietly shortened either.
    if act.as_object().is_none_or(|members| members.len() != 2) {
        return Err(TokenError::Act);
    }
    Ok(Act { role, sub: sub.to_owned() })
}
