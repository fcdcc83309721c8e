//! Which routes are asked for in a run: some are in fashion, some are not used at all.

use super::{Known, Order, draws::Draws};
use crate::{
    chance::Chance,
    hub::Hub,
    planted::{Bug, concerned},
};
use kernel::{Day, Key, Kind, Lease, Method};
use runtime::registry::{CommandEntry, ContextEntry, Registry};
use std::{collections::BTreeMap, sync::Arc};

/// Requests at the beginning that only make things: everything else is about what is there.
const OPENING: std::ops::RangeInclusive<u64> = 8..=16;

/// One route and its weight.
pub(super) struct Route {
    pub context: &'static str,
    pub entry: Arc<CommandEntry>,
    weight: u64,
    /// Can be asked for before anything is there.
    makes: bool,
}

/// The routes of this run.
pub(crate) struct Routes {
    all: Vec<Route>,
    leases: Vec<Lease>,
    opening: u64,
}

impl Routes {
    /// Draws the fashion.
    pub(crate) fn draw(registry: &Registry, chance: &mut Chance, bug: Option<Bug>) -> Self {
        let fashion = contexts_in_fashion(registry, chance, bug);
        let mut all = vec![];
        for context in &registry.contexts {
            let many = context.commands.len().max(1) as u64;
            for entry in &context.commands {
                let makes = makes(entry);
                let liking = match entry.method {
                    // What makes things is needed for everything else.
                    _ if makes => [2, 3, 4][chance.below(3) as usize],
                    // What others call with comes from them.
                    _ if entry.fields.iter().any(|field| field.kind == Kind::Object) => 1,
                    // What follows something makes the story go on.
                    Method::Post if entry.target.is_some() || entry.path.contains('{') => {
                        [8, 12, 16][chance.below(3) as usize]
                    }
                    Method::Post => [4, 6, 8][chance.below(3) as usize],
                    Method::Delete if entry.target.is_none() => [0, 0, 1][chance.below(3) as usize],
                    Method::Delete => [0, 1, 1, 3][chance.below(4) as usize],
                    _ => [4, 6, 9, 12][chance.below(4) as usize],
                };
                // As many requests go to a context with few routes.
                let weight = liking * fashion.get(context.name).copied().unwrap_or(0) * 24 / many;
                all.push(Route { context: context.name, entry: entry.clone(), weight, makes });
            }
        }
        if all.iter().all(|route| route.weight == 0) {
            all.iter_mut().for_each(|route| route.weight = 1);
        }
        let leases = registry.contexts.iter().flat_map(|context| &context.leases).copied().collect();
        Self { all, leases, opening: chance.between(*OPENING.start(), *OPENING.end()) }
    }

    /// The next request.
    pub(crate) fn next(&mut self, hub: &Hub, known: &Known, today: Day) -> Option<Order> {
        let opens = self.opening > 0;
        self.opening = self.opening.saturating_sub(1);
        let weigh = |route: &Route| match (opens, route.makes) {
            (true, false) => 0,
            (false, true) => route.weight / 3,
            _ => route.weight,
        };
        let mut weights: Vec<u64> = self.all.iter().map(weigh).collect();
        if weights.iter().all(|weight| *weight == 0) {
            weights = self.all.iter().map(|route| route.weight).collect();
        }
        hub.draw(|chance| {
            let mut drawn = self.all.get(chance.weighted(&weights))?;
            for _ in 0..6 {
                // Few ask about what nobody has seen.
                if is_about_something(&drawn.entry, known) || chance.happens(200) {
                    break;
                }
                drawn = self.all.get(chance.weighted(&weights))?;
            }
            Some(
                Draws { whose: None, one: None, about: None, chance, known, today, entry: &drawn.entry, hub }
                    .order(drawn.context),
            )
        })
    }

    /// A request to this route, if there is one, made otherwise like any.
    pub(crate) fn to(&self, hub: &Hub, known: &Known, today: Day, is: impl Fn(&CommandEntry) -> bool) -> Option<Order> {
        let route = self.all.iter().find(|route| is(&route.entry))?;
        let entry = &route.entry;
        Some(hub.draw(|chance| {
            Draws { whose: None, one: None, about: None, chance, known, today, entry, hub }.order(route.context)
        }))
    }

    /// The lease this request keeps, if it keeps one.
    pub(crate) fn lease(&self, entry: &CommandEntry) -> Option<&Lease> {
        self.leases.iter().find(|lease| lease.path == entry.path && lease.keep == entry.method)
    }
}

/// Few contexts in fashion, and those they listen to, make long stories; other seeds have others.
fn contexts_in_fashion(registry: &Registry, chance: &mut Chance, bug: Option<Bug>) -> BTreeMap<&'static str, u64> {
    let names: Vec<&'static str> = registry.contexts.iter().map(|context| context.name).collect();
    if let Some(bug) = bug {
        return concerned(bug).iter().map(|name| (*name, 4)).collect();
    }
    if names.len() <= 5 || chance.happens(1000) {
        return names.into_iter().map(|name| (name, 4)).collect();
    }
    let mut fashion: BTreeMap<&'static str, u64> = BTreeMap::new();
    let asked: Vec<&'static str> =
        registry.contexts.iter().filter(|context| !context.commands.is_empty()).map(|context| context.name).collect();
    let mut edge: Vec<&'static str> = (0..chance.between(1, 2)).filter_map(|_| chance.one(&asked).copied()).collect();
    for weight in [8, 6, 2] {
        let mut further = vec![];
        for name in edge {
            if fashion.contains_key(name) {
                continue;
            }
            fashion.insert(name, weight);
            further.extend(registry.context(name).into_iter().flat_map(|context| listens_to(registry, context)));
        }
        edge = further;
    }
    fashion
}

/// Contexts this one hears, or asks.
fn listens_to(registry: &Registry, context: &ContextEntry) -> Vec<&'static str> {
    let hears: Vec<&'static str> = context.policies.iter().flat_map(|policy| policy.hears).copied().collect();
    let guards = context.commands.iter().filter_map(|entry| entry.guard.as_ref()).map(|guard| guard.asks);
    registry.sources(&hears).into_iter().chain(guards).filter(|name| *name != context.name).collect()
}

/// Needs something required, none of which is there already.
fn makes(entry: &CommandEntry) -> bool {
    let mut required = entry.fields.iter().filter(|field| field.required).peekable();
    let post = matches!(entry.method, Method::Post | Method::Put) && entry.path.matches('/').count() == 1;
    post && required.peek().is_some() && required.all(|field| !matches!(field.kind, Kind::Id | Kind::Object))
}

/// Has anybody seen what this route is about?
fn is_about_something(entry: &CommandEntry, known: &Known) -> bool {
    let open = |view: &str| known.of(view).iter().any(|seen| seen.is_open);
    let target = match entry.target {
        Some(target) if matches!(target.key, Key::Path(_)) => open(target.view),
        _ => !entry.path.contains('{') || entry.own.is_some() || open(entry.shows),
    };
    let mut needs = entry.fields.iter().filter(|field| field.required && field.kind == Kind::Id);
    target && needs.all(|field| known.named_after(field.name).is_none_or(open))
}
