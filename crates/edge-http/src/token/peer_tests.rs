//! Tokens we mint, peer tokens, and what is remembered of either.

use super::{TokenError as E, forge::*, *};
use serde_json::json;

fn issuer(forge: &Forge) -> Issuer {
    Issuer::new(forge.keys.clone(), ISS, AUD).unwrap()
}

#[test]
fn what_is_minted_is_verified() {
    let forge = Forge::new();
    let issuer = issuer(&forge);
    for role in Role::ALL {
        let token = issuer.mint(role, "mina", Some(Duration::from_secs(60)), NOW).unwrap();
        let claims = forge.verifier.verify(&token, NOW).unwrap();
        assert_eq!((claims.role, claims.sub.as_str(), claims.exp), (role, "mina", NOW + 60));
        assert_eq!((claims.iss.as_str(), claims.aud.as_str(), claims.iat), (ISS, AUD, NOW));
        assert_eq!(forge.verifier.verify(&token, NOW), Ok(claims), "once more, remembered");
    }
    let one = issuer.mint(Role::Patron, "mina", None, NOW).unwrap();
    let two = issuer.mint(Role::Patron, "mina", None, NOW).unwrap();
    assert_ne!(one, two, "each has its own jti");
    assert_eq!(forge.verifier.verify(&one, NOW).unwrap().exp, NOW + 900);
}

#[test]
fn what_should_not_be_minted_is_not() {
    let forge = Forge::new();
    let issuer = issuer(&forge);
    let mint =
        |sub: &str, seconds: f64| issuer.mint(Role::Patron, sub, Some(Duration::from_secs_f64(seconds)), NOW).map(drop);
    assert_eq!(mint("mina", 900.0), Ok(()));
    assert_eq!(mint("mina", 900.5), Err(IssueError::TooLongLived));
    assert_eq!(mint("mina", 0.5), Err(IssueError::TooShortLived));
    for sub in ["", "a b", "a/b", "é/", &"x".repeat(97)] {
        assert_eq!(mint(sub, 60.0), Err(IssueError::Subject), "{sub:?}");
    }
    for (iss, aud) in [("", AUD), (ISS, ""), (PEER_ISSUER, AUD), (ISS, PEER_AUDIENCE)] {
        assert_eq!(Issuer::new(forge.keys.clone(), iss, aud).map(drop), Err(IssueError::Names));
        assert_eq!(Verifier::new(PublicKeys::default(), &[iss], aud).map(drop), Err(IssueError::Names));
    }
    assert_eq!(Verifier::new(PublicKeys::default(), &[], AUD).map(drop), Err(IssueError::Names));
}

#[test]
fn peers_know_each_other_and_for_whom_they_ask() {
    let forge = Forge::new();
    let issuer = issuer(&forge);
    let plain = forge.verifier.verify_peer(&issuer.mint_peer("reader-2", None, NOW).unwrap(), NOW).unwrap();
    assert_eq!((plain.sub.as_str(), plain.role, plain.act), ("reader-2", Role::Service, None));
    let act = Act { role: Role::Librarian, sub: "mina".into() };
    let token = issuer.mint_peer("reader-2", Some(act.clone()), NOW).unwrap();
    for _ in 0..2 {
        assert_eq!(forge.verifier.verify_peer(&token, NOW).unwrap().act, Some(act.clone()));
    }
    assert_eq!(forge.verifier.verify_peer(&token, NOW + 90), Err(E::Expired));
    let nameless = Act { role: Role::Patron, sub: String::new() };
    assert_eq!(issuer.mint_peer("reader-2", Some(nameless), NOW), Err(IssueError::Subject));
    assert_eq!(issuer.mint_peer("", None, NOW), Err(IssueError::Subject));
}

#[test]
fn neither_kind_passes_for_the_other() {
    let forge = Forge::new();
    let issuer = issuer(&forge);
    let access = issuer.mint(Role::Service, "reader-2", Some(PEER_TTL), NOW).unwrap();
    let peer = issuer.mint_peer("reader-2", None, NOW).unwrap();
    // Also after each was remembered by its own side.
    for _ in 0..2 {
        assert_eq!(forge.verifier.verify(&peer, NOW).map(drop), Err(E::Type));
        assert_eq!(forge.verifier.verify_peer(&access, NOW).map(drop), Err(E::Type));
        assert!(forge.verifier.verify(&access, NOW).is_ok() && forge.verifier.verify_peer(&peer, NOW).is_ok());
    }
}

/// Even what our own key signed must be right in each respect: type, issuer, audience and role.
#[test]
fn a_half_peer_token_is_refused() {
    let forge = Forge::new();
    let made = |change: fn(&mut serde_json::Value, &mut serde_json::Value)| {
        let mut header = json!({ "alg": "EdDSA", "typ": "peer+jwt", "kid": forge.kid });
        let mut payload = json!({
            "iss": PEER_ISSUER, "aud": PEER_AUDIENCE, "sub": "p", "role": "service", "jti": "j",
            "iat": NOW, "exp": NOW + 60, "act": {"role": "patron", "sub": "mina"},
        });
        change(&mut header, &mut payload);
        forge.verifier.verify_peer(&forge.sign(&header.to_string(), &payload.to_string()), NOW).map(drop)
    };
    assert_eq!(made(|_, _| ()), Ok(()));
    assert_eq!(made(|head, _| head["typ"] = "at+jwt".into()), Err(E::Type));
    assert_eq!(made(|_, said| said["iss"] = ISS.into()), Err(E::Issuer));
    assert_eq!(made(|_, said| said["aud"] = AUD.into()), Err(E::Audience));
    assert_eq!(made(|_, said| said["role"] = "admin".into()), Err(E::Role));
    assert_eq!(made(|_, said| said["exp"] = (NOW + 91).into()), Err(E::TooLongLived));
    assert_eq!(made(|_, said| said["act"] = "mina".into()), Err(E::Act));
    assert_eq!(made(|_, said| said["act"] = json!(["patron", "mina"])), Err(E::Act));
    assert_eq!(made(|_, said| said["act"]["sub"] = "".into()), Err(E::Act));
    assert_eq!(made(|_, said| said["act"]["role"] = "root".into()), Err(E::Act));
    assert_eq!(made(|_, said| said["act"]["act"] = json!({"sub": "x"})), Err(E::Act));
    let at_access = forge.changed(|head, _| head["typ"] = "peer+jwt".into());
    assert_eq!(forge.verifier.verify(&at_access, NOW).map(drop), Err(E::Type));
}

#[test]
fn what_is_remembered_still_ends() {
    let forge = Forge::new();
    let token = issuer(&forge).mint(Role::Patron, "mina", Some(Duration::from_secs(60)), NOW).unwrap();
    assert!(forge.verifier.verify(&token, NOW).is_ok());
    assert_eq!(forge.verifier.remembered(), 1);
    assert_eq!(forge.verifier.verify(&token, NOW - 31), Err(E::NotYet), "the clock was set back");
    assert!(forge.verifier.verify(&token, NOW + 89).is_ok());
    assert_eq!(forge.verifier.verify(&token, NOW + 90), Err(E::Expired));
    assert_eq!(forge.verifier.remembered(), 0);
}

#[test]
fn a_key_that_is_taken_away_takes_its_tokens_with_it() {
    let (forge, other) = (Forge::new(), Forge::new());
    let token = issuer(&forge).mint(Role::Patron, "mina", None, NOW).unwrap();
    assert!(forge.verifier.verify(&token, NOW).is_ok());
    forge.verifier.replace_keys(other.keys.public().clone());
    for _ in 0..2 {
        assert_eq!(forge.verifier.verify(&token, NOW), Err(E::UnknownKey));
    }
    let theirs = issuer(&other).mint(Role::Patron, "mina", None, NOW).unwrap();
    assert!(forge.verifier.verify(&theirs, NOW).is_ok());
}
