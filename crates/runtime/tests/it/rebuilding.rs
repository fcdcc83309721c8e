//! A view that is rebuilt while it cannot read everything.

use crate::world::{NOON, eventually};
use kernel::*;
use runtime::{
    context::Request,
    engine::Bounds,
    memory::Memory,
    node::{Node, Place},
    ports::{Ambient, FixedClock, UuidIds, Zone},
    registry::{Posted, Registry},
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// As long as it is foggy, small numbers cannot be read.
static FOG: AtomicBool = AtomicBool::new(false);

#[derive(Debug, Default)]
struct Stack;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Put {
    stack: String,
    number: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Event {
    #[serde(rename = "stack.put")]
    Put { stack: String, number: u32 },
}
impl Fact for Event {
    const NAMES: &'static [&'static str] = &["stack.put"];
}

#[derive(Debug)]
struct Never;
impl Refusal for Never {
    fn code(&self) -> &'static str {
        "never"
    }
    fn says(&self) -> Text {
        text!("안 됩니다", "no")
    }
}

impl Decider for Stack {
    const NAME: &'static str = "stack";
    type Command = Put;
    type Event = Event;
    type Refusal = Never;
    fn decide(&self, Put { stack, number }: Put, _: &Cause) -> Result<Vec<Event>, Never> {
        Ok(vec![Event::Put { stack, number }])
    }
    fn evolve(self, _: &Event) -> Self {
        self
    }
}

/// The numbers in the order in which the view was told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Top<const V: u32> {
    numbers: Vec<u32>,
}

#[derive(Deserialize)]
enum Told {
    #[serde(rename = "stack.put")]
    Put { stack: String, number: Seen },
}

struct Seen(u32);
impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(from)?;
        let hidden = number < 10 && FOG.load(Ordering::SeqCst);
        if hidden { Err(serde::de::Error::custom("fog")) } else { Ok(Seen(number)) }
    }
}

impl<const V: u32> View for Top<V> {
    const NAME: &'static str = "tops";
    const VERSION: u32 = V;
    const HEARS: &'static [&'static str] = &["stack.put"];
    type Fact = Told;
    fn key(Told::Put { stack, .. }: &Told) -> Option<String> {
        Some(stack.clone())
    }
    fn evolve(mut self, Told::Put { number, .. }: &Told, _: &Cause) -> Option<Self> {
        self.numbers.push(number.0);
        Some(self)
    }
}

async fn open<const V: u32>(store: Arc<Memory>) -> Node {
    let mut registry = Registry::default();
    Host::context(&mut registry, "stacks", "numbers on numbers");
    registry.decider::<Stack>();
    registry.view::<Top<V>>();
    let zone = Zone::named("Asia/Seoul").unwrap();
    let ambient = Ambient::new(Arc::new(FixedClock::at(NOON)), zone, Arc::new(UuidIds));
    let places = vec![Place { context: "stacks", store }];
    Node::start(Arc::new(registry), places, |_| None, ambient, Bounds::default()).await.unwrap()
}

async fn put(node: &Node, stack: &str, number: u32) {
    let cause = Cause {
        command: format!("test/{stack}/{number}"),
        correlation: "test".into(),
        causation: "request".into(),
        actor: Actor { role: Role::Patron, id: "kim".into() },
        at: NOON,
        today: Day::default(),
    };
    let posted = Posted { decider: "stack", id: stack.into(), command: Box::new(Put { stack: stack.into(), number }) };
    let shows = ("tops", stack.to_owned());
    let request = Request { posted: Ok(posted), cause, shows, if_match: None, once: None };
    node.context("stacks").unwrap().ask(request).await.unwrap();
}

async fn top(node: &Node, stack: &str) -> Vec<u32> {
    let doc = node.context("stacks").unwrap().get("tops", stack).await.unwrap();
    doc.map_or(vec![], |doc| serde_json::from_str::<Top<1>>(&doc.body).unwrap().numbers)
}

#[tokio::test]
async fn a_view_is_not_told_later_facts_before_one_that_is_parked() {
    let store = Arc::new(Memory::new());
    let node = open::<1>(store.clone()).await;
    put(&node, "left", 1).await;
    put(&node, "right", 11).await;
    node.stop().await;

    FOG.store(true, Ordering::SeqCst);
    let node = open::<2>(Arc::new(store.reopen())).await;
    let context = node.context("stacks").unwrap();
    eventually("it is rebuilt", || async { context.rebuilding().is_empty() }).await;
    FOG.store(false, Ordering::SeqCst);
    put(&node, "left", 12).await;
    put(&node, "right", 12).await;
    assert_eq!((top(&node, "left").await, top(&node, "right").await), (vec![], vec![11, 12]), "the left one waits");
    let (parked, _) = context.parked(None, 10).await.unwrap();
    assert_eq!(parked.iter().map(|(_, parked)| parked.code.as_str()).collect::<Vec<_>>(), ["unreadable", "behind"]);

    let done = context.replay(&parked[0].1.id).await.unwrap().unwrap();
    assert_eq!((done.len(), top(&node, "left").await), (2, vec![1, 12]));
    put(&node, "left", 13).await;
    assert_eq!(top(&node, "left").await, [1, 12, 13], "and it flows again");
    assert!(context.parked(None, 10).await.unwrap().0.is_empty());
}
