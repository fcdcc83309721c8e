//! What callers ask for, made from the descriptions of the routes alone: whatever context joins is asked too.

use crate::{
    chance::Chance,
    hub::Hub,
    planted::{Bug, CONCERNED},
};
use kernel::{Actor, Day, Field, Key, Kind, Params, Role, Who};
use runtime::registry::{CommandEntry, Registry};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Members of this library.
pub(crate) const MEMBERS: [&str; 4] = ["kim", "lee", "park", "choi"];
const WORDS: [&str; 6] = ["어린 왕자", "azureMaster", "토지", "The Trial", "978-89-374-6001-5", "kor"];

/// A request before it is sent.
#[derive(Clone)]
pub(crate) struct Order {
    pub context: &'static str,
    pub entry: Arc<CommandEntry>,
    pub caller: Actor,
    pub path: Params,
    pub body: Map<String, Value>,
    /// Idempotency key, bound to caller and route.
    pub once: Option<Arc<str>>,
    /// Rests on the version the caller saw; true: on another one.
    pub if_match: Option<bool>,
}

/// What callers know: documents they have seen, by view, with their owners; values by the name of the field they stood in,
/// of all and of one owner.
#[derive(Default)]
pub(crate) struct Known {
    pub keys: BTreeMap<&'static str, Vec<(String, Option<String>)>>,
    pub values: BTreeMap<(Option<String>, String), BTreeSet<String>>,
}

impl Known {
    /// Takes a document in.
    pub(crate) fn see(&mut self, view: &'static str, key: &str, owner: Option<String>, body: &str) {
        self.keys.entry(view).or_default().push((key.to_owned(), owner.clone()));
        let Ok(Value::Object(document)) = serde_json::from_str(body) else { return };
        for (name, value) in document.iter().filter(|(name, _)| name.to_lowercase().ends_with("id")) {
            if let Some(text) = value.as_str() {
                let mut keep = |of| self.values.entry((of, name.to_lowercase())).or_default().insert(text.to_owned());
                keep(None);
                if owner.is_some() {
                    keep(owner.clone());
                }
            }
        }
    }
}

/// The routes of this run, each with its weight: some are in fashion, some are not used at all.
pub(crate) struct Routes(Vec<(&'static str, Arc<CommandEntry>, u64)>);

impl Routes {
    /// Draws the fashion.
    pub(crate) fn draw(registry: &Registry, chance: &mut Chance, bug: Option<Bug>) -> Self {
        let mut all = vec![];
        for context in &registry.contexts {
            // Few contexts in fashion make long stories; other seeds have others.
            let many = registry.contexts.len() > 5;
            let concerned = bug.is_some().then(|| CONCERNED.contains(&context.name));
            let fashion = if let Some(concerned) = concerned.filter(|_| many) {
                u64::from(concerned)
            } else if many {
                [0, 1, 1, 6][chance.below(4) as usize]
            } else {
                1
            };
            for entry in &context.commands {
                let weight = match entry.method {
                    // What makes things is needed for everything else.
                    kernel::Method::Post => [2, 4, 8][chance.below(3) as usize],
                    kernel::Method::Delete if entry.target.is_none() => chance.below(2),
                    _ => [0, 1, 2, 4][chance.below(4) as usize],
                };
                all.push((context.name, entry.clone(), weight * fashion));
            }
        }
        if all.iter().all(|(_, _, weight)| *weight == 0) {
            all.iter_mut().for_each(|(_, _, weight)| *weight = 1);
        }
        Self(all)
    }

    /// The next request.
    pub(crate) fn next(&self, hub: &Hub, known: &Known, today: Day) -> Option<Order> {
        hub.draw(|chance| {
            let weights: Vec<u64> = self.0.iter().map(|(_, _, weight)| *weight).collect();
            let (context, entry, _) = self.0.get(chance.weighted(&weights))?;
            Some(Draws { whose: None, chance, known, today, entry, hub }.order(context))
        })
    }
}

struct Draws<'a> {
    /// Whose things it is about.
    whose: Option<String>,
    chance: &'a mut Chance,
    known: &'a Known,
    today: Day,
    entry: &'a Arc<CommandEntry>,
    hub: &'a Hub,
}

fn is_member(name: &str) -> bool {
    ["user", "member", "owner", "student", "teacher", "customer"].iter().any(|word| name.to_lowercase().contains(word))
}

impl Draws<'_> {
    fn order(&mut self, context: &'static str) -> Order {
        let caller = self.caller();
        let member = self.chance.one(&MEMBERS).copied().unwrap_or("kim").to_owned();
        self.whose = Some(if caller.role.is_desk() { member } else { caller.id.clone() });
        let mut body = Map::new();
        let ids = self.entry.fields.iter().filter(|field| field.kind == Kind::Id && !field.required);
        let ids: Vec<&str> = ids.map(|field| field.name).filter(|name| *name != "id").collect();
        let one_id = self.chance.one(&ids).copied();
        for field in self.entry.fields {
            let desk = caller.role.is_desk();
            let wanted = match field {
                _ if field.required => 9850,
                // Of several ids that may be given, one usually is.
                _ if one_id == Some(field.name) => 9500,
                _ if ids.contains(&field.name) => 500,
                _ if field.kind == Kind::Member => 7000,
                _ if matches!(field.kind, Kind::Qty { .. }) => 6000,
                _ => 3000,
            };
            if (field.desk_only && !desk) || !self.chance.happens(wanted) {
                continue;
            }
            let value = self.value(field, &caller);
            body.insert(field.name.to_owned(), value);
        }
        let path = self.path();
        let keyed = self.chance.happens(4500);
        let once = keyed.then(|| format!("{}/{}", self.entry.path, self.hub.fresh()).into());
        let if_match = self.chance.happens(400).then(|| self.chance.happens(3000));
        Order { context, entry: self.entry.clone(), caller, path, body, once, if_match }
    }

    fn caller(&mut self) -> Actor {
        let mut roles: Vec<Role> = Role::ALL.into_iter().filter(|role| self.entry.who.admits(*role)).collect();
        if self.entry.who == Who::OwnerOrDesk {
            // Most of them are members.
            roles.extend([Role::Patron; 3]);
        }
        // Who is a document himself, as a teacher is, does what only he may.
        let own = self.entry.own.filter(|part| !is_member(part)).and_then(|_| self.known.keys.get(self.entry.shows));
        if let Some((id, _)) = own.and_then(|keys| self.chance.one(keys)).filter(|_| self.chance.happens(7000)) {
            let able: Vec<Role> =
                [Role::Teacher, Role::Patron].into_iter().filter(|r| self.entry.who.admits(*r)).collect();
            let role = self.chance.one(&able).copied().unwrap_or(Role::Admin);
            return Actor { role, id: id.clone() };
        }
        let role = self.chance.one(&roles).copied().unwrap_or(Role::Admin);
        let id = match role {
            Role::Patron => self.chance.one(&MEMBERS).copied().unwrap_or("kim").to_owned(),
            other => other.to_string(),
        };
        Actor { role, id }
    }

    fn path(&mut self) -> Params {
        let mut path = Params::default();
        for part in self.entry.path.split('/').filter_map(|part| part.strip_prefix('{')) {
            let name = part.trim_end_matches('}');
            if self.entry.own == Some(name) && self.chance.happens(9500) {
                // Others' matters are not to be reached.
                path.0.insert(name.to_owned(), self.whose.clone().unwrap_or_default());
                continue;
            }
            let of = match self.entry.target {
                Some(target) if target.key == Key::Path("") || matches!(target.key, Key::Path(key) if key == name) => {
                    target.view
                }
                _ => self.entry.shows,
            };
            let id = self.key_of(of, name);
            path.0.insert(name.to_owned(), id);
        }
        path
    }

    /// The key of a document that is there, or one of a few that may come to be.
    fn key_of(&mut self, view: &str, name: &str) -> String {
        let known = self.known;
        let all = || known.keys.get(view).into_iter().flatten();
        let own: Vec<&String> = all().filter(|(_, owner)| *owner == self.whose).map(|(key, _)| key).collect();
        let any: Vec<&String> = all().map(|(key, _)| key).collect();
        let keys = if own.is_empty() || self.chance.happens(1000) { any } else { own };
        match self.chance.one(&keys) {
            Some(key) if self.chance.happens(8500) => (*key).clone(),
            _ => self.some_id(name),
        }
    }

    fn some_id(&mut self, name: &str) -> String {
        if is_member(name) {
            return self.chance.one(&MEMBERS).copied().unwrap_or("kim").to_owned();
        }
        format!("t{}", self.chance.below(5))
    }

    /// The view a field seems to speak of: `bookId` of `books`.
    fn named_after(&self, field: &str) -> Option<&'static str> {
        let name = field.to_lowercase();
        let stem = name.strip_suffix("id").filter(|stem| stem.len() > 2)?;
        self.known.keys.keys().find(|view| view.starts_with(stem)).copied()
    }

    fn id(&mut self, field: &Field) -> String {
        let target = self.entry.target.filter(|target| target.key == Key::Field(field.name));
        if let Some(target) = target {
            return self.key_of(target.view, field.name);
        }
        if let Some(view) = self.named_after(field.name).filter(|_| self.chance.happens(6000)) {
            return self.key_of(view, field.name);
        }
        let known = self.known;
        // What is made has an id of its own; half of what is asked for is about what one has already.
        let whose = if self.chance.happens(5000) { self.whose.clone() } else { None };
        let own = known.values.get(&(whose, field.name.to_lowercase()));
        let values = own.or_else(|| known.values.get(&(None, field.name.to_lowercase())));
        let values: Vec<&String> = values.filter(|_| field.name != "id").into_iter().flatten().collect();
        match self.chance.one(&values) {
            Some(value) if self.chance.happens(9000) => (*value).clone(),
            _ => self.some_id(field.name),
        }
    }

    fn value(&mut self, field: &Field, caller: &Actor) -> Value {
        match field.kind {
            Kind::Id => Value::from(self.id(field)),
            Kind::Member if caller.role.is_desk() => Value::from(self.whose.clone().unwrap_or_default()),
            Kind::Member => Value::from(caller.id.clone()),
            Kind::Text(_) => Value::from(self.chance.one(&WORDS).copied().unwrap_or("kor")),
            Kind::Qty { min } => {
                let more = [0, 0, 0, 0, 0, 1, 1, 2, 3, 5, 9, 60];
                Value::from(min + self.chance.one(&more).copied().unwrap_or(0))
            }
            Kind::Number { min, max } => {
                let usual = [min, max, 0, 1, 10, 60, 1943, 2021];
                Value::from(self.chance.one(&usual).copied().unwrap_or(min).clamp(min, max))
            }
            Kind::Won => Value::from(self.chance.one(&[0, 500, 1000, 2000, 15_000]).copied().unwrap_or(0)),
            Kind::Day => {
                let days = self.chance.below(45) as i32 - 12;
                Value::from(self.today.plus(days).to_string())
            }
            Kind::Words(words) => Value::from(vec![self.chance.one(words).copied().unwrap_or_default()]),
            Kind::Lines(fields) => {
                let lines = self.chance.between(1, 3);
                let mut line = || {
                    let given = fields.iter().filter(|field| field.required || self.chance.happens(5000));
                    let given: Vec<&Field> = given.collect();
                    given
                        .into_iter()
                        .map(|field| (field.name.to_owned(), self.value(field, caller)))
                        .collect::<Map<_, _>>()
                };
                (0..lines).map(|_| Value::from(line())).collect()
            }
            Kind::PaymentKey => Value::from("payment-key"),
            Kind::Object => Value::from(Map::new()),
            Kind::Card => {
                let cards = ["4242424242424242", "4242424242424242", "4000000000000002"];
                Value::from(self.chance.one(&cards).copied().unwrap_or_default())
            }
            Kind::Word(words) => Value::from(self.chance.one(words).copied().unwrap_or_default()),
        }
    }
}
