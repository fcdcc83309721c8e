use crate::{
    Actor, BadId, Day, Decider, Field, Given, Guard, Millis, RefusalKind, Refused, Settings, To, View, Who, text,
};
use serde_json::Value;
use std::{collections::HashMap, marker::PhantomData, str::FromStr};

/// HTTP methods that ask for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Makes something: 201.
    Post,
    /// Makes it so, whether it was there or not: 200.
    Put,
    /// Changes it: 200.
    Patch,
    /// Withdraws it: 200 with what is left of it, 204 if nothing is.
    Delete,
}

/// The named parts of a path.
#[derive(Clone, Debug, Default)]
pub struct Params(pub HashMap<String, String>);

impl Params {
    /// The part called `name`; empty if the path has none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// Everything a route may look at to make its command.
pub struct Asked<'a> {
    /// Who asks.
    pub caller: &'a Actor,
    /// When, UTC.
    pub at: Millis,
    /// The civil day in the library's zone.
    pub today: Day,
    /// A fresh id, for what is made.
    pub new_id: &'a str,
    /// The named parts of the path.
    pub path: &'a Params,
    /// The body.
    pub given: &'a Given,
    /// The document named by [`Command::target`], as JSON.
    pub target: Option<&'a str>,
    /// The documents named by [`Command::sees`] that are there, as JSON.
    pub seen: &'a [(See, String)],
    /// The resource the guard looked at first, if it answered.
    pub answer: Option<&'a Value>,
    /// Is more waiting here than should be? Then what can wait, waits.
    pub busy: bool,
    /// What this installation has set.
    pub settings: &'a Settings,
}

impl Asked<'_> {
    /// The document named by [`Command::target`], if it was named and is there.
    pub fn target<V: View>(&self) -> Option<V> {
        serde_json::from_str(self.target?).ok()
    }

    /// The document of `V` that was looked up under this value, if it is there.
    pub fn seen<V: View>(&self, value: &str) -> Option<V> {
        let named = |see: &See| see.view == V::NAME && see.value == value;
        let (_, body) = self.seen.iter().find(|(see, _)| named(see))?;
        serde_json::from_str(body).ok()
    }

    /// The document named by [`Command::target`], without which there is nothing to ask (404).
    pub fn about<V: View>(&self) -> Result<V, Refused> {
        self.target().ok_or_else(absent)
    }

    /// The fresh id, as an id of whichever kind is made.
    pub fn fresh<T: FromStr<Err = BadId>>(&self) -> Result<T, Refused> {
        self.new_id.parse().map_err(|_| absent())
    }

    /// The part of the path called `name`, as an id; what cannot be an id is not there (404).
    pub fn path_id<T: FromStr<Err = BadId>>(&self, name: &str) -> Result<T, Refused> {
        self.path.get(name).parse().map_err(|_| absent())
    }
}

fn absent() -> Refused {
    Refused::new(RefusalKind::Absent, "not-found", text!("찾을 수 없습니다", "there is no such thing"))
}

/// What a route makes of a request: a command for a decider, and the document that shows the outcome.
pub struct Order<D: Decider> {
    /// The command.
    pub to: To<D>,
    /// Key of the document that is answered.
    pub shows: String,
}

/// Where the key of a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A part of the path.
    Path(&'static str),
    /// A field of the body; the route has no target when it is not given.
    Field(&'static str),
}

/// The document a command is about: it has to exist and be the caller's own, else 404.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Name of the view.
    pub view: &'static str,
    /// Which document.
    pub key: Key,
}

/// A document a route would like to see before it makes its command; it need not be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct See {
    /// Name of the view.
    pub view: &'static str,
    /// The index it is found by; `None`: by its key. Of several, the first that came.
    pub index: Option<&'static str>,
    /// The key, or the value under the index.
    pub value: String,
}

impl See {
    /// The document of `V` with this key.
    pub fn key<V: View>(value: impl Into<String>) -> Self {
        Self { view: V::NAME, index: None, value: value.into() }
    }

    /// The first document of `V` with this value under this index.
    pub fn by<V: View>(index: &'static str, value: impl Into<String>) -> Self {
        Self { view: V::NAME, index: Some(index), value: value.into() }
    }
}

/// The view whose document is answered.
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub &'static str);

/// A route that asks for a change: method, path, rights, body, guard, command and answer in one description.
pub struct Command<D: Decider> {
    /// How.
    pub method: Method,
    /// Where, e.g. `/borrows/{id}`.
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
    /// The part of the path that names a member: the caller himself, unless the route lets him act for others.
    pub own: Option<&'static str>,
    /// What it looks up besides; documents of views of its own context, of anybody.
    pub sees: fn(&Given) -> Vec<See>,
    /// Contexts whose facts up to now this one has to have heard first, if they can be reached in time.
    pub after: &'static [&'static str],
    /// A question to another context first.
    pub guard: Option<Guard>,
    /// What is answered.
    pub shows: Shown,
    /// Makes the command.
    pub ask: fn(&Asked<'_>) -> Result<Order<D>, Refused>,
}

impl<D: Decider> Command<D> {
    /// A route answers with a document of `V`. Who may call it is part of making it.
    pub fn new<V: View>(
        method: Method,
        path: &'static str,
        who: Who,
        ask: fn(&Asked<'_>) -> Result<Order<D>, Refused>,
    ) -> Self {
        Self {
            method,
            path,
            aliases: &[],
            who,
            summary: "",
            fields: &[],
            target: None,
            own: None,
            sees: |_| vec![],
            after: &[],
            guard: None,
            shows: Shown(V::NAME),
            ask,
        }
    }

    /// One line for the API document.
    pub fn summary(mut self, line: &'static str) -> Self {
        self.summary = line;
        self
    }

    /// The body.
    pub fn fields(mut self, fields: &'static [Field]) -> Self {
        self.fields = fields;
        self
    }

    /// Other paths that mean the same.
    pub fn aliases(mut self, paths: &'static [&'static str]) -> Self {
        self.aliases = paths;
        self
    }

    /// The document it is about.
    pub fn target<V: View>(mut self, key: Key) -> Self {
        self.target = Some(Target { view: V::NAME, key });
        self
    }

    /// The part of the path that names the member whose matter it is: somebody else's is not there (404), or not his to
    /// change (403, for the desk).
    pub fn own(mut self, part: &'static str) -> Self {
        self.own = Some(part);
        self
    }

    /// What it looks up besides.
    pub fn sees(mut self, sees: fn(&Given) -> Vec<See>) -> Self {
        self.sees = sees;
        self
    }

    /// Contexts to hear first: so that who was just charged can pay.
    pub fn after(mut self, contexts: &'static [&'static str]) -> Self {
        self.after = contexts;
        self
    }

    /// A question to another context first.
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self
    }
}

/// `GET` of one document.
pub struct Item<V: View> {
    /// Where, e.g. `/borrows/{id}`.
    pub path: &'static str,
    /// Other paths that mean the same.
    pub aliases: &'static [&'static str],
    /// Who may.
    pub who: Who,
    /// One line for the API document.
    pub summary: &'static str,
    /// The part of the path that is the key.
    pub key: &'static str,
    /// The key is the owner himself, and a document that is not there yet is an empty one for him and for the desk.
    pub of_member: bool,
    view: PhantomData<V>,
}

impl<V: View> Item<V> {
    /// The document whose key is the `{key}` of the path.
    pub fn new(path: &'static str, who: Who, key: &'static str) -> Self {
        Self { path, aliases: &[], who, summary: "", key, of_member: false, view: PhantomData }
    }

    /// One line for the API document.
    pub fn summary(mut self, line: &'static str) -> Self {
        self.summary = line;
        self
    }

    /// Other paths that mean the same.
    pub fn aliases(mut self, paths: &'static [&'static str]) -> Self {
        self.aliases = paths;
        self
    }

    /// The key is a member: it is his own document, and zeros as long as nothing happened.
    pub fn of_member(mut self) -> Self {
        self.of_member = true;
        self
    }
}

/// `GET` of a collection.
pub struct List<V: View> {
    /// Where, e.g. `/borrows`.
    pub path: &'static str,
    /// Other paths that mean the same.
    pub aliases: &'static [&'static str],
    /// Who may.
    pub who: Who,
    /// One line for the API document.
    pub summary: &'static str,
    /// Query parameters that filter, each the name of an index of the view.
    pub filters: &'static [&'static str],
    /// The index that holds the owner; whoever is not of the desk sees his own only.
    pub owner: Option<&'static str>,
    /// Takes `?q=`.
    pub search: bool,
    view: PhantomData<V>,
}

impl<V: View> List<V> {
    /// All documents of `V`.
    pub fn new(path: &'static str, who: Who) -> Self {
        Self { path, aliases: &[], who, summary: "", filters: &[], owner: None, search: false, view: PhantomData }
    }

    /// One line for the API document.
    pub fn summary(mut self, line: &'static str) -> Self {
        self.summary = line;
        self
    }

    /// Other paths that mean the same.
    pub fn aliases(mut self, paths: &'static [&'static str]) -> Self {
        self.aliases = paths;
        self
    }

    /// Query parameters, each the name of an index.
    pub fn filters(mut self, names: &'static [&'static str]) -> Self {
        self.filters = names;
        self
    }

    /// Whoever is not of the desk sees what is his own under this index.
    pub fn owned_by(mut self, index: &'static str) -> Self {
        self.owner = Some(index);
        self
    }

    /// Takes `?q=`.
    pub fn searched(mut self) -> Self {
        self.search = true;
        self
    }
}

/// A stream of events (`text/event-stream`) that is a promise to be there: as long as it is open, the command `keep` is
/// given again and again; when it closes, `end`.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// Where, e.g. `/teachers/{id}/presence`.
    pub path: &'static str,
    /// Who may.
    pub who: Who,
    /// One line for the API document.
    pub summary: &'static str,
    /// How often `keep` is given, in milliseconds.
    pub every: Millis,
    /// The command that keeps it: a route of the same context at the same path.
    pub keep: Method,
    /// The command that ends it: a route of the same context at the same path.
    pub end: Method,
}

/// `GET` of one member's page, put together from several views of one context.
pub struct Page {
    /// Where, e.g. `/mypages/{memberId}`.
    pub path: &'static str,
    /// Other paths that mean the same.
    pub aliases: &'static [&'static str],
    /// Who may.
    pub who: Who,
    /// One line for the API document.
    pub summary: &'static str,
    /// The part of the path that names the member.
    pub member: &'static str,
    /// What it is put together from.
    pub sections: Vec<Section>,
}

/// One part of a page: the member's documents of one view, newest first.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Name in the answer.
    pub name: &'static str,
    /// Name of the view.
    pub view: &'static str,
    /// The index that holds the member.
    pub by: &'static str,
}

impl Section {
    /// The member's documents of `V`, found under the index `by`.
    pub fn new<V: View>(name: &'static str, by: &'static str) -> Self {
        Self { name, view: V::NAME, by }
    }
}
