//! Tokens that must not pass, each with the error it gets, and a few odd ones that must.

use super::{TokenError as E, forge::*, *};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

type Case = (&'static str, String, Result<(), TokenError>);

/// Runs the cases twice, so that remembering cannot change a verdict, and nothing refused is remembered.
#[track_caller]
fn judge(forge: &Forge, cases: Vec<Case>) {
    for (name, token, expected) in cases {
        let before = forge.verifier.remembered();
        for _ in 0..2 {
            assert_eq!(forge.verifier.verify(&token, NOW).map(drop), expected, "{name}");
        }
        assert!(expected.is_ok() || forge.verifier.remembered() == before, "{name} was remembered");
    }
}

/// A proper token taken apart.
fn parts(forge: &Forge) -> (String, String, String) {
    let token = forge.saying(&payload().to_string());
    let parts: Vec<&str> = token.split('.').collect();
    (parts[0].to_owned(), parts[1].to_owned(), parts[2].to_owned())
}

#[test]
fn form() {
    let forge = Forge::new();
    let (head, body, signature) = parts(&forge);
    let good = format!("{head}.{body}.{signature}");
    judge(
        &forge,
        vec![
            ("proper", good.clone(), Ok(())),
            ("nothing", String::new(), Err(E::Malformed)),
            ("one part", head.clone(), Err(E::Malformed)),
            ("two parts", format!("{head}.{body}"), Err(E::Malformed)),
            ("four parts", format!("{good}.{signature}"), Err(E::Malformed)),
            ("dots", "..".into(), Err(E::Malformed)),
            ("trailing dot", format!("{good}."), Err(E::Malformed)),
            ("no header", format!(".{body}.{signature}"), Err(E::Malformed)),
            ("no payload", format!("{head}..{signature}"), Err(E::Signature)),
            ("space before", format!(" {good}"), Err(E::Malformed)),
            ("space after", format!("{good} "), Err(E::Malformed)),
            ("newline after", format!("{good}\n"), Err(E::Malformed)),
            ("space within", format!("{head}. {body}.{signature}"), Err(E::Malformed)),
            ("nul", format!("{good}\0"), Err(E::Malformed)),
            ("padding of the header", format!("{head}=.{body}.{signature}"), Err(E::Malformed)),
            ("padding of the payload", format!("{head}.{body}==.{signature}"), Err(E::Malformed)),
            ("padding of the signature", format!("{good}=="), Err(E::Malformed)),
            ("standard alphabet", format!("{head}.{body}.+/{}", &signature[2..]), Err(E::Malformed)),
            ("unicode", format!("{head}.{body}.\u{ff21}{}", &signature[1..]), Err(E::Malformed)),
            ("oversized", format!("{good}{}", "A".repeat(8192)), Err(E::TooLong)),
            ("huge payload, signed", forge.claim("x", "x".repeat(8000).into()), Err(E::TooLong)),
            ("header is no JSON", forge.sign("hello", &payload().to_string()), Err(E::Malformed)),
            ("header is not UTF-8", format!("{}.{body}.{signature}", b64(b"{\"alg\":\"\xff\"}")), Err(E::Malformed)),
            (
                "header is a list",
                forge.sign(&json!(["EdDSA", "at+jwt", forge.kid]).to_string(), &payload().to_string()),
                Err(E::Malformed),
            ),
            ("payload is no JSON", forge.saying("hello"), Err(E::Malformed)),
            ("payload is a list", forge.saying(&json!([ISS, "mina", AUD]).to_string()), Err(E::Malformed)),
            ("payload is null", forge.saying("null"), Err(E::Malformed)),
            ("payload and more", forge.saying(&format!("{}{{}}", payload())), Err(E::Malformed)),
            ("deep nesting", forge.saying(&format!("{{\"x\":{}", "[".repeat(3000))), Err(E::Malformed)),
        ],
    );
}

#[test]
fn header() {
    let forge = Forge::new();
    let key = forge.keys.public().jwks()["keys"][0].clone();
    let claims = payload().to_string();
    let kid = &forge.kid;
    let twice = |member: &str| format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}",{member}}}"#);
    judge(
        &forge,
        vec![
            ("alg none", forge.head("alg", "none".into()), Err(E::Algorithm)),
            ("alg None", forge.head("alg", "None".into()), Err(E::Algorithm)),
            ("alg empty", forge.head("alg", "".into()), Err(E::Algorithm)),
            ("alg null", forge.head("alg", Value::Null), Err(E::Algorithm)),
            (
                "alg absent",
                forge.changed(|head, _| drop(head.as_object_mut().unwrap().remove("alg"))),
                Err(E::Algorithm),
            ),
            ("alg list", forge.head("alg", json!(["EdDSA"])), Err(E::Malformed)),
            ("alg eddsa", forge.head("alg", "eddsa".into()), Err(E::Algorithm)),
            ("alg Ed25519", forge.head("alg", "Ed25519".into()), Err(E::Algorithm)),
            ("alg ES256", forge.head("alg", "ES256".into()), Err(E::Algorithm)),
            ("alg RS256", forge.head("alg", "RS256".into()), Err(E::Algorithm)),
            ("typ JWT", forge.head("typ", "JWT".into()), Err(E::Type)),
            ("typ absent", forge.changed(|head, _| drop(head.as_object_mut().unwrap().remove("typ"))), Err(E::Type)),
            ("typ number", forge.head("typ", json!(1)), Err(E::Malformed)),
            ("typ with a parameter", forge.head("typ", "at+jwt;x=1".into()), Err(E::Type)),
            ("typ with spaces", forge.head("typ", " at+jwt".into()), Err(E::Type)),
            ("typ of a peer", forge.head("typ", "peer+jwt".into()), Err(E::Type)),
            ("typ text/at+jwt", forge.head("typ", "text/at+jwt".into()), Err(E::Type)),
            ("typ twice application/", forge.head("typ", "application/application/at+jwt".into()), Err(E::Type)),
            ("typ in other case", forge.head("typ", "AT+JWT".into()), Ok(())),
            ("typ in full", forge.head("typ", "Application/at+jwt".into()), Ok(())),
            ("typ cut in a character", forge.head("typ", "applicatio\u{e9}/at+jwt".into()), Err(E::Type)),
            ("crit unknown", forge.head("crit", json!(["x"])), Err(E::Critical)),
            ("crit known names", forge.head("crit", json!(["exp"])), Err(E::Critical)),
            ("crit empty", forge.head("crit", json!([])), Err(E::Critical)),
            ("crit null", forge.head("crit", Value::Null), Err(E::Critical)),
            ("jwk, even ours", forge.head("jwk", key), Err(E::EmbeddedKey)),
            ("jku", forge.head("jku", "https://evil.example/jwks".into()), Err(E::EmbeddedKey)),
            ("x5u", forge.head("x5u", "https://evil.example/x".into()), Err(E::EmbeddedKey)),
            ("x5c", forge.head("x5c", json!(["MII"])), Err(E::EmbeddedKey)),
            (
                "kid absent",
                forge.changed(|head, _| drop(head.as_object_mut().unwrap().remove("kid"))),
                Err(E::UnknownKey),
            ),
            ("kid unknown", forge.head("kid", "../../etc/passwd".into()), Err(E::UnknownKey)),
            ("kid empty", forge.head("kid", "".into()), Err(E::UnknownKey)),
            ("kid number", forge.head("kid", json!(0)), Err(E::Malformed)),
            ("kid cut short", forge.head("kid", kid[..16].into()), Err(E::UnknownKey)),
            ("alg twice", forge.sign(&twice(r#""alg":"none""#), &claims), Err(E::Malformed)),
            ("kid twice", forge.sign(&twice(r#""kid":"x""#), &claims), Err(E::Malformed)),
            ("typ twice", forge.sign(&twice(r#""typ":"at+jwt""#), &claims), Err(E::Malformed)),
            ("crit twice", forge.sign(&twice(r#""crit":[],"crit":[]"#), &claims), Err(E::Malformed)),
            ("alg escaped", forge.sign(&twice(r#""\u0061lg":"none""#), &claims), Err(E::Malformed)),
            ("an unknown parameter", forge.head("x", json!({"y": 1})), Ok(())),
        ],
    );
}

#[test]
fn signature() {
    let forge = Forge::new();
    let (head, body, signature) = parts(&forge);
    let bytes = URL_SAFE_NO_PAD.decode(&signature).unwrap();
    let with = |bytes: &[u8]| format!("{head}.{body}.{}", b64(bytes));
    let public = forge.secret.verifying_key().to_bytes();
    let symmetric = |key: &[u8]| {
        let header = json!({ "alg": "HS256", "typ": "at+jwt", "kid": forge.kid }).to_string();
        let message = format!("{}.{body}", b64(header));
        format!("{message}.{}", b64(hmac(key, message.as_bytes())))
    };
    let stranger = Forge::new();
    let flipped: Vec<u8> = bytes.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == 5)).collect();
    let other = b64(json!({"iss": ISS, "sub": "admin"}).to_string());
    // 86 characters carry 516 bits, four more than 64 bytes have: another last character that
    // decodes to the same bytes must not make another spelling of the same token.
    let last = signature.as_bytes()[85];
    let respelled = format!("{head}.{body}.{}{}", &signature[..85], char::from(last + 1));
    judge(
        &forge,
        vec![
            ("none at all", format!("{head}.{body}."), Err(E::Signature)),
            (
                "alg none, no signature",
                format!("{}.{body}.", b64(r#"{"alg":"none","typ":"at+jwt"}"#)),
                Err(E::Signature),
            ),
            ("cut by a byte", with(&bytes[..63]), Err(E::Signature)),
            ("a byte more", with(&[&bytes[..], &[0]].concat()), Err(E::Signature)),
            ("twice", with(&[&bytes[..], &bytes[..]].concat()), Err(E::Signature)),
            ("all zero", with(&[0; 64]), Err(E::Signature)),
            ("a bit flipped", with(&flipped), Err(E::Signature)),
            ("S + L", with(&malleable(&bytes)), Err(E::Signature)),
            ("leftover bits", respelled, Err(E::Malformed)),
            ("other payload", format!("{head}.{other}.{signature}"), Err(E::Signature)),
            ("other header", format!("{}.{body}.{signature}", b64(format!(" {}", forge.header()))), Err(E::Signature)),
            (
                "by a stranger under our kid",
                {
                    let header = forge.header().to_string();
                    stranger.sign(&header, &payload().to_string())
                },
                Err(E::Signature),
            ),
            ("by a stranger under his kid", stranger.saying(&payload().to_string()), Err(E::UnknownKey)),
            ("HS256, public key as secret", symmetric(&public), Err(E::Signature)),
            ("HS256, public key in base64", symmetric(b64(public).as_bytes()), Err(E::Signature)),
        ],
    );
}

#[test]
fn names() {
    let forge = Forge::new();
    let long = "x".repeat(97);
    judge(
        &forge,
        vec![
            ("iss absent", forge.without("iss"), Err(E::Issuer)),
            ("iss null", forge.claim("iss", Value::Null), Err(E::Issuer)),
            ("iss list", forge.claim("iss", json!([ISS])), Err(E::Issuer)),
            ("iss with a slash", forge.claim("iss", format!("{ISS}/").into()), Err(E::Issuer)),
            ("iss in other case", forge.claim("iss", ISS.to_uppercase().into()), Err(E::Issuer)),
            ("iss with a look-alike", forge.claim("iss", ISS.replace('a', "\u{430}").into()), Err(E::Issuer)),
            ("iss longer", forge.claim("iss", format!("{ISS}.evil").into()), Err(E::Issuer)),
            ("iss empty", forge.claim("iss", "".into()), Err(E::Issuer)),
            ("iss of peers", forge.claim("iss", PEER_ISSUER.into()), Err(E::Issuer)),
            ("iss the other one", forge.claim("iss", "https://other.example".into()), Ok(())),
            ("iss escaped, the same", forge.saying(&payload().to_string().replace("https", "\\u0068ttps")), Ok(())),
            ("aud absent", forge.without("aud"), Err(E::Audience)),
            ("aud null", forge.claim("aud", Value::Null), Err(E::Audience)),
            ("aud another", forge.claim("aud", "x".into()), Err(E::Audience)),
            ("aud empty list", forge.claim("aud", json!([])), Err(E::Audience)),
            ("aud list without us", forge.claim("aud", json!(["x", "y"])), Err(E::Audience)),
            ("aud list of other things", forge.claim("aud", json!([AUD, 1])), Err(E::Audience)),
            ("aud object", forge.claim("aud", json!({ AUD: true })), Err(E::Audience)),
            ("aud prefix", forge.claim("aud", format!("{AUD}2").into()), Err(E::Audience)),
            ("aud list with us", forge.claim("aud", json!(["x", AUD])), Ok(())),
            ("sub absent", forge.without("sub"), Err(E::Subject)),
            ("sub empty", forge.claim("sub", "".into()), Err(E::Subject)),
            ("sub too long", forge.claim("sub", long.clone().into()), Err(E::Subject)),
            ("sub as long as may be", forge.claim("sub", long[..96].into()), Ok(())),
            ("sub with a control character", forge.claim("sub", "mina\n".into()), Err(E::Subject)),
            ("sub with nul", forge.claim("sub", "mina\0".into()), Err(E::Subject)),
            ("sub with a slash", forge.claim("sub", "a/b".into()), Err(E::Subject)),
            ("sub in Hangul", forge.claim("sub", "민아".into()), Ok(())),
            ("sub number", forge.claim("sub", json!(1)), Err(E::Subject)),
            ("sub with all it may have", forge.claim("sub", "A-z0.9_~@x".into()), Ok(())),
            ("jti absent", forge.without("jti"), Err(E::Identifier)),
            ("jti empty", forge.claim("jti", "".into()), Err(E::Identifier)),
            ("role absent", forge.without("role"), Err(E::Role)),
            ("role unknown", forge.claim("role", "root".into()), Err(E::Role)),
            ("role in other case", forge.claim("role", "Admin".into()), Err(E::Role)),
            ("role list", forge.claim("role", json!(["admin"])), Err(E::Role)),
            ("role object", forge.claim("role", json!({"admin": null})), Err(E::Role)),
            ("role student", forge.claim("role", "student".into()), Ok(())),
            ("act in an access token", forge.claim("act", json!({"role": "admin", "sub": "x"})), Err(E::Act)),
            ("unknown claim", forge.claim("scope", "x".into()), Ok(())),
            (
                "sub twice",
                forge.saying(&payload().to_string().replacen('{', r#"{"sub":"admin","#, 1)),
                Err(E::Malformed),
            ),
            (
                "role twice",
                forge.saying(&payload().to_string().replacen('{', r#"{"role":"admin","#, 1)),
                Err(E::Malformed),
            ),
            ("exp twice", forge.saying(&payload().to_string().replacen('{', r#"{"exp":1,"#, 1)), Err(E::Malformed)),
        ],
    );
}

#[test]
fn times() {
    let forge = Forge::new();
    let span = |iat: u64, exp: u64| {
        forge.changed(|_, payload| {
            payload["iat"] = iat.into();
            payload["exp"] = exp.into();
        })
    };
    judge(
        &forge,
        vec![
            ("exp absent", forge.without("exp"), Err(E::Times)),
            ("exp null", forge.claim("exp", Value::Null), Err(E::Times)),
            ("exp as a string", forge.claim("exp", (NOW + 600).to_string().into()), Err(E::Times)),
            ("exp with a point", forge.claim("exp", json!(NOW as f64 + 600.0)), Err(E::Times)),
            ("exp negative", forge.claim("exp", json!(-1)), Err(E::Times)),
            (
                "exp beyond 64 bits",
                forge.saying(&payload().to_string().replace(&(NOW + 600).to_string(), "18446744073709551616")),
                Err(E::Times),
            ),
            ("exp as late as can be", forge.claim("exp", u64::MAX.into()), Err(E::TooLongLived)),
            ("exp a year away", forge.claim("exp", (NOW + 31_536_000).into()), Err(E::TooLongLived)),
            ("15 minutes", span(NOW, NOW + 900), Ok(())),
            ("15 minutes and the leeway", span(NOW, NOW + 930), Ok(())),
            ("a second more", span(NOW, NOW + 931), Err(E::TooLongLived)),
            ("iat absent", forge.without("iat"), Err(E::Times)),
            ("iat as a string", forge.claim("iat", "0".into()), Err(E::Times)),
            ("iat 0", forge.claim("iat", json!(0)), Err(E::TooLongLived)),
            ("iat after exp", span(NOW, NOW - 1), Err(E::Times)),
            ("iat equal to exp", span(NOW, NOW), Err(E::Times)),
            ("expired by 29 s", span(NOW - 600, NOW - 29), Ok(())),
            ("expired by 30 s", span(NOW - 600, NOW - 30), Err(E::Expired)),
            ("expired by 31 s", span(NOW - 600, NOW - 31), Err(E::Expired)),
            ("iat 30 s ahead", span(NOW + 30, NOW + 600), Ok(())),
            ("iat 31 s ahead", span(NOW + 31, NOW + 600), Err(E::NotYet)),
            ("nbf 30 s ahead", forge.claim("nbf", (NOW + 30).into()), Ok(())),
            ("nbf 31 s ahead", forge.claim("nbf", (NOW + 31).into()), Err(E::NotYet)),
            ("nbf as a string", forge.claim("nbf", "0".into()), Err(E::Times)),
        ],
    );
}

/// What an error says goes to logs and clients; the token, whole or in part, must not.
#[test]
fn errors_and_debug_texts_hold_nothing_of_the_token() {
    let forge = Forge::new();
    let token = forge.claim("sub", "s3cret/".into());
    let error = forge.verifier.verify(&token, NOW).unwrap_err();
    let texts = format!("{error} {error:?} {} {:?} {:?}", error.code(), forge.verifier, forge.keys);
    assert!(!texts.contains("s3cret") && !token.split('.').any(|part| texts.contains(part)), "{texts}");
    let secret = b64(forge.secret.to_bytes());
    assert!(!texts.contains(&secret) && !texts.contains(&format!("{:?}", forge.secret.to_bytes())));
}
