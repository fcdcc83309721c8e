//! Where contexts live that do not run here.

use std::{collections::HashMap, str::FromStr};

/// `context=URL,…,*=URL`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    named: HashMap<String, String>,
    rest: Option<String>,
}

/// Not a list of peers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPeers(String);

impl std::fmt::Display for BadPeers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is not a peer; write context=http://host:port, or *=http://host:port for all others", self.0)
    }
}
impl std::error::Error for BadPeers {}

impl FromStr for Peers {
    type Err = BadPeers;

    fn from_str(text: &str) -> Result<Self, BadPeers> {
        let mut peers = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let bad = || BadPeers(part.to_owned());
            let (name, url) = part.split_once('=').ok_or_else(bad)?;
            let url = url.trim_end_matches('/');
            let uri: hyper::Uri = url.parse().map_err(|_| bad())?;
            let fits = uri.scheme_str() == Some("http") && uri.authority().is_some() && matches!(uri.path(), "" | "/");
            if !fits || name.is_empty() {
                return Err(bad());
            }
            match name {
                "*" => peers.rest = Some(url.to_owned()),
                name => drop(peers.named.insert(name.to_owned(), url.to_owned())),
            }
        }
        Ok(peers)
    }
}

impl Peers {
    /// Where a context lives, e.g. `http://127.0.0.1:9001`.
    pub fn url(&self, context: &str) -> Option<&str> {
        self.named.get(context).or(self.rest.as_ref()).map(String::as_str)
    }

    /// The contexts that are named.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// Every address, once.
    pub fn urls(&self) -> Vec<&str> {
        let mut urls: Vec<&str> = self.named.values().chain(&self.rest).map(String::as_str).collect();
        urls.sort_unstable();
        urls.dedup();
        urls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_lives_where_it_is_named_else_with_the_rest() {
        let peers: Peers = "catalogue=http://127.0.0.1:9001/, *=http://[::1]:9002".parse().unwrap();
        assert_eq!(peers.url("catalogue"), Some("http://127.0.0.1:9001"));
        assert_eq!(peers.url("lending"), Some("http://[::1]:9002"));
        assert_eq!(Peers::default().url("lending"), None);
    }

    #[test]
    fn what_is_no_peer_is_told() {
        for bad in ["catalogue", "catalogue=", "=http://a", "a=ftp://b", "a=http://b/c", "a=b"] {
            assert!(bad.parse::<Peers>().is_err(), "{bad}");
        }
    }
}
