//! Rentals between rental, catalogue and delivery. The payment is played by a small model of it, so that the order of its
//! answers is ours to choose.

mod any_order;
mod doors;
mod examples;
mod purse;
mod races;

use crate::town::Town;
use kernel::{Refused, Role};
use purse::Purse;
use serde_json::{Value, json};

const DESK: (Role, &str) = (Role::Librarian, "desk");
const CARRIER: (Role, &str) = (Role::Service, "carrier");
const KIM: (Role, &str) = (Role::Patron, "kim");
const LEE: (Role, &str) = (Role::Patron, "lee");
const TODAY: &str = "2021-09-13";
const PRICE: u64 = 1000;

/// A town, and the purse that pays for its rentals.
struct World {
    town: Town,
    purse: Purse,
}

impl World {
    /// One book, `5`, with so many copies at 1000 won each; everybody has so many points.
    fn with(copies: u32, points: i64) -> Self {
        let mut world = World { town: Town::open(), purse: Purse::with(points) };
        let book = json!({"id": 5, "title": "어린 왕자", "stock": copies, "price": PRICE});
        world.ask(DESK, ("POST", "/books"), book).unwrap();
        world
    }

    fn ask(&mut self, who: (Role, &str), route: (&str, &str), body: Value) -> Result<Value, Refused> {
        self.town.ask(who, route, body, TODAY)
    }

    #[track_caller]
    fn rent(&mut self, who: (Role, &str), body: Value) -> String {
        let rental = self.ask(who, ("POST", "/rentals"), body).unwrap_or_else(|refused| panic!("{refused:?}"));
        rental["id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn change(&mut self, who: (Role, &str), rental: &str, body: Value) -> Value {
        let path = format!("/rentals/{rental}");
        self.ask(who, ("PATCH", &path), body).unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    #[track_caller]
    fn report(&mut self, rental: &str, status: &str) -> Value {
        let path = format!("/deliveries/{rental}");
        self.ask(CARRIER, ("PATCH", &path), json!({"status": status})).unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    /// Policies a world has: all but those of a real payment, whose part is played here.
    fn policies(&self) -> Vec<usize> {
        let ours = |policy: &usize| !self.town.policy_name(*policy).starts_with("payment.");
        (0..self.town.policies()).filter(ours).collect()
    }

    /// Everybody but those whose names begin so hears everything.
    fn settle_without(&mut self, away: &[&str]) {
        let is_away = |name: &str| away.iter().any(|away| name.starts_with(away));
        loop {
            let mut moved = !is_away("payment.") && self.purse.step(&mut self.town, TODAY);
            for policy in self.policies() {
                moved |= !is_away(self.town.policy_name(policy)) && self.town.step(policy);
            }
            if !moved {
                return;
            }
        }
    }

    fn settle(&mut self) {
        self.settle_without(&[]);
    }

    /// Time goes by for all rentals.
    fn ring(&mut self, until: &str) {
        for rental in self.rentals() {
            self.town.ring("rental", rental["id"].as_str().unwrap(), until);
        }
    }

    fn rentals(&self) -> Vec<Value> {
        self.town.all("rentals", TODAY)
    }

    fn rental(&self, id: &str) -> Value {
        self.town.get("rentals", id, TODAY).unwrap()
    }

    /// Status and reason.
    fn status(&self, id: &str) -> (String, String) {
        let rental = self.rental(id);
        let word = |name: &str| rental[name].as_str().unwrap_or_default().to_owned();
        (word("status"), word("reason"))
    }

    fn parcel(&self, id: &str) -> Option<String> {
        let parcel = self.town.get("deliveries", id, TODAY)?;
        parcel["status"].as_str().map(str::to_owned)
    }

    /// On the shelf, promised, out.
    fn stock(&self) -> [u64; 3] {
        let stock = self.town.get("stocks", "5", TODAY).unwrap();
        ["qty", "promised", "out"].map(|name| stock[name].as_u64().unwrap())
    }
}

fn is(status: &str, reason: &str) -> (String, String) {
    (status.to_owned(), reason.to_owned())
}

fn book(qty: u32) -> Value {
    json!({"bookId": "5", "qty": qty})
}
