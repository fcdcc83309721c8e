//! A small town: all contexts on one log in memory, without a runtime. Whoever writes a test says which policy hears
//! the next fact and when, so that every order of messages between contexts can be tried.

mod parts;

use kernel::*;
use parts::{Shelf, ShelfOf, Streams, StreamsOf};
use serde_json::Value;
use std::collections::BTreeMap;

/// A command on its way: decider, stream, JSON.
struct Posted {
    decider: &'static str,
    id: String,
    command: String,
}

struct PolicyEntry {
    name: &'static str,
    hears: &'static [&'static str],
    react: fn(&str, &str, &Cause) -> Vec<Posted>,
    /// Facts of the log it has heard.
    cursor: usize,
}

/// A command, and the key of the document it shows.
type Made = Result<(Posted, String), Refused>;

/// What came of a call outside; how the town's outside world answers is up to the test.
type Outside = Box<dyn FnMut(&Call) -> Outcome>;

struct EffectEntry {
    hears: &'static [&'static str],
    call: fn(&str, &str, &Cause) -> Option<Call>,
    told: fn(&str, &str, Outcome, &Cause) -> Vec<Posted>,
    /// Facts of the log it has heard.
    cursor: usize,
}

struct RouteEntry {
    method: Method,
    paths: Vec<&'static str>,
    fields: &'static [Field],
    who: Who,
    target: Option<Target>,
    sees: fn(&Given) -> Vec<See>,
    guard: Option<Guard>,
    shows: &'static str,
    ask: Box<dyn Fn(&Asked<'_>) -> Made>,
}

/// All contexts on one log.
#[derive(Default)]
pub(crate) struct Town {
    streams: BTreeMap<&'static str, Box<dyn Streams>>,
    shelves: Vec<Box<dyn Shelf>>,
    policies: Vec<PolicyEntry>,
    effects: Vec<EffectEntry>,
    /// Answers every call outside; nobody is there, unless a test says otherwise.
    pub(crate) outside: Option<Outside>,
    routes: Vec<RouteEntry>,
    /// Name, data and cause of every fact.
    pub(crate) log: Vec<(String, String, Cause)>,
    /// Does the catalogue answer guards?
    pub(crate) guards_answer: bool,
    /// The time of day of what is asked, in milliseconds since midnight.
    pub(crate) time: Millis,
    /// Does more wait than should?
    pub(crate) busy: bool,
    made: usize,
    /// Path, view and key of every item.
    items: Vec<(&'static str, &'static str, &'static str)>,
}

impl Town {
    pub(crate) fn open() -> Self {
        let mut town = Town::default();
        contexts::join(&mut town);
        town
    }

    /// Sends a command as somebody, and shows the document it is answered with.
    pub(crate) fn ask(
        &mut self,
        as_who: (Role, &str),
        route: (&str, &str),
        body: Value,
        today: &str,
    ) -> Result<Value, Refused> {
        let cause = self.cause(as_who, today);
        let (posted, view, key) = self.make(&cause, route, &body)?;
        self.post(posted, &cause)?;
        Ok(self.get(view, &key, today).unwrap_or_default())
    }

    fn cause(&mut self, (role, id): (Role, &str), today: &str) -> Cause {
        self.made += 1;
        let actor = Actor { role, id: id.into() };
        let midnight = spec::cause_on(today);
        Cause { command: format!("made-{}", self.made), actor, at: midnight.at + self.time, ..midnight }
    }

    fn make(
        &self,
        cause: &Cause,
        (method, path): (&str, &str),
        body: &Value,
    ) -> Result<(Posted, &'static str, String), Refused> {
        let wanted = |route: &RouteEntry| {
            let params = route.paths.iter().find_map(|pattern| matched(pattern, path));
            params.filter(|_| format!("{:?}", route.method).eq_ignore_ascii_case(method))
        };
        let found = self.routes.iter().find_map(|route| wanted(route).map(|params| (route, params)));
        let (route, path) = found.unwrap_or_else(|| panic!("no route {method} {path}"));
        let caller = &cause.actor;
        let given = Given::read(route.fields, body.as_object().unwrap(), caller, route.who).map_err(|faults| {
            Refused::new(RefusalKind::Invalid, faults[0].code, faults[0].says.clone()).at(&faults[0].field)
        })?;
        let key = route.target.and_then(|target| match target.key {
            Key::Path(part) => Some(path.get(part).to_owned()),
            Key::Field(field) => given.text(field).map(str::to_owned),
        });
        let document = key.and_then(|key| self.shelf(route.target?.view).get(&key, cause.today));
        let target = document.as_ref().map(|(stored, _)| stored.as_str());
        let mut answer = None;
        if let Some(guard) = route.guard.filter(|_| self.guards_answer) {
            let found = self.look(&(guard.at)(&given), &cause.today.to_string());
            let verdict = (guard.judge)(found.as_ref().map_or(Found::Absent, Found::There), &given, caller)?;
            if let Verdict::Ask { at, judge } = verdict {
                let found = self.look(&at, &cause.today.to_string());
                judge(found.as_ref().map_or(Found::Absent, Found::There))?;
            }
            answer = found;
        }
        let seen: Vec<(See, String)> = (route.sees)(&given)
            .into_iter()
            .filter_map(|see| {
                let shelf = self.shelf(see.view);
                let body = match see.index {
                    None => shelf.get(&see.value, cause.today).map(|(stored, _)| stored),
                    Some(index) => shelf.first(index, &see.value),
                };
                Some((see, body?))
            })
            .collect();
        let new_id = &cause.command;
        let settings = Settings::default();
        let asked = Asked {
            caller,
            at: cause.at,
            today: cause.today,
            new_id,
            path: &path,
            given: &given,
            target,
            seen: &seen,
            answer: answer.as_ref(),
            busy: self.busy,
            settings: &settings,
        };
        (route.ask)(&asked).map(|(posted, shows)| (posted, route.shows, shows))
    }

    /// The resource at a path, as a guard sees it.
    fn look(&self, path: &str, today: &str) -> Option<Value> {
        let (view, key) = self.items.iter().find_map(|(pattern, view, key)| {
            let params = matched(pattern, path)?;
            Some((*view, params.get(key).to_owned()))
        })?;
        self.get(view, &key, today)
    }

    fn post(&mut self, posted: Posted, cause: &Cause) -> Result<(), Refused> {
        let streams = self.streams.get_mut(posted.decider).unwrap();
        for (name, data) in streams.decide(&posted.id, &posted.command, cause)? {
            self.shelves.iter_mut().for_each(|shelf| shelf.tell(&name, &data, cause));
            self.log.push((name, data, cause.clone()));
        }
        Ok(())
    }

    /// How many reactions there are: policies, and behind them effects.
    pub(crate) fn policies(&self) -> usize {
        self.policies.len() + self.effects.len()
    }

    /// Which of them is called this.
    pub(crate) fn policy_named(&self, name: &str) -> usize {
        self.policies.iter().position(|policy| policy.name == name).unwrap()
    }

    /// What the reaction of this number is called; effects have no names here.
    pub(crate) fn policy_name(&self, policy: usize) -> &'static str {
        self.policies.get(policy).map_or("", |entry| entry.name)
    }

    /// A fact that somebody outside the town tells.
    pub(crate) fn tell(&mut self, name: &str, data: &Value, today: &str) {
        let cause = self.cause((Role::Service, "outside"), today);
        let data = data.to_string();
        self.shelves.iter_mut().for_each(|shelf| shelf.tell(name, &data, &cause));
        self.log.push((name.to_owned(), data, cause));
    }

    /// One policy hears the next fact that concerns it. What a policy asks is never refused.
    pub(crate) fn step(&mut self, policy: usize) -> bool {
        if policy >= self.policies.len() {
            return self.step_effect(policy - self.policies.len());
        }
        let entry = &mut self.policies[policy];
        while let Some((name, data, cause)) = self.log.get(entry.cursor).cloned() {
            entry.cursor += 1;
            if entry.hears.contains(&name.as_str()) {
                let who = entry.name;
                for posted in (entry.react)(&name, &data, &cause) {
                    self.post(posted, &cause).unwrap_or_else(|refused| panic!("{who} on {name}: {refused:?}"));
                }
                return true;
            }
        }
        false
    }

    /// One effect hears the next fact that concerns it, calls, and tells what came of it.
    fn step_effect(&mut self, effect: usize) -> bool {
        let entry = &mut self.effects[effect];
        while let Some((name, data, cause)) = self.log.get(entry.cursor).cloned() {
            entry.cursor += 1;
            if !entry.hears.contains(&name.as_str()) {
                continue;
            }
            let Some(call) = (entry.call)(&name, &data, &cause) else { return true };
            let outcome = match &mut self.outside {
                Some(outside) => outside(&call),
                None => Outcome::Away("nobody is there".into()),
            };
            for posted in (entry.told)(&name, &data, outcome, &cause) {
                self.post(posted, &cause).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
            }
            return true;
        }
        false
    }

    /// A policy crashed before it kept its cursor: it hears the last facts again.
    pub(crate) fn redeliver(&mut self, policy: usize, facts: usize) {
        let cursor = match policy.checked_sub(self.policies.len()) {
            Some(effect) => &mut self.effects[effect].cursor,
            None => &mut self.policies[policy].cursor,
        };
        *cursor = cursor.saturating_sub(facts);
    }

    /// Everybody hears everything.
    pub(crate) fn settle(&mut self) {
        while (0..self.policies()).any(|policy| self.step(policy)) {}
    }

    /// Everybody hears everything, but this context is stopped, and nobody outside is called.
    pub(crate) fn settle_without(&mut self, context: &str) {
        let stopped = |entry: &PolicyEntry| entry.name.split('.').next() == Some(context);
        let going: Vec<usize> = (0..self.policies.len()).filter(|n| !stopped(&self.policies[*n])).collect();
        while going.iter().any(|policy| self.step(*policy)) {}
    }

    /// A stream is woken as often as it wants to be until a day; how often that was.
    pub(crate) fn ring(&mut self, decider: &str, id: &str, until: &str) -> usize {
        let mut rang = 0;
        while let Some((when, command)) = self.streams[decider].alarm(id) {
            let day = match when {
                When::Day(day) => day,
                When::At(at) => Day::default().plus(i32::try_from(at / 86_400_000).unwrap()),
            };
            if day > until.parse().unwrap() {
                break;
            }
            assert!(rang < 1000, "{decider} {id} rings for ever");
            let mut cause = self.cause((Role::Service, "alarm"), &day.to_string());
            if let When::At(at) = when {
                cause.at = at;
            }
            let decider = *self.streams.keys().find(|name| **name == decider).unwrap();
            self.post(Posted { decider, id: id.to_owned(), command }, &cause).unwrap();
            rang += 1;
        }
        rang
    }

    /// A stream is woken as often as it wants to be up to this time of day; how often that was.
    pub(crate) fn ring_at(&mut self, decider: &str, id: &str, today: &str) -> usize {
        let cause = self.cause((Role::Service, "clock"), today);
        let mut rang = 0;
        while let Some((When::At(at), command)) = self.streams[decider].alarm(id) {
            if at > cause.at {
                break;
            }
            assert!(rang < 1000, "{decider} {id} rings for ever");
            let decider = *self.streams.keys().find(|name| **name == decider).unwrap();
            self.post(Posted { decider, id: id.to_owned(), command }, &cause).unwrap();
            rang += 1;
        }
        rang
    }

    /// A stream is woken as it wants to be next, whenever that is; was there anything to wake it for?
    pub(crate) fn wake(&mut self, decider: &str, id: &str, today: &str) -> bool {
        let Some((_, command)) = self.streams[decider].alarm(id) else { return false };
        let cause = self.cause((Role::Service, "alarm"), today);
        let decider = *self.streams.keys().find(|name| **name == decider).unwrap();
        self.post(Posted { decider, id: id.to_owned(), command }, &cause).unwrap();
        true
    }

    /// A document as it is shown that day.
    pub(crate) fn get(&self, view: &str, key: &str, today: &str) -> Option<Value> {
        self.shelf(view).get(key, today.parse().unwrap()).map(|(_, shown)| shown)
    }

    /// Every stored document of a view.
    pub(crate) fn all(&self, view: &str, today: &str) -> Vec<Value> {
        let shelf = self.shelf(view);
        shelf.keys().iter().filter_map(|key| self.get(view, key, today)).collect()
    }

    fn shelf(&self, view: &str) -> &dyn Shelf {
        self.shelves.iter().find(|shelf| shelf.name() == view).unwrap().as_ref()
    }

    /// Every document anybody has, folded again from the first fact.
    pub(crate) fn rebuilt(&self) -> Self {
        self.retold(Town::open())
    }

    /// The same, in another town that nothing happened in.
    pub(crate) fn retold(&self, mut again: Town) -> Town {
        for (name, data, cause) in &self.log {
            again.shelves.iter_mut().for_each(|shelf| shelf.tell(name, data, cause));
        }
        again
    }
}

/// The parts of a path, if it is of this pattern.
fn matched(pattern: &str, path: &str) -> Option<Params> {
    let (patterns, parts): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let mut params = Params::default();
    for (pattern, part) in patterns.iter().zip(&parts) {
        match pattern.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => drop(params.0.insert(name.to_owned(), (*part).to_owned())),
            None if pattern == part => {}
            None => return None,
        }
    }
    (patterns.len() == parts.len()).then_some(params)
}

impl Host for Town {
    fn context(&mut self, _: &'static str, _: &'static str) {}

    fn decider<D: Decider>(&mut self) {
        self.streams.insert(D::NAME, Box::new(StreamsOf::<D>(BTreeMap::new())));
    }

    fn policy<P: Policy>(&mut self) {
        let react = |name: &str, data: &str, cause: &Cause| {
            let to = P::react(read_fact(name, data).unwrap(), cause).into_iter();
            let post = |to: To<P::Target>| Posted {
                decider: P::Target::NAME,
                id: to.id,
                command: serde_json::to_string(&to.command).unwrap(),
            };
            to.map(post).collect()
        };
        self.policies.push(PolicyEntry { name: P::NAME, hears: P::HEARS, react, cursor: 0 });
    }

    fn effect<E: Effect>(&mut self) {
        let call = |name: &str, data: &str, cause: &Cause| E::call(&read_fact(name, data).unwrap(), cause);
        let told = |name: &str, data: &str, outcome: Outcome, cause: &Cause| {
            let to = E::told(read_fact(name, data).unwrap(), outcome, cause).into_iter();
            let post = |to: To<E::Target>| Posted {
                decider: E::Target::NAME,
                id: to.id,
                command: serde_json::to_string(&to.command).unwrap(),
            };
            to.map(post).collect()
        };
        self.effects.push(EffectEntry { hears: E::HEARS, call, told, cursor: 0 });
    }

    fn saga(&mut self, _: &'static Saga) {}

    fn view<V: View>(&mut self) {
        self.shelves.push(Box::new(ShelfOf::<V>(BTreeMap::new())));
    }

    fn command<D: Decider>(&mut self, route: Command<D>) {
        let ask = route.ask;
        self.routes.push(RouteEntry {
            method: route.method,
            paths: route.aliases.iter().copied().chain([route.path]).collect(),
            fields: route.fields,
            who: route.who,
            target: route.target,
            sees: route.sees,
            guard: route.guard,
            shows: route.shows.0,
            ask: Box::new(move |asked| {
                let Order { to, shows } = ask(asked)?;
                let command = serde_json::to_string(&to.command).unwrap();
                Ok((Posted { decider: D::NAME, id: to.id, command }, shows))
            }),
        });
    }

    fn item<V: View>(&mut self, route: Item<V>) {
        self.items.push((route.path, V::NAME, route.key));
    }

    fn list<V: View>(&mut self, _: List<V>) {}
    fn page(&mut self, _: Page) {}
    fn lease(&mut self, _: Lease) {}
}
