//! Views whose types are forgotten.

use crate::ports::{Doc, Recorded, Shelf, Version};
use kernel::{Cause, Day, Unreadable, View, read_fact};
use serde_json::Value;
use std::{any::Any, marker::PhantomData, sync::Arc};

/// A document by index of the view, and key.
pub type DocKey = (usize, Arc<str>);

/// A fact in a view's words, and the document it concerns.
pub struct Heard {
    /// Key of the document.
    pub key: Arc<str>,
    /// The fact.
    pub fact: Box<dyn Any + Send + Sync>,
    /// Why it happened.
    pub cause: Arc<Cause>,
    /// Version of its stream.
    pub version: Version,
}

/// A document in a view's type.
pub type Held = Option<Box<dyn Any + Send + Sync>>;

/// A view whose type is forgotten.
pub trait AnyView: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Version of its shape.
    fn version(&self) -> u32;
    /// Facts it is told.
    fn hears(&self) -> &'static [&'static str];
    /// Where its documents stand.
    fn shelf(&self) -> Shelf;
    /// The fact in its words; `None` when it concerns no document.
    fn hear(&self, fact: &Recorded) -> Result<Option<Heard>, Unreadable>;
    /// A stored document in its type.
    fn hold(&self, body: &str) -> Result<Held, Unreadable>;
    /// The document after the fact.
    fn fold(&self, held: Held, heard: &Heard) -> Held;
    /// The document as it is stored.
    fn doc(&self, held: &Held, version: Version) -> Result<Option<Doc>, Unreadable>;
    /// The form a value has under an index.
    fn wanted(&self, index: &str, value: &str) -> String;
    /// Whose it is; nobody's if there are none. A document that cannot be read belongs to somebody unknown.
    fn owners(&self, body: &str) -> Result<Vec<String>, Unreadable>;
    /// May its documents stand in a line?
    fn is_lined(&self) -> bool;
    /// The index and value it stands in line under.
    fn queued(&self, body: &str) -> Option<(&'static str, String)>;
    /// Has its saga come to rest?
    fn settled(&self, body: &str) -> bool;
    /// The answer of today, if it differs from what is stored.
    fn on(&self, body: &str, today: Day) -> Option<Value>;
    /// The document of somebody nothing has happened to.
    fn blank(&self, key: &str, today: Day) -> Value;
}

/// `V` as an [`AnyView`].
pub struct ViewOf<V>(PhantomData<fn() -> V>);

impl<V> Default for ViewOf<V> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

fn parse<V: View>(body: &str) -> Result<V, Unreadable> {
    serde_json::from_str(body).map_err(|e| Unreadable { name: V::NAME.to_owned(), why: e.to_string() })
}

impl<V: View> AnyView for ViewOf<V> {
    fn name(&self) -> &'static str {
        V::NAME
    }

    fn version(&self) -> u32 {
        V::VERSION
    }

    fn hears(&self) -> &'static [&'static str] {
        V::HEARS
    }

    fn shelf(&self) -> Shelf {
        let searched = V::default().searched().is_some();
        Shelf { name: format!("{}_{}", V::NAME, V::VERSION).into(), indexes: V::INDEXES, searched }
    }

    fn hear(&self, fact: &Recorded) -> Result<Option<Heard>, Unreadable> {
        let told: V::Fact = read_fact(&fact.name, &fact.data)?;
        let key = V::key(&told);
        Ok(key.map(|key| Heard {
            key: key.into(),
            fact: Box::new(told),
            cause: fact.cause.clone(),
            version: fact.version,
        }))
    }

    fn hold(&self, body: &str) -> Result<Held, Unreadable> {
        parse::<V>(body).map(|view| Some(Box::new(view) as Box<dyn Any + Send + Sync>))
    }

    fn fold(&self, held: Held, heard: &Heard) -> Held {
        let before = held.and_then(|held| held.downcast::<V>().ok()).map(|view| *view).unwrap_or_default();
        let fact = heard.fact.downcast_ref::<V::Fact>()?;
        before.evolve(fact, &heard.cause).map(|view| Box::new(view) as Box<dyn Any + Send + Sync>)
    }

    fn doc(&self, held: &Held, version: Version) -> Result<Option<Doc>, Unreadable> {
        let Some(view) = held.as_ref().and_then(|held| held.downcast_ref::<V>()) else { return Ok(None) };
        let body =
            serde_json::to_string(view).map_err(|e| Unreadable { name: V::NAME.to_owned(), why: e.to_string() })?;
        Ok(Some(Doc { body: body.into(), version, indexed: view.indexed(), searched: view.searched() }))
    }

    fn wanted(&self, index: &str, value: &str) -> String {
        V::wanted(index, value)
    }

    fn owners(&self, body: &str) -> Result<Vec<String>, Unreadable> {
        let view = parse::<V>(body)?;
        Ok([view.owner(), view.shared_with()].into_iter().flatten().map(str::to_owned).collect())
    }

    fn is_lined(&self) -> bool {
        V::LINED
    }

    fn queued(&self, body: &str) -> Option<(&'static str, String)> {
        parse::<V>(body).ok()?.queued()
    }

    fn settled(&self, body: &str) -> bool {
        parse::<V>(body).is_ok_and(|view| view.settled())
    }

    fn on(&self, body: &str, today: Day) -> Option<Value> {
        parse::<V>(body).ok()?.on(today)
    }

    fn blank(&self, key: &str, today: Day) -> Value {
        let view = V::blank(key);
        view.on(today).unwrap_or_else(|| serde_json::to_value(&view).unwrap_or_default())
    }
}
