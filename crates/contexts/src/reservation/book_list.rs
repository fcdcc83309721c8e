use kernel::{Cause, TitleId, View};
use serde::{Deserialize, Serialize};

/// A book that may be reserved, and how many copies were on the shelf when we last heard (001-F3, 001-P1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct BookList {
    pub id: TitleId,
    /// The same id, under the name the source system gives it.
    pub bookid: TitleId,
    /// Its id, as long as nobody has said what it is called.
    pub title: String,
    pub qty: u32,
}

/// What is told about it. Every count is the whole truth of its moment, so hearing one again does no harm.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "title.registered", alias = "title.changed")]
    Described { title: TitleId, record: Record },
    #[serde(rename = "title.removed")]
    Removed { title: TitleId },
    #[serde(
        rename = "stock.received",
        alias = "stock.promised",
        alias = "stock.released",
        alias = "stock.returned",
        alias = "stock.unsold"
    )]
    Counted { title: TitleId, on_shelf: u32 },
}

/// What is written about a book, as far as we need it.
#[derive(Deserialize)]
pub(super) struct Record {
    name: String,
}

impl View for BookList {
    const NAME: &'static str = "booklists";
    const HEARS: &'static [&'static str] = &[
        "title.registered",
        "title.changed",
        "title.removed",
        "stock.received",
        "stock.promised",
        "stock.released",
        "stock.returned",
        "stock.unsold",
    ];
    const INDEXES: &'static [&'static str] = &["bookid"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Described { title, .. } | Told::Removed { title } | Told::Counted { title, .. }) = fact;
        Some(title.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Described { title, record } => {
                Some(Self { id: title.clone(), bookid: title.clone(), title: record.name.clone(), qty: self.qty })
            }
            Told::Removed { .. } => None,
            Told::Counted { title, on_shelf } => {
                let name = if self.title.is_empty() { title.to_string() } else { self.title };
                Some(Self { id: title.clone(), bookid: title.clone(), title: name, qty: *on_shelf })
            }
        }
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("bookid", self.bookid.to_string())]
    }
}
