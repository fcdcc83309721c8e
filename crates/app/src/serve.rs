//! `madang serve`.

use crate::{
    Failure,
    assemble::{Plan, assemble, wanted},
    cli::{LogFormat, Serve},
    data::{Folder, signing_key},
    demo,
};
use edge_http::{
    api::{Api, Entrance, Rate, router},
    server::{Hooks, Limits},
};
use kernel::Settings;
use runtime::node::Node;
use std::{
    io::{IsTerminal, Write},
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    task::JoinSet,
};
use tracing_subscriber::EnvFilter;

/// What runs is finished within this time after SIGTERM.
const PATIENCE: Duration = Duration::from_secs(8);
/// And the stores are closed within this.
const TIDY: Duration = Duration::from_millis(1500);
/// The doors of the demo: the ports the five original systems had.
const DEMO_DOORS: std::ops::RangeInclusive<u16> = 8081..=8086;

fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_env("MADANG_LOG_FILTER").unwrap_or_else(|_| EnvFilter::new("info"));
    let to = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second subscriber is possible in tests only; the first stays.
    let _ = match format {
        LogFormat::Text => to.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => to.json().flatten_event(true).try_init(),
    };
}

/// Runs until told to stop.
pub(crate) async fn run(mut serve: Serve) -> Result<(), Failure> {
    log(serve.log);
    let mut signals = Signals::new()?;
    check(&serve)?;
    let console = serve.demo || serve.console_notices;
    let outside = effects::Wanted::read(&serve.cards, &serve.mail, &serve.kakao, console)?;
    if serve.demo && serve.door.is_empty() {
        serve.door = DEMO_DOORS.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))).collect();
    }
    let mut folder = Folder::lock(&serve.at.data, "madang serve")?;
    let gateway = bind(serve.listen).await?;
    let mut doors = vec![];
    for door in &serve.door {
        doors.push(bind(*door).await?);
    }
    let address = local(&gateway)?;
    let public_url = serve.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    folder.keep_public_url(&public_url)?;
    let key = signing_key(&serve.at)?;
    let contexts = wanted(&serve.contexts)?;
    let peers = serve.peers.parse().map_err(|e| format!("--peers: {e}"))?;
    let rate = serve.rate.0.map(Rate::per_second);
    let settings = Settings {
        pay_within: u64::try_from(serve.pay_within.as_millis()).unwrap_or(u64::MAX),
        hold_above: serve.hold_above,
        console,
    };
    let plan = Plan { contexts, peers, zone: serve.zone.clone(), public_url, rate, settings, outside: Some(outside) };
    let api = assemble(plan, &folder, key).await?;
    folder.say(&format!("madang serve at http://{address}"));
    if serve.demo {
        demo::load(&api, &folder).await?;
    }
    let (stop, stopping) = watch::channel(false);
    let mut listening = JoinSet::new();
    let mut ready = format!("ready http://{address}\n");
    for door in doors {
        ready.push_str(&format!(" door http://{}\n", local(&door)?));
        let served = edge_http::server::serve(door, router(&api, Entrance::Door), limits(), stopping.clone(), PATIENCE);
        listening.spawn(served);
    }
    listening.spawn(edge_http::server::serve(gateway, router(&api, Entrance::Gateway), limits(), stopping, PATIENCE));
    let mut out = std::io::stdout();
    out.write_all(ready.as_bytes()).and_then(|()| out.flush()).map_err(|e| format!("stdout: {e}"))?;
    signals.next().await;
    tracing::info!("stops: nothing new is accepted, what runs is finished");
    api.stopping();
    tokio::select! {
        () = finish(api, stop, listening) => Ok(()),
        () = signals.next() => Err("stopped at once by a second signal; nothing acknowledged is lost".to_owned()),
    }
}

async fn finish(api: Arc<Api>, stop: watch::Sender<bool>, mut listening: JoinSet<edge_http::server::Drained>) {
    stop.send_replace(true);
    let mut cut = 0;
    while let Some(drained) = listening.join_next().await {
        cut += drained.map_or(0, |drained| drained.cut);
    }
    if cut > 0 {
        tracing::warn!(connections = cut, "were cut: they did not finish in time");
    }
    let node = api.node.clone();
    drop(api);
    // What was acknowledged is durable; only tidying up takes longer.
    if tokio::time::timeout(TIDY, Node::stop(&node)).await.is_err() {
        tracing::warn!("stops before everything is tidied up; the next start takes a little longer");
    }
}

/// What would only fail later, or do something else than was meant.
fn check(serve: &Serve) -> Result<(), Failure> {
    if let Some(door) = serve.door.iter().find(|door| !door.ip().is_loopback()) {
        return Err(format!(
            "a door trusts whoever comes, so it opens on loopback only, not on {door}; others use the gateway (--listen)"
        ));
    }
    if serve.store != "sqlite:" {
        return Err(format!("--store {}: this build knows sqlite: only", redacted(&serve.store)));
    }
    match serve.bus.as_deref() {
        None | Some("local" | "peers") => {}
        Some(bus) => return Err(format!("--bus {}: this build knows local and peers only", redacted(bus))),
    }
    if serve.bus.as_deref() == Some("local") && serve.contexts != "all" {
        return Err("--bus local carries facts inside one process; with --contexts, use --bus peers".to_owned());
    }
    match serve.public_url.as_deref() {
        Some(url) if !(url.starts_with("http://") || url.starts_with("https://")) => {
            Err(format!("--public-url {url}: write it with http:// or https://"))
        }
        _ => Ok(()),
    }
}

/// A URL without what may be a password.
fn redacted(url: &str) -> &str {
    url.split("://").next().unwrap_or_default()
}

fn limits() -> Limits {
    let never_shed = |parts: &axum::http::request::Parts| {
        let path = parts.uri.path();
        path.starts_with("/health/")
            || path == "/metrics"
            || path == "/actuator/health"
            || path.starts_with("/internal/")
    };
    let refuse = |status, code: &'static str, detail: &str| {
        let says = kernel::Text::new("요청을 받을 수 없습니다. 잠시 기다렸다가 다시 시도해 주세요", detail);
        edge_http::problem::Problem::new(status, code, says).answer(false, "")
    };
    Limits { hooks: Hooks { never_shed, refuse, ..Hooks::default() }, ..Limits::default() }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|e| format!("nothing can listen on {address}: {e}"))
}

fn local(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(|e| e.to_string())
}

/// SIGTERM and Ctrl-C, heard from the beginning on.
struct Signals {
    term: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> Result<Self, Failure> {
        let hear = |kind| signal(kind).map_err(|e| format!("signals cannot be heard: {e}"));
        Ok(Self { term: hear(SignalKind::terminate())?, interrupt: hear(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
