//! `madang token`.

use crate::{
    Failure,
    cli::Token,
    data::{now, public_url, signing_key},
};
use edge_http::token::Issuer;

/// Who our access tokens are for.
pub(crate) const AUDIENCE: &str = "madang";

/// Prints a token on stdout.
pub(crate) fn run(token: &Token) -> Result<(), Failure> {
    let key = signing_key(&token.at)?;
    let url = token.public_url.clone().unwrap_or_else(|| public_url(&token.at));
    let issuer = Issuer::new(key, &url, AUDIENCE).map_err(|e| e.to_string())?;
    let text = issuer.mint(token.role, &token.sub, Some(token.ttl), now()).map_err(|e| e.to_string())?;
    println!("{text}");
    Ok(())
}
