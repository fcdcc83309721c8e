//! Two contexts: `till` counts coins in purses, `ledger` hears of it. Purses can be told to panic, refuse and ring.

use kernel::*;
use runtime::{
    context::{Context, Request},
    engine::{Accepted, Bounds, Once, Rejected},
    memory::Memory,
    node::{Node, Place},
    ports::{Ambient, FixedClock, Nobody, Outside, Store, UuidIds, Zone},
    registry::{Posted, Registry},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// Noon in Seoul on 2021-09-13.
pub(crate) const NOON: u64 = 1_631_502_000_000;

#[derive(Debug, Default)]
pub(crate) struct Purse {
    coins: i64,
    rings_at: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Command {
    Earn { coins: i64 },
    Spend { coins: i64 },
    Panic,
    PanicInEvolve,
    PanicInView,
    RingAt { at: u64 },
    Rung,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Event {
    #[serde(rename = "purse.earned")]
    Earned { purse: String, coins: i64 },
    #[serde(rename = "purse.spent")]
    Spent { purse: String, coins: i64 },
    #[serde(rename = "purse.cursed")]
    Cursed { purse: String },
    #[serde(rename = "purse.hexed")]
    Hexed { purse: String },
    #[serde(rename = "purse.set")]
    Set { purse: String, at: u64 },
    #[serde(rename = "purse.rung")]
    Rung { purse: String },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] =
        &["purse.earned", "purse.spent", "purse.cursed", "purse.hexed", "purse.set", "purse.rung"];
}

#[derive(Debug)]
pub(crate) struct Poor;
impl Refusal for Poor {
    fn code(&self) -> &'static str {
        "poor"
    }
    fn says(&self) -> Text {
        text!("돈이 모자랍니다", "there is not enough")
    }
}

impl Decider for Purse {
    const NAME: &'static str = "purse";
    type Command = Command;
    type Event = Event;
    type Refusal = Poor;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, Poor> {
        let purse = cause.actor.id.clone();
        match command {
            Command::Earn { coins } => Ok(vec![Event::Earned { purse, coins }]),
            Command::Spend { coins } if coins > self.coins => Err(Poor),
            Command::Spend { coins } => Ok(vec![Event::Spent { purse, coins }]),
            Command::Panic => panic!("asked to"),
            Command::PanicInEvolve => Ok(vec![Event::Cursed { purse }]),
            Command::PanicInView => Ok(vec![Event::Hexed { purse }]),
            Command::RingAt { at } => Ok(vec![Event::Set { purse, at }]),
            Command::Rung => Ok(vec![Event::Rung { purse }]),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Earned { coins, .. } => Self { coins: self.coins + coins, ..self },
            Event::Spent { coins, .. } => Self { coins: self.coins - coins, ..self },
            Event::Cursed { .. } => panic!("a state that cannot be"),
            Event::Hexed { .. } => self,
            Event::Set { at, .. } => Self { rings_at: Some(*at), ..self },
            Event::Rung { .. } => Self { rings_at: None, ..self },
        }
    }

    fn alarm(&self) -> Option<Alarm<Command>> {
        self.rings_at.map(|at| Alarm { when: When::At(at), command: Command::Rung })
    }
}

/// What is in each purse: a view of the context's own facts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Coins {
    pub(crate) coins: i64,
    pub(crate) facts: u32,
}

#[derive(Debug, Deserialize)]
pub(crate) enum Told {
    #[serde(rename = "purse.earned")]
    Earned { purse: String, coins: i64 },
    #[serde(rename = "purse.spent")]
    Spent { purse: String, coins: i64 },
    #[serde(rename = "purse.hexed")]
    Hexed { purse: String },
}

impl Told {
    fn purse(&self) -> &str {
        let (Told::Earned { purse, .. } | Told::Spent { purse, .. } | Told::Hexed { purse }) = self;
        purse
    }
}

impl View for Coins {
    const NAME: &'static str = "coins";
    const HEARS: &'static [&'static str] = &["purse.earned", "purse.spent", "purse.hexed"];
    type Fact = Told;
    fn key(fact: &Told) -> Option<String> {
        Some(fact.purse().to_owned())
    }
    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        let change = match fact {
            Told::Earned { coins, .. } => *coins,
            Told::Spent { coins, .. } => -coins,
            Told::Hexed { .. } => panic!("a view with a fault"),
        };
        Some(Self { coins: self.coins + change, facts: self.facts + 1 })
    }
}

/// The other context: a decider fed by a policy, and a view of foreign facts.
#[derive(Debug, Default)]
pub(crate) struct Page {
    lines: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Write {
    pub(crate) purse: String,
    pub(crate) coins: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Written {
    #[serde(rename = "page.written")]
    Written { purse: String, coins: i64 },
}
impl Fact for Written {
    const NAMES: &'static [&'static str] = &["page.written"];
}

/// Facts of more coins than this cannot be written down, as long as `set_pages(false)`.
pub(crate) const TOO_MANY: i64 = 100;
static PAGES_ARE_LARGE: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// From now on large amounts can be written down, as after a new version of the program.
pub(crate) fn large_pages() {
    PAGES_ARE_LARGE.store(true, std::sync::atomic::Ordering::SeqCst);
}

impl Decider for Page {
    const NAME: &'static str = "page";
    type Command = Write;
    type Event = Written;
    type Refusal = Poor;
    fn decide(&self, Write { purse, coins }: Write, _: &Cause) -> Result<Vec<Written>, Poor> {
        if coins > TOO_MANY && !PAGES_ARE_LARGE.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(Poor);
        }
        Ok(vec![Written::Written { purse, coins }])
    }
    fn evolve(self, _: &Written) -> Self {
        Self { lines: self.lines + 1 }
    }
}

pub(crate) struct WriteDown;
#[derive(Debug, Deserialize)]
pub(crate) enum Heard {
    #[serde(rename = "purse.earned")]
    Earned { purse: String, coins: i64 },
}
impl Policy for WriteDown {
    const NAME: &'static str = "ledger.write_down";
    const HEARS: &'static [&'static str] = &["purse.earned"];
    type Fact = Heard;
    type Target = Page;
    fn react(Heard::Earned { purse, coins }: Heard, _: &Cause) -> Vec<To<Page>> {
        vec![To::new(purse.clone(), Write { purse, coins })]
    }
}

/// A view of facts of both contexts; `VERSION` bumps in `views.rs`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lines<const V: u32> {
    pub(crate) purse: String,
    pub(crate) earned: i64,
    pub(crate) written: i64,
}
#[derive(Debug, Deserialize)]
pub(crate) enum Line {
    #[serde(rename = "purse.earned")]
    Earned { purse: String, coins: i64 },
    #[serde(rename = "page.written")]
    Written { purse: String, coins: i64 },
}
impl<const V: u32> View for Lines<V> {
    const NAME: &'static str = "lines";
    const VERSION: u32 = V;
    const HEARS: &'static [&'static str] = &["purse.earned", "page.written"];
    type Fact = Line;
    fn key(fact: &Line) -> Option<String> {
        let (Line::Earned { purse, .. } | Line::Written { purse, .. }) = fact;
        Some(purse.clone())
    }
    fn evolve(self, fact: &Line, _: &Cause) -> Option<Self> {
        Some(match fact {
            Line::Earned { purse, coins } => {
                Self { purse: purse.clone(), earned: self.earned + coins * i64::from(V), ..self }
            }
            Line::Written { purse, coins } => Self { purse: purse.clone(), written: self.written + coins, ..self },
        })
    }
}

/// The contexts, with the view of this version.
pub(crate) fn registry<const V: u32>() -> Arc<Registry> {
    let mut registry = Registry::default();
    Host::context(&mut registry, "till", "coins in purses");
    registry.decider::<Purse>();
    registry.effect::<crate::effects::Lender>();
    registry.view::<Coins>();
    Host::context(&mut registry, "ledger", "who earned what");
    registry.decider::<Page>();
    registry.policy::<WriteDown>();
    registry.view::<Lines<V>>();
    Arc::new(registry)
}

/// A running world over two in-memory stores.
pub(crate) struct World {
    pub(crate) node: Node,
    pub(crate) till: Arc<Memory>,
    pub(crate) ledger: Arc<Memory>,
    pub(crate) clock: Arc<FixedClock>,
}

impl World {
    /// A new one.
    pub(crate) async fn new() -> Self {
        Self::over::<1>(Arc::new(Memory::new()), Arc::new(Memory::new())).await
    }

    /// One over what these stores hold.
    pub(crate) async fn over<const V: u32>(till: Arc<Memory>, ledger: Arc<Memory>) -> Self {
        Self::with_outside::<V>(till, ledger, Arc::new(Nobody)).await
    }

    /// One whose effects call these.
    pub(crate) async fn with_outside<const V: u32>(
        till: Arc<Memory>,
        ledger: Arc<Memory>,
        outside: Arc<dyn Outside>,
    ) -> Self {
        let clock = Arc::new(FixedClock::at(NOON));
        let zone = Zone::named("Asia/Seoul").expect("is built in");
        let ambient = Ambient::new(clock.clone(), zone, Arc::new(UuidIds)).with_outside(outside);
        let places = vec![
            Place { context: "till", store: till.clone() as Arc<dyn Store> },
            Place { context: "ledger", store: ledger.clone() as Arc<dyn Store> },
        ];
        let node = Node::start(registry::<V>(), places, |_| None, ambient, Bounds::default()).await.expect("starts");
        Self { node, till, ledger, clock }
    }

    /// Stops, and starts over the same stores.
    pub(crate) async fn restart<const V: u32>(self) -> Self {
        self.node.stop().await;
        Self::over::<V>(Arc::new(self.till.reopen()), Arc::new(self.ledger.reopen())).await
    }

    pub(crate) fn till(&self) -> &Context {
        self.node.context("till").expect("runs")
    }
    pub(crate) fn ledger(&self) -> &Context {
        self.node.context("ledger").expect("runs")
    }

    /// Asks a purse.
    pub(crate) async fn ask(&self, purse: &str, command: Command) -> Result<Accepted, Rejected> {
        self.till().ask(request(purse, command, None)).await
    }

    /// The document of a purse.
    pub(crate) async fn coins(&self, purse: &str) -> Option<Coins> {
        let doc = self.till().get("coins", purse).await.expect("answers");
        doc.map(|doc| serde_json::from_str(&doc.body).expect("is a purse"))
    }

    /// What the ledger shows of a purse.
    pub(crate) async fn lines(&self, purse: &str) -> Option<(i64, i64)> {
        let doc = self.ledger().get("lines", purse).await.expect("answers");
        doc.map(|doc| {
            serde_json::from_str::<Lines<1>>(&doc.body).map(|lines| (lines.earned, lines.written)).expect("is a line")
        })
    }
}

/// A command for a purse.
pub(crate) fn request(purse: &str, command: Command, once: Option<Once>) -> Request {
    let cause = Cause {
        command: format!("test/{}", uuid::Uuid::now_v7()),
        correlation: "test".into(),
        causation: "request".into(),
        actor: Actor { role: Role::Patron, id: purse.into() },
        at: NOON,
        today: Day::default(),
    };
    let posted = Ok(Posted { decider: Purse::NAME, id: purse.into(), command: Box::new(command) });
    Request { posted, cause, shows: ("coins", purse.into()), if_match: None, once }
}

/// Waits for a level; fails when it does not come.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    for _ in 0..1_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came: {what}");
}
