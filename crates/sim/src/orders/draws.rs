//! One request: who asks, and about what.

use super::{Known, MEMBERS, Order, is_in_vain, is_member, known::Seen};
use crate::{chance::Chance, hub::Hub};
use kernel::{Actor, Day, Field, Key, Kind, Params, Role, Who};
use runtime::registry::CommandEntry;
use std::sync::Arc;

/// Ids of what is not there yet: few, so that things meet.
const IDS: u64 = 4;

pub(super) struct Draws<'a> {
    /// Whose things it is about.
    pub whose: Option<String>,
    /// Of several ids that may be given, the one that is.
    pub one: Option<&'static str>,
    /// The document it is about, by the part of the path or the field that names it.
    pub about: Option<(&'static str, String)>,
    pub chance: &'a mut Chance,
    pub known: &'a Known,
    pub today: Day,
    pub entry: &'a Arc<CommandEntry>,
    pub hub: &'a Hub,
}

impl Draws<'_> {
    pub(super) fn order(&mut self, context: &'static str) -> Order {
        self.one = self.one_id();
        let owner = self.choose();
        let caller = self.caller(owner.clone());
        let member = self.chance.one(&MEMBERS).copied().unwrap_or("kim").to_owned();
        self.whose = Some(if caller.role.is_desk() { owner.unwrap_or(member) } else { caller.id.clone() });
        let path = self.path();
        let body = self.body(&caller);
        let keyed = self.chance.happens(4500);
        let once = keyed.then(|| format!("{}/{}", self.entry.path, self.hub.fresh()).into());
        let if_match = self.chance.happens(400).then(|| self.chance.happens(3000));
        Order { context, entry: self.entry.clone(), caller, path, body, once, if_match }
    }

    /// Of several ids that may be given, one usually is; what is made rarely is something else's.
    fn one_id(&mut self) -> Option<&'static str> {
        let may =
            |field: &&Field| field.kind == Kind::Id && !field.required && field.name != "id" && !is_in_vain(field);
        let fields = self.entry.fields.iter().filter(may).map(|field| field.name);
        // Few name what nobody has seen.
        let any = self.chance.happens(500);
        let seen =
            |name: &&str| any || self.known.named_after(name).is_some_and(|view| !self.known.of(view).is_empty());
        let fields: Vec<&'static str> = fields.filter(seen).collect();
        let makes = self.entry.fields.iter().any(|field| field.required && matches!(field.kind, Kind::Text(_)));
        let wanted = if makes { 6000 } else { 8500 };
        self.chance.one(&fields).copied().filter(|_| self.chance.happens(wanted))
    }

    /// The view of the document that is asked about in the path.
    fn view(&self, part: &str) -> &'static str {
        match self.entry.target {
            Some(target) if matches!(target.key, Key::Path(key) if key.is_empty() || key == part) => target.view,
            _ => self.entry.shows,
        }
    }

    fn parts(&self) -> Vec<&'static str> {
        self.entry
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{'))
            .map(|part| part.trim_end_matches('}'))
            .collect()
    }

    /// Chooses the document the request is about. One of those whose it is.
    fn choose(&mut self) -> Option<String> {
        let part = self.parts().into_iter().find(|part| self.entry.own != Some(part) || !is_member(part));
        let required = self.entry.fields.iter().find(|field| field.required && field.kind == Kind::Id);
        let (name, view) = match (part, required.map(|field| field.name).or(self.one)) {
            (Some(part), _) => (part, self.view(part)),
            (None, Some(field)) => (field, self.known.named_after(field)?),
            (None, None) => return None,
        };
        let known = self.known;
        let seen = self.one_of(known.of(view).iter().collect())?;
        self.about = Some((name, seen.key.clone()));
        self.chance.one(&seen.owners).cloned()
    }

    /// Mostly one of which something may still come.
    fn one_of<'s>(&mut self, seen: Vec<&'s Seen>) -> Option<&'s Seen> {
        let open: Vec<&Seen> = seen.iter().copied().filter(|seen| seen.is_open).collect();
        let of = if open.is_empty() || self.chance.happens(700) { seen } else { open };
        self.chance.one(&of).copied()
    }

    fn caller(&mut self, owner: Option<String>) -> Actor {
        // Who is a document himself, as a teacher is, does what only he may.
        let own = self.entry.own.filter(|part| !is_member(part));
        let own = own.and_then(|_| self.chance.one(self.known.of(self.entry.shows)));
        if let Some(seen) = own.filter(|_| self.chance.happens(9500)) {
            let able: Vec<Role> =
                [Role::Teacher, Role::Patron].into_iter().filter(|r| self.entry.who.admits(*r)).collect();
            let role = self.chance.one(&able).copied().unwrap_or(Role::Admin);
            return Actor { role, id: seen.key.clone() };
        }
        let mut roles: Vec<Role> = Role::ALL.into_iter().filter(|role| self.entry.who.admits(*role)).collect();
        if matches!(self.entry.who, Who::OwnerOrDesk | Who::Owner | Who::Anyone) {
            // Most of them are members.
            roles.extend([Role::Patron; 6]);
        }
        let role = self.chance.one(&roles).copied().unwrap_or(Role::Admin);
        let id = match (role, owner) {
            // Others' matters are not to be reached.
            (Role::Patron, Some(owner)) if self.chance.happens(9500) => owner,
            (Role::Patron, _) => self.chance.one(&MEMBERS).copied().unwrap_or("kim").to_owned(),
            (other, _) => other.to_string(),
        };
        Actor { role, id }
    }

    fn path(&mut self) -> Params {
        let mut path = Params::default();
        for name in self.parts() {
            let own = self.entry.own == Some(name) && self.chance.happens(9700);
            let about = self.about.clone().filter(|(part, _)| *part == name && self.chance.happens(9700));
            let id = match about {
                _ if own => self.whose.clone().unwrap_or_default(),
                Some((_, key)) => key,
                None => {
                    let view = self.view(name);
                    self.key_of(view, name)
                }
            };
            path.0.insert(name.to_owned(), id);
        }
        path
    }

    /// The key of a document that is there, or one of a few that may come to be.
    pub(super) fn key_of(&mut self, view: &str, name: &str) -> String {
        let all = self.known.of(view);
        let whose = self.whose.clone().unwrap_or_default();
        let own: Vec<&Seen> = all.iter().filter(|seen| seen.owners.contains(&whose)).collect();
        let keys = if own.is_empty() || self.chance.happens(500) { all.iter().collect() } else { own };
        match self.one_of(keys) {
            Some(seen) if self.chance.happens(9500) => seen.key.clone(),
            _ => self.some_id(name),
        }
    }

    pub(super) fn some_id(&mut self, name: &str) -> String {
        if is_member(name) {
            return self.chance.one(&MEMBERS).copied().unwrap_or("kim").to_owned();
        }
        format!("t{}", self.chance.below(IDS))
    }

    /// An id for what is made; none if all there might be are given away.
    pub(super) fn free_id(&mut self) -> Option<String> {
        let known = self.known.of(self.entry.shows);
        let free = (0..IDS).map(|n| format!("t{n}")).filter(|id| known.iter().all(|seen| seen.key != *id));
        let free: Vec<String> = free.collect();
        self.chance.one(&free).cloned()
    }
}
