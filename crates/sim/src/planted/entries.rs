//! Bugs inside what a context is made of: its desks and its views. And views of a new version, which are no bug.

use super::Bug;
use crate::hub::Hub;
use kernel::{Cause, Day, Unreadable};
use runtime::{
    desk::{AnyCommand, AnyDesk, Decided, Undecided, Wake},
    ports::{Doc, NewFact, Recorded, Shelf, Version},
    registry::Registry,
    shelf::{AnyView, Heard, Held},
};
use serde_json::Value;
use std::{cell::RefCell, sync::Arc};

type MakesDesk = fn(usize) -> Box<dyn AnyDesk>;

thread_local! {
    /// A desk is made by a plain function; the bug, and the desks it spoils, have to lie somewhere.
    static PLANTED: RefCell<(Option<Arc<Hub>>, Vec<MakesDesk>)> = const { RefCell::new((None, vec![])) };
}

/// Plants the bug of this run, and takes away that of the run before.
pub(crate) fn plant(hub: &Arc<Hub>) {
    PLANTED.with_borrow_mut(|(planted, desks)| {
        *planted = hub.bug.map(|_| hub.clone());
        desks.clear();
    });
}

fn spoiled<const N: usize>(max: usize) -> Box<dyn AnyDesk> {
    let (hub, make) = PLANTED.with_borrow(|(hub, desks)| (hub.clone(), desks.get(N).copied()));
    match (hub, make) {
        (Some(hub), Some(make)) => Box::new(Spoiled { hub, inner: make(max) }),
        _ => panic!("a desk is made outside of a run with a planted bug"),
    }
}

macro_rules! spoiled {
    ($($at:literal)*) => { [$(spoiled::<$at>),*] };
}

/// Places for desks that are spoiled, one for each decider of the town.
const SPOILED: [MakesDesk; 24] = spoiled!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23);

/// The contexts as they are, but for the planted bug, with views so many versions ahead.
pub(crate) fn registry(hub: &Arc<Hub>, ahead: u32) -> Arc<Registry> {
    let mut registry = Registry::default();
    contexts::join(&mut registry);
    let views = registry.contexts.iter_mut().flat_map(|context| &mut context.views);
    for view in views.filter(|_| ahead > 0 || hub.bug.is_some()) {
        *view = Arc::new(Seen { hub: hub.clone(), inner: view.clone(), ahead });
    }
    if hub.bug.is_some() {
        let desks = registry.contexts.iter_mut().flat_map(|context| &mut context.deciders);
        PLANTED.with_borrow_mut(|(_, made)| {
            made.clear();
            for (decider, spoiled) in desks.zip(SPOILED) {
                made.push(decider.desk);
                decider.desk = spoiled;
            }
        });
    }
    Arc::new(registry)
}

struct Spoiled {
    hub: Arc<Hub>,
    inner: Box<dyn AnyDesk>,
}

fn edited(fact: &NewFact, field: &str, edit: impl FnOnce(i64) -> i64) -> NewFact {
    let mut data: Value = serde_json::from_str(&fact.data).unwrap_or_default();
    data[field] = Value::from(edit(data[field].as_i64().unwrap_or(0)));
    NewFact { data: data.to_string().into(), ..fact.clone() }
}

impl Spoiled {
    fn spoil(&self, fact: NewFact) -> Vec<NewFact> {
        match (self.hub.bug, &*fact.name) {
            (Some(Bug::FeeTooLow), "return.recorded") => {
                let late = |late: i64| if late % 7 == 1 { late - 1 } else { late };
                vec![edited(&fact, "lateDays", late)]
            }
            (Some(Bug::FeeTwice), "fee.charged") => vec![fact.clone(), fact],
            (Some(Bug::FeeForgotten), "fee.charged") => vec![],
            (Some(Bug::ShelfMiscounted), "stock.promised") => vec![edited(&fact, "onShelf", |n| n + 1)],
            (Some(Bug::ReturnedTooMuch), "loan.returned") => vec![edited(&fact, "qty", |n| n + 1)],
            (Some(Bug::CapturedTwice), "payment.completed")
            | (Some(Bug::SoldTwice), "product.consumed")
            | (Some(Bug::UnsoldTwice), "stock.unsold")
            | (Some(Bug::SentTwice), "notice.sent")
            | (Some(Bug::FeePaidTwice), "fee.paid") => vec![fact.clone(), fact],
            (Some(Bug::RequestForgotten), "request.canceled") if fact.data.contains("\"expired\"") => vec![],
            (Some(Bug::LateChargeKept), "card.asked")
                if fact.data.contains("\"cancel\"") && fact.data.contains("charged-late") =>
            {
                vec![]
            }
            (Some(Bug::PostingsUneven), "payment.held") => {
                let mut data: Value = serde_json::from_str(&fact.data).unwrap_or_default();
                let amount = data["postings"][0]["amount"].as_i64().unwrap_or(0);
                data["postings"][0]["amount"] = Value::from(amount - 1);
                vec![NewFact { data: data.to_string().into(), ..fact }]
            }
            (Some(Bug::TeacherTakenTwice), "teacher.refused") if fact.data.contains("\"consulting\"}") => {
                let mut data: Value = serde_json::from_str(&fact.data).unwrap_or_default();
                data["teacherName"] = Value::from("nobody");
                vec![NewFact { name: "teacher.taken".into(), data: data.to_string().into(), ..fact }]
            }
            _ => vec![fact],
        }
    }
}

impl AnyDesk for Spoiled {
    fn knows(&self, stream: &str) -> bool {
        self.inner.knows(stream)
    }
    fn seat(&mut self, stream: Arc<str>, facts: &[Recorded]) -> Result<(), Unreadable> {
        self.inner.seat(stream, facts)
    }
    fn decide(&mut self, stream: &str, command: &dyn AnyCommand, cause: &Cause) -> Result<Decided, Undecided> {
        Ok(match self.inner.decide(stream, command, cause)? {
            Decided::Facts(expected, facts) => {
                Decided::Facts(expected, facts.into_iter().flat_map(|fact| self.spoil(fact)).collect())
            }
            Decided::Repeated => Decided::Repeated,
        })
    }
    fn wake(&mut self, stream: &str) -> Option<Wake> {
        let lost = self.hub.has(Bug::NeverWoken) || (self.hub.has(Bug::ExpiryLost) && stream.starts_with("order-"));
        self.inner.wake(stream).filter(|_| !lost)
    }
    fn forget(&mut self, stream: &str) {
        if !self.hub.has(Bug::SpeculationBelieved) {
            self.inner.forget(stream);
        }
    }
    fn trim(&mut self) {
        self.inner.trim();
    }
    fn command(&self, json: &str) -> Result<Box<dyn AnyCommand>, String> {
        self.inner.command(json)
    }
}

/// A view of a later version, or one that is wrong.
struct Seen {
    hub: Arc<Hub>,
    inner: Arc<dyn AnyView>,
    ahead: u32,
}

impl AnyView for Seen {
    fn name(&self) -> &'static str {
        self.inner.name()
    }
    fn version(&self) -> u32 {
        self.inner.version() + self.ahead
    }
    fn hears(&self) -> &'static [&'static str] {
        self.inner.hears()
    }
    fn shelf(&self) -> Shelf {
        Shelf { name: format!("{}_{}", self.name(), self.version()).into(), ..self.inner.shelf() }
    }
    fn hear(&self, fact: &Recorded) -> Result<Option<Heard>, Unreadable> {
        let overlooked = self.hub.has(Bug::Overlooked) && fact.version % 7 == 3;
        if overlooked { Ok(None) } else { self.inner.hear(fact) }
    }
    fn hold(&self, body: &str) -> Result<Held, Unreadable> {
        self.inner.hold(body)
    }
    fn fold(&self, held: Held, heard: &Heard) -> Held {
        let once = self.inner.fold(held, heard);
        if self.hub.has(Bug::FoldedTwice) && heard.version % 5 == 2 { self.inner.fold(once, heard) } else { once }
    }
    fn doc(&self, held: &Held, version: Version) -> Result<Option<Doc>, Unreadable> {
        self.inner.doc(held, version)
    }
    fn wanted(&self, index: &str, value: &str) -> String {
        self.inner.wanted(index, value)
    }
    fn owners(&self, body: &str) -> Result<Vec<String>, Unreadable> {
        self.inner.owners(body)
    }
    fn is_lined(&self) -> bool {
        self.inner.is_lined()
    }
    fn queued(&self, body: &str) -> Option<(&'static str, String)> {
        self.inner.queued(body)
    }
    fn settled(&self, body: &str) -> bool {
        self.inner.settled(body)
    }
    fn on(&self, body: &str, today: Day) -> Option<Value> {
        self.inner.on(body, today)
    }
    fn blank(&self, key: &str, today: Day) -> Value {
        self.inner.blank(key, today)
    }
}
