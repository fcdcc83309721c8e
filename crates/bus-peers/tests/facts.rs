//! The suite of the facts port, over both its adapters: the log next door, and the owner's log over HTTP.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use axum::{Router, body::Body, http::Request};
use bus_peers::{Carrier, Client, Looker, Peers, RemoteLog};
use edge_http::{
    api::{Api, Documents, Entrance, router},
    server::{Limits, serve},
    token::{Issuer, SigningKey, Verifier},
};
use runtime::{
    engine::Bounds,
    guards::Guards,
    memory::Memory,
    node::{Node, Place},
    port_tests::facts_port::{Owner, facts_suite},
    ports::{Ambient, Ask, Facts, FactsError, Peer, Position, Recorded, Store, SystemClock, UuidIds, Zone},
    registry::Registry,
};
use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch};
use tower::ServiceExt;

const URL: &str = "http://madang.test";

struct Catalogue {
    api: Arc<Api>,
    store: Arc<Memory>,
    door: Router,
    key: Arc<SigningKey>,
}

fn client(key: &Arc<SigningKey>) -> Arc<Client> {
    let issuer = Issuer::new(key.clone(), URL, "madang").unwrap();
    Arc::new(Client::new(issuer, "test", Arc::new(SystemClock)))
}

/// A process that runs the catalogue.
async fn catalogue() -> Catalogue {
    let folder = tempfile::tempdir().unwrap();
    let key = Arc::new(SigningKey::load_or_create(folder.path().join("key"), 0).unwrap());
    let mut registry = Registry::default();
    contexts::join(&mut registry);
    let ambient = Ambient::new(Arc::new(SystemClock), Zone::named("Asia/Seoul").unwrap(), Arc::new(UuidIds));
    let store = Arc::new(Memory::new());
    let places = vec![Place { context: "catalogue", store: store.clone() }];
    let node = Node::start(Arc::new(registry), places, |_| None, ambient.clone(), Bounds::default()).await.unwrap();
    let node = Arc::new(node);
    let peers = Peers::default();
    let client = client(&key);
    let api = Arc::new(Api {
        ambient,
        guards: Guards::new(
            [],
            Arc::new(Looker::new(node.clone(), client.clone(), peers.clone())),
            Arc::new(SystemClock),
        ),
        forward: Arc::new(Carrier::new(client, peers, [], Arc::new(SystemClock))),
        verifier: Verifier::new(key.public().clone(), &[URL], "madang").unwrap(),
        keys: key.public().clone(),
        rate: None,
        metrics: Box::new(String::new),
        documents: Documents { openapi: Default::default(), asyncapi: Default::default() },
        settings: kernel::Settings::default(),
        fingerprints: [7; 32],
        ready: AtomicBool::new(true),
        node,
    });
    let door = router(&api, Entrance::Door);
    Catalogue { api, store, door, key }
}

impl Owner for Catalogue {
    async fn grow(&self, facts: usize) -> Position {
        for _ in 0..facts {
            let request =
                Request::post("/stocks").header("host", "localhost").header("content-type", "application/json");
            let request = request.body(Body::from(r#"{"bookid":"동전-1","qty":1}"#)).unwrap();
            let Ok(response) = self.door.clone().oneshot(request).await;
            assert_eq!(response.status(), 201);
        }
        self.api.node.context("catalogue").unwrap().log().head()
    }

    async fn stored(&self) -> Vec<Recorded> {
        self.store.read(0, 10_000).await.unwrap()
    }
}

/// Opens the catalogue's gateway until the sender is dropped.
async fn listen(catalogue: &Catalogue) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopping) = watch::channel(false);
    let gateway = router(&catalogue.api, Entrance::Gateway);
    tokio::spawn(serve(listener, gateway, Limits::default(), stopping, Duration::from_millis(100)));
    (address, stop)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_next_door_passes_the_suite() {
    let catalogue = catalogue().await;
    let log = catalogue.api.node.context("catalogue").unwrap().log().clone();
    facts_suite(log, catalogue).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_over_http_passes_the_suite() {
    let catalogue = catalogue().await;
    let (address, _open) = listen(&catalogue).await;
    let log = RemoteLog::new(client(&catalogue.key), "catalogue", &format!("http://{address}"));
    facts_suite(Arc::new(log), catalogue).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_told_to_processes_of_the_same_key_only() {
    let catalogue = catalogue().await;
    let (address, _open) = listen(&catalogue).await;
    let folder = tempfile::tempdir().unwrap();
    let foreign = Arc::new(SigningKey::load_or_create(folder.path().join("key"), 0).unwrap());
    let log = RemoteLog::new(client(&foreign), "catalogue", &format!("http://{address}"));
    assert!(matches!(log.read(0, 10).await, Err(FactsError::Away { .. })));
    let wrong = RemoteLog::new(client(&catalogue.key), "lending", &format!("http://{address}"));
    assert!(
        matches!(wrong.read(0, 10).await, Err(FactsError::Away { .. })),
        "a context that does not run there is away"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_away_is_told_and_read_on_when_it_is_back() {
    let catalogue = catalogue().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let log = RemoteLog::new(client(&catalogue.key), "catalogue", &format!("http://{address}"));
    drop(listener);
    assert!(matches!(log.read(0, 10).await, Err(FactsError::Away { .. })));
    catalogue.grow(3).await;
    let listener = TcpListener::bind(address).await.unwrap();
    let (_stop, stopping) = watch::channel(false);
    tokio::spawn(serve(
        listener,
        router(&catalogue.api, Entrance::Gateway),
        Limits::default(),
        stopping,
        Duration::ZERO,
    ));
    assert_eq!(log.read(0, 10).await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_looks_the_same_from_next_door_and_from_afar() {
    let catalogue = catalogue().await;
    catalogue.grow(3).await;
    let (address, _open) = listen(&catalogue).await;
    let peers: Peers = format!("*=http://{address}").parse().unwrap();
    let client = client(&catalogue.key);
    let near = Looker::new(catalogue.api.node.clone(), client.clone(), Peers::default());
    let mut registry = Registry::default();
    contexts::join(&mut registry);
    let ambient = Ambient::new(Arc::new(SystemClock), Zone::named("Asia/Seoul").unwrap(), Arc::new(UuidIds));
    let nothing = Node::start(Arc::new(registry), vec![], |_| None, ambient, Bounds::default()).await.unwrap();
    let far = Looker::new(Arc::new(nothing), client, peers);
    for (path, there) in [("/stocks/동전-1", true), ("/stocks/none", false), ("/nothing/here", false)] {
        let ask = Ask { context: "catalogue", path: path.into() };
        let seen = near.look(&ask).await.unwrap();
        assert_eq!(seen.is_some(), there, "{path}");
        assert_eq!(far.look(&ask).await.unwrap(), seen, "{path}");
    }
}
