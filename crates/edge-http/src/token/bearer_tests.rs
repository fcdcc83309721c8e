//! The `Authorization` header.

use super::{TokenError as E, bearer};
use axum::http::{HeaderMap, HeaderValue, header::AUTHORIZATION};

fn headers(values: &[&str]) -> HeaderMap {
    values.iter().map(|value| (AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap())).collect()
}

#[test]
fn the_token_is_found_or_the_header_refused() {
    assert_eq!(bearer(&HeaderMap::new()), Ok(None));
    for good in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c", "Bearer a.b.c "] {
        assert_eq!(bearer(&headers(&[good])), Ok(Some("a.b.c")), "{good:?}");
    }
    for (bad, error) in [
        ("", E::Scheme),
        ("a.b.c", E::Scheme),
        ("Basic a.b.c", E::Scheme),
        ("Bearera.b.c", E::Scheme),
        (" Bearer a.b.c", E::Scheme),
        ("Bearer\ta.b.c", E::Scheme),
        ("Bearer", E::Empty),
        ("Bearer ", E::Empty),
        ("Bearer    ", E::Empty),
        ("Bearer a b", E::Malformed),
        ("Bearer a.b.c, Bearer d", E::Malformed),
        ("Bearer \"a\"", E::Malformed),
        ("Bearer a\tb", E::Malformed),
        ("Bearer é", E::Malformed),
    ] {
        assert_eq!(bearer(&headers(&[bad])), Err(error), "{bad:?}");
    }
}

#[test]
fn two_headers_are_refused_even_if_equal() {
    assert_eq!(bearer(&headers(&["Bearer a", "Bearer a"])), Err(E::ManyHeaders));
    assert_eq!(bearer(&headers(&["Bearer a", "Basic b"])), Err(E::ManyHeaders));
}
