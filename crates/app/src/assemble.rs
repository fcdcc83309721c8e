//! Puts the parts together: stores, contexts, peers, guards, the API.

use crate::{Failure, data::Folder, documents, token::AUDIENCE};
use bus_peers::{Carrier, Client, Looker, Peers, RemoteLog};
use edge_http::{
    api::{Api, Documents, Rate},
    token::{Issuer, SigningKey, Verifier},
};
use effects::{Wanted, World};
use kernel::Settings;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use runtime::{
    engine::Bounds,
    guards::Guards,
    node::{Node, Place},
    ports::{Ambient, Facts, SystemClock, UuidIds, Zone},
};
use std::sync::{Arc, atomic::AtomicBool};
use store_sqlite::{Options, SqliteStore};

/// What an API is made from.
pub(crate) struct Plan {
    /// The contexts that run here.
    pub contexts: Vec<String>,
    /// Where the others live.
    pub peers: Peers,
    /// The library's zone.
    pub zone: String,
    /// Issuer of access tokens.
    pub public_url: String,
    /// Limit at the gateway.
    pub rate: Option<Rate>,
    /// What deciders rest on.
    pub settings: Settings,
    /// Whom effects call; none: nobody, and what they want done waits.
    pub outside: Option<Wanted>,
}

/// Names of the wanted contexts: `all`, `none`, or `a,b`.
pub(crate) fn wanted(text: &str) -> Result<Vec<String>, Failure> {
    let known: Vec<&str> = contexts::ALL.iter().map(|(name, _)| *name).collect();
    match text {
        "all" => Ok(known.iter().map(|name| (*name).to_owned()).collect()),
        "none" => Ok(vec![]),
        names => {
            let names: Vec<&str> = names.split(',').map(str::trim).collect();
            match names.iter().find(|name| !known.contains(name)) {
                Some(name) => Err(format!("there is no context {name:?}; known: {}", known.join(", "))),
                None => Ok(names.iter().map(|name| (*name).to_owned()).collect()),
            }
        }
    }
}

impl Plan {
    /// Every context runs here or has a peer; every peer named is a context.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        for (name, _) in contexts::ALL {
            if !self.contexts.iter().any(|here| here == name) && self.peers.url(name).is_none() {
                return Err(format!(
                    "the context {name} neither runs here nor has a peer; name one: --peers {name}=http://…"
                ));
            }
        }
        match self.peers.names().find(|name| !contexts::ALL.iter().any(|(known, _)| known == name)) {
            Some(name) => Err(format!("--peers names {name:?}, which is no context")),
            None => Ok(()),
        }
    }
}

/// Opens the stores, starts the contexts, makes the API.
pub(crate) async fn assemble(plan: Plan, folder: &Folder, key: Arc<SigningKey>) -> Result<Arc<Api>, Failure> {
    plan.check()?;
    let registry = Arc::new(documents::registry());
    let documents = Documents {
        openapi: edge_http::openapi::openapi(&registry),
        asyncapi: edge_http::openapi::asyncapi(&registry),
    };
    let clock = Arc::new(SystemClock);
    let mut ambient = Ambient::new(clock.clone(), Zone::named(&plan.zone)?, Arc::new(UuidIds));
    if let Some(wanted) = plan.outside {
        ambient = ambient.with_outside(Arc::new(World::new(wanted)?));
    }
    let metrics = recorder()?;
    let issuer = Issuer::new(key.clone(), &plan.public_url, AUDIENCE).map_err(|e| e.to_string())?;
    let client = Arc::new(Client::new(issuer, "madang", clock.clone()));
    let mut places = vec![];
    for (name, _) in contexts::ALL.iter().filter(|(name, _)| plan.contexts.iter().any(|here| here == name)) {
        let store = SqliteStore::open(folder.store(name), &Options::default()).map_err(|e| e.to_string())?;
        places.push(Place { context: name, store: Arc::new(store) });
    }
    let elsewhere = |context: &'static str| {
        let url = plan.peers.url(context)?;
        Some(Arc::new(RemoteLog::new(client.clone(), context, url)) as Arc<dyn Facts>)
    };
    let node = Node::start(registry, places, elsewhere, ambient.clone(), Bounds::default())
        .await
        .map_err(|e| e.to_string())?;
    let node = Arc::new(node);
    let names = || contexts::ALL.iter().map(|(name, _)| *name);
    let looker = Looker::new(node.clone(), client.clone(), plan.peers.clone());
    // Processes that name each other and share a key are one installation: each takes the other's tokens.
    let mut issuers = vec![plan.public_url.as_str()];
    issuers.extend(plan.peers.urls());
    let verifier = Verifier::new(key.public().clone(), &issuers, AUDIENCE).map_err(|e| e.to_string())?;
    Ok(Arc::new(Api {
        ambient,
        guards: Guards::new(names(), Arc::new(looker), clock.clone()),
        forward: Arc::new(Carrier::new(client, plan.peers.clone(), names(), clock)),
        verifier,
        fingerprints: key.fingerprints(),
        keys: key.public().clone(),
        rate: plan.rate,
        metrics: Box::new(move || metrics.render()),
        documents,
        settings: plan.settings,
        ready: AtomicBool::new(true),
        node,
    }))
}

/// Keeps the numbers that `/metrics` tells.
fn recorder() -> Result<PrometheusHandle, Failure> {
    let buckets = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];
    let builder = PrometheusBuilder::new().set_buckets(&buckets).map_err(|e| e.to_string())?;
    builder.install_recorder().map_err(|e| e.to_string())
}
