//! The `Host` header.

use axum::http::{HeaderMap, Uri, header::HOST};

/// Is there exactly one `Host`, a valid one, that agrees with the request line when that names a
/// host too (RFC 9112, 3.2)? Whoever stands before us might have believed the other one.
pub(super) fn proper(headers: &HeaderMap, uri: &Uri) -> bool {
    let mut found = headers.get_all(HOST).iter();
    let (Some(host), None) = (found.next(), found.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    valid(host) && uri.authority().is_none_or(|authority| authority.as_str().eq_ignore_ascii_case(host))
}

/// `host [ ":" port ]` with the characters RFC 3986 allows; no user, no path.
fn valid(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let Some((address, after)) = rest.split_once(']') else { return false };
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return false;
            }
            match after.strip_prefix(':') {
                Some(port) => ("ip", port),
                None if after.is_empty() => ("ip", ""),
                None => return false,
            }
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%".contains(&byte);
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    !name.is_empty()
        && name.len() <= 255
        && name.bytes().all(allowed)
        && digits
        && (port.is_empty() || port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_other_things() {
        for good in ["a", "madang.example", "localhost:8080", "127.0.0.1:80", "[::1]", "[::1]:8080", "a:", "A-b_c.d"] {
            assert!(valid(good), "{good}");
        }
        for bad in ["", ":80", "a b", "u@a", "a/b", "a:b", "a:99999", "[::1", "[x]", "[::1]x", "a:1:2", "a\\b", "a?b"] {
            assert!(!valid(bad), "{bad}");
        }
    }

    #[test]
    fn the_request_line_must_not_name_another_host() {
        let headers = HeaderMap::from_iter([(HOST, "a.example".parse().unwrap())]);
        assert!(proper(&headers, &"/x".parse().unwrap()));
        assert!(proper(&headers, &"http://A.example/x".parse().unwrap()));
        assert!(!proper(&headers, &"http://b.example/x".parse().unwrap()));
    }
}
