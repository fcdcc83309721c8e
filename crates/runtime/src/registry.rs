//! What the contexts told about themselves, their types forgotten: the runtime, the edge, the map and the tests read this.

use crate::{
    desk::{AnyCommand, AnyDesk, Desk},
    ports::Recorded,
    shelf::{AnyView, ViewOf},
};
use kernel::*;
use std::{collections::HashMap, sync::Arc};

/// Everything that runs, by context.
#[derive(Default)]
pub struct Registry {
    /// In the order they joined.
    pub contexts: Vec<ContextEntry>,
}

/// One bounded context.
pub struct ContextEntry {
    /// Its name.
    pub name: &'static str,
    /// One line of what it is about.
    pub caption: &'static str,
    /// Its aggregates.
    pub deciders: Vec<DeciderEntry>,
    /// Its reactions.
    pub policies: Vec<PolicyEntry>,
    /// What it asks outside.
    pub effects: Vec<EffectEntry>,
    /// Its processes, as tables.
    pub sagas: Vec<&'static Saga>,
    /// Its read models.
    pub views: Vec<Arc<dyn AnyView>>,
    /// Routes that ask for a change.
    pub commands: Vec<Arc<CommandEntry>>,
    /// Routes that show one document.
    pub items: Vec<ItemEntry>,
    /// Routes that list documents.
    pub lists: Vec<ListEntry>,
    /// Routes that show a member's page.
    pub pages: Vec<Page>,
    /// Streams that are kept open to be there.
    pub leases: Vec<Lease>,
}

/// A decider without its types.
pub struct DeciderEntry {
    /// Stream category.
    pub name: &'static str,
    /// Full names of its facts.
    pub facts: &'static [&'static str],
    /// JSON Schema of its facts.
    pub schema: fn() -> serde_json::Value,
    /// Makes a desk that holds at most so many streams in memory.
    pub desk: fn(usize) -> Box<dyn AnyDesk>,
}

/// A policy without its types.
#[derive(Clone)]
pub struct PolicyEntry {
    /// Name of its cursor.
    pub name: &'static str,
    /// Facts it listens to.
    pub hears: &'static [&'static str],
    /// The decider it commands.
    pub target: &'static str,
    /// The commands that follow from a fact.
    pub react: fn(&Recorded) -> Result<Vec<Posted>, Unreadable>,
}

/// An effect without its types.
#[derive(Clone)]
pub struct EffectEntry {
    /// Name of its cursor.
    pub name: &'static str,
    /// Facts it listens to.
    pub hears: &'static [&'static str],
    /// The decider it tells the outcome.
    pub target: &'static str,
    /// What is asked outside.
    pub call: fn(&Recorded) -> Result<Option<Call>, Unreadable>,
    /// The commands that follow from the outcome.
    pub told: fn(&Recorded, Outcome) -> Result<Vec<Posted>, Unreadable>,
}

/// A command on its way to a stream, its type forgotten.
pub struct Posted {
    /// Stream category.
    pub decider: &'static str,
    /// Which stream of it.
    pub id: String,
    /// What is asked.
    pub command: Box<dyn AnyCommand>,
}

impl Posted {
    /// Name of the stream.
    pub fn stream(&self) -> Arc<str> {
        stream_name(self.decider, &self.id)
    }
}

impl Clone for Posted {
    fn clone(&self) -> Self {
        Self { decider: self.decider, id: self.id.clone(), command: self.command.duplicate() }
    }
}

/// Streams are named `category-id`.
pub fn stream_name(decider: &str, id: &str) -> Arc<str> {
    format!("{decider}-{id}").into()
}

/// What a command route made of a request.
pub struct Made {
    /// The command.
    pub posted: Posted,
    /// Key of the document that is answered.
    pub shows: String,
}

/// A command route without its types.
pub struct CommandEntry {
    /// How.
    pub method: Method,
    /// Where.
    pub path: &'static str,
    /// Other paths that mean the same.
    pub aliases: &'static [&'static str],
    /// Who may.
    pub who: Who,
    /// One line for the API document.
    pub summary: &'static str,
    /// The body.
    pub fields: &'static [Field],
    /// What it is about.
    pub target: Option<Target>,
    /// The part of the path that names the member whose matter it is.
    pub own: Option<&'static str>,
    /// What it looks up besides.
    pub sees: fn(&Given) -> Vec<See>,
    /// Contexts to hear first.
    pub after: &'static [&'static str],
    /// A question to another context first.
    pub guard: Option<Guard>,
    /// Name of the view that is answered.
    pub shows: &'static str,
    /// Makes the command.
    pub ask: AskFn,
}

/// Makes the command of a route.
pub type AskFn = Box<dyn Fn(&Asked<'_>) -> Result<Made, Refused> + Send + Sync>;

/// A `GET` of one document.
#[derive(Clone, Debug)]
pub struct ItemEntry {
    /// Where.
    pub path: &'static str,
    /// Other paths that mean the same.
    pub aliases: &'static [&'static str],
    /// Who may.
    pub who: Who,
    /// One line for the API document.
    pub summary: &'static str,
    /// Name of the view.
    pub view: &'static str,
    /// The part of the path that is the key.
    pub key: &'static str,
    /// See [`Item::of_member`].
    pub of_member: bool,
}

/// A `GET` of a collection.
#[derive(Clone, Debug)]
pub struct ListEntry {
    /// Where.
    pub path: &'static str,
    /// Other paths that mean the same.
    pub aliases: &'static [&'static str],
    /// Who may.
    pub who: Who,
    /// One line for the API document.
    pub summary: &'static str,
    /// Name of the view.
    pub view: &'static str,
    /// Query parameters that filter.
    pub filters: &'static [&'static str],
    /// The index that holds the owner.
    pub owner: Option<&'static str>,
    /// Takes `?q=`.
    pub search: bool,
}

impl ContextEntry {
    fn new(name: &'static str, caption: &'static str) -> Self {
        Self {
            name,
            caption,
            deciders: vec![],
            policies: vec![],
            effects: vec![],
            sagas: vec![],
            views: vec![],
            commands: vec![],
            items: vec![],
            lists: vec![],
            pages: vec![],
            leases: vec![],
        }
    }

    /// The view of this name.
    pub fn view(&self, name: &str) -> Option<(usize, &Arc<dyn AnyView>)> {
        self.views.iter().enumerate().find(|(_, view)| view.name() == name)
    }
}

impl Registry {
    /// The context of this name.
    pub fn context(&self, name: &str) -> Option<&ContextEntry> {
        self.contexts.iter().find(|context| context.name == name)
    }

    /// Which context makes each fact.
    pub fn owners(&self) -> HashMap<&'static str, &'static str> {
        let facts = |context: &ContextEntry| {
            let name = context.name;
            let all: Vec<_> = context.deciders.iter().flat_map(|d| d.facts).map(|fact| (*fact, name)).collect();
            all
        };
        self.contexts.iter().flat_map(facts).collect()
    }

    /// The contexts other than `own` that make any of these facts, and `own` itself if it does.
    pub fn sources(&self, hears: &[&'static str]) -> Vec<&'static str> {
        let owners = self.owners();
        let mut sources: Vec<&'static str> = hears.iter().filter_map(|fact| owners.get(fact).copied()).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    fn last(&mut self) -> &mut ContextEntry {
        if self.contexts.is_empty() {
            self.contexts.push(ContextEntry::new("", ""));
        }
        let last = self.contexts.len() - 1;
        &mut self.contexts[last]
    }
}

impl Host for Registry {
    fn context(&mut self, name: &'static str, caption: &'static str) {
        self.contexts.push(ContextEntry::new(name, caption));
    }

    fn decider<D: Decider>(&mut self) {
        let schema = || serde_json::to_value(schemars::schema_for!(D::Event)).unwrap_or_default();
        self.last().deciders.push(DeciderEntry {
            name: D::NAME,
            facts: D::Event::NAMES,
            schema,
            desk: |max| Box::new(Desk::<D>::holding(max)),
        });
    }

    fn policy<P: Policy>(&mut self) {
        self.last().policies.push(PolicyEntry {
            name: P::NAME,
            hears: P::HEARS,
            target: P::Target::NAME,
            react: |fact| {
                let heard: P::Fact = read_fact(&fact.name, &fact.data)?;
                let posted = P::react(heard, &fact.cause).into_iter();
                Ok(posted
                    .map(|to| Posted { decider: P::Target::NAME, id: to.id, command: Box::new(to.command) })
                    .collect())
            },
        });
    }

    fn effect<E: Effect>(&mut self) {
        self.last().effects.push(EffectEntry {
            name: E::NAME,
            hears: E::HEARS,
            target: E::Target::NAME,
            call: |fact| Ok(E::call(&read_fact(&fact.name, &fact.data)?, &fact.cause)),
            told: |fact, outcome| {
                let posted = E::told(read_fact(&fact.name, &fact.data)?, outcome, &fact.cause).into_iter();
                Ok(posted
                    .map(|to| Posted { decider: E::Target::NAME, id: to.id, command: Box::new(to.command) })
                    .collect())
            },
        });
    }

    fn saga(&mut self, saga: &'static Saga) {
        self.last().sagas.push(saga);
    }

    fn lease(&mut self, route: Lease) {
        self.last().leases.push(route);
    }

    fn view<V: View>(&mut self) {
        self.last().views.push(Arc::new(ViewOf::<V>::default()));
    }

    fn command<D: Decider>(&mut self, route: Command<D>) {
        let ask = route.ask;
        self.last().commands.push(Arc::new(CommandEntry {
            method: route.method,
            path: route.path,
            aliases: route.aliases,
            who: route.who,
            summary: route.summary,
            fields: route.fields,
            target: route.target,
            own: route.own,
            sees: route.sees,
            after: route.after,
            guard: route.guard,
            shows: route.shows.0,
            ask: Box::new(move |asked| {
                let order = ask(asked)?;
                let posted = Posted { decider: D::NAME, id: order.to.id, command: Box::new(order.to.command) };
                Ok(Made { posted, shows: order.shows })
            }),
        }));
    }

    fn item<V: View>(&mut self, route: Item<V>) {
        let Item { path, aliases, who, summary, key, of_member, .. } = route;
        self.last().items.push(ItemEntry { path, aliases, who, summary, view: V::NAME, key, of_member });
    }

    fn list<V: View>(&mut self, route: List<V>) {
        let List { path, aliases, who, summary, filters, owner, search, .. } = route;
        self.last().lists.push(ListEntry { path, aliases, who, summary, view: V::NAME, filters, owner, search });
    }

    fn page(&mut self, route: Page) {
        self.last().pages.push(route);
    }
}
