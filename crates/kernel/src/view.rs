use crate::{Cause, Day};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A read model: one document per key, folded from facts. Its JSON form is the public resource.
pub trait View: Default + Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Name of the shelf. Never change it once stored.
    const NAME: &'static str;
    /// Bump to rebuild from the first fact; the old documents answer meanwhile.
    const VERSION: u32 = 1;
    /// Fact names it is told.
    const HEARS: &'static [&'static str];
    /// Names of the values documents can be listed by.
    const INDEXES: &'static [&'static str] = &[];
    /// Documents may stand in a line ([`View::queued`]); what stands in none shows that it does not.
    const LINED: bool = false;
    /// Those facts in its own words.
    type Fact: DeserializeOwned + Send + Sync + 'static;

    /// The document nothing was told about yet, where a route shows that ([`Item::of_member`](crate::Item::of_member)).
    fn blank(_key: &str) -> Self {
        Self::default()
    }

    /// Which document a fact concerns.
    fn key(fact: &Self::Fact) -> Option<String>;

    /// The document after the fact; `None` removes it.
    fn evolve(self, fact: &Self::Fact, cause: &Cause) -> Option<Self>;

    /// Values under the names of `INDEXES`.
    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![]
    }

    /// The form a value has under an index, however a caller writes it.
    fn wanted(_index: &str, value: &str) -> String {
        value.to_owned()
    }

    /// The member whose document it is; `None` for what belongs to nobody.
    fn owner(&self) -> Option<&str> {
        None
    }

    /// A second member whose document it is too, e.g. the teacher of a request.
    fn shared_with(&self) -> Option<&str> {
        None
    }

    /// Its place in a line: the answer gets a `position`, counted from 1 among the documents that have this value under this
    /// index, in the order they came; `None` when it is in no line.
    fn queued(&self) -> Option<(&'static str, String)> {
        None
    }

    /// Has the saga behind it come to rest? `Prefer: wait` holds the answer until then.
    fn settled(&self) -> bool {
        true
    }

    /// What people may search it by.
    fn searched(&self) -> Option<Searched> {
        None
    }

    /// The answer when it depends on the day it is asked; `None` answers the document as it is stored.
    fn on(&self, _today: Day) -> Option<Value> {
        None
    }
}

/// What a document is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// The words that count most, in order.
    pub first: Vec<String>,
    /// All other words and numbers.
    pub rest: Vec<String>,
}
