//! A town of some contexts only, and a till.

use super::till::Till;
use crate::town::Town;
use kernel::*;
use serde_json::{Value, json};

pub(super) const DESK: (Role, &str) = (Role::Librarian, "desk");
pub(super) const KIM: (Role, &str) = (Role::Patron, "kim");
pub(super) const LEE: (Role, &str) = (Role::Patron, "lee");
pub(super) const TODAY: &str = "2021-09-13";
pub(super) const TOMORROW: &str = "2021-09-14";

/// Introduces some contexts to the town; the till stands in for whoever takes money.
struct Only<'a> {
    town: &'a mut Town,
    on: bool,
}

impl Host for Only<'_> {
    fn context(&mut self, name: &'static str, caption: &'static str) {
        self.on = ["catalogue", "lending", "shop"].contains(&name);
        self.town.context(name, caption);
    }
    fn decider<D: Decider>(&mut self) {
        if self.on {
            self.town.decider::<D>();
        }
    }
    fn policy<P: Policy>(&mut self) {
        if self.on {
            self.town.policy::<P>();
        }
    }
    fn view<V: View>(&mut self) {
        if self.on {
            self.town.view::<V>();
        }
    }
    fn command<D: Decider>(&mut self, route: Command<D>) {
        if self.on {
            self.town.command(route);
        }
    }
    fn item<V: View>(&mut self, route: Item<V>) {
        if self.on {
            self.town.item(route);
        }
    }
    fn effect<E: Effect>(&mut self) {}
    fn saga(&mut self, _: &'static Saga) {}
    fn list<V: View>(&mut self, _: List<V>) {}
    fn page(&mut self, _: Page) {}
    fn lease(&mut self, _: Lease) {}
}

fn empty() -> Town {
    let mut town = Town::default();
    contexts::join(&mut Only { town: &mut town, on: false });
    town
}

/// The shop's town and its till.
pub(super) struct World {
    pub(super) town: Town,
    pub(super) till: Till,
}

impl World {
    /// Book `5` with so many copies, sold for 9000; `chicken` with so many pieces for 1000. Everybody has 20,000 points.
    pub(super) fn open(copies: u32, pieces: u32) -> Self {
        let mut world = World { town: empty(), till: Till::default() };
        world.post(DESK, "/books", json!({"id": 5, "title": "어린 왕자", "stock": copies, "price": 9000}));
        world.post(DESK, "/products", json!({"bookId": 5, "name": "어린 왕자", "price": 9000}));
        world.post(DESK, "/products", json!({"id": "c", "name": "chicken", "price": 1000, "stock": pieces}));
        world.settle();
        world
    }

    pub(super) fn ask(&mut self, who: (Role, &str), route: (&str, &str), body: Value) -> Result<Value, String> {
        self.town.ask(who, route, body, TODAY).map_err(|refused| refused.code)
    }

    #[track_caller]
    pub(super) fn post(&mut self, who: (Role, &str), path: &str, body: Value) -> Value {
        self.ask(who, ("POST", path), body).unwrap_or_else(|code| panic!("{path}: {code}"))
    }

    /// Places an order; its id.
    #[track_caller]
    pub(super) fn order(&mut self, who: (Role, &str), body: Value) -> String {
        self.post(who, "/orders", body)["id"].as_str().unwrap().to_owned()
    }

    /// Asks to pay an order with points.
    pub(super) fn pay(&mut self, who: (Role, &str), order: &str) -> Result<Value, String> {
        self.ask(who, ("POST", &format!("/orders/{order}/payment")), json!({"method": "point"}))
    }

    pub(super) fn cancel(&mut self, who: (Role, &str), order: &str) -> Result<Value, String> {
        self.ask(who, ("DELETE", &format!("/orders/{order}")), json!({}))
    }

    /// Everybody hears everything; what is not known yet stays so.
    pub(super) fn settle(&mut self) {
        loop {
            self.town.settle();
            if !self.till.step(&mut self.town, false) {
                break;
            }
        }
    }

    pub(super) fn see(&self, view: &str, key: &str) -> Value {
        self.town.get(view, key, TODAY).unwrap_or_default()
    }

    /// The status of an order, and why.
    pub(super) fn status(&self, order: &str) -> (String, Option<String>) {
        let order = self.see("orders", order);
        let word = |name: &str| order[name].as_str().map(str::to_owned);
        (word("status").unwrap(), word("reason"))
    }

    /// Of chicken: free, sold. Of the book: on the shelf, promised, sold.
    pub(super) fn pieces(&self) -> ([u64; 2], [u64; 3]) {
        let (own, pool) = (self.see("products", "c"), self.see("stocks", "5"));
        let of = |document: &Value, name: &str| document[name].as_u64().unwrap();
        (["stock", "sold"].map(|name| of(&own, name)), ["qty", "promised", "sold"].map(|name| of(&pool, name)))
    }

    /// How often a fact of this name was told.
    pub(super) fn told(&self, fact: &str) -> usize {
        self.town.log.iter().filter(|(name, ..)| name == fact).count()
    }

    /// Every document, folded again from the first fact.
    pub(super) fn rebuilt(&self) -> Town {
        self.town.retold(empty())
    }
}
