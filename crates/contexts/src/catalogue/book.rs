use super::{
    record::Record,
    search::{asked_words, isbn_word, search_words},
};
use kernel::{Cause, Searched, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// A book as the public sees it (000-F1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Book {
    pub id: TitleId,
    /// Its id, as long as nobody has said what it is called.
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isbn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Won>,
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<String>,
    /// Copies on the shelf now (000-P1).
    pub stock: u32,
}

/// What is told about it.
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

impl Book {
    fn described(self, title: &TitleId, record: &Record) -> Self {
        let Record { name, author, isbn, price, kind, publisher, year, language, also } = record.clone();
        let stock = self.stock;
        Self { id: title.clone(), title: name, author, isbn, price, kind, publisher, year, language, also, stock }
    }
}

impl View for Book {
    const NAME: &'static str = "books";
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
    const INDEXES: &'static [&'static str] = &["isbn", "kind", "language"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Described { title, .. } | Told::Removed { title } | Told::Counted { title, .. }) = fact;
        Some(title.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Described { title, record } => Some(self.described(title, record)),
            Told::Removed { .. } => None,
            Told::Counted { title, on_shelf } => {
                let unnamed = self.id.as_str().is_empty();
                let book = if unnamed { self.described(title, &Record::named(title.as_str())) } else { self };
                Some(Self { stock: *on_shelf, ..book })
            }
        }
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![("kind", self.kind.clone())];
        values.extend(self.isbn.as_deref().map(|isbn| ("isbn", canonical(isbn))));
        values.extend(self.language.clone().map(|language| ("language", language)));
        values
    }

    fn wanted(index: &str, value: &str) -> String {
        if index == "isbn" { canonical(value) } else { value.to_owned() }
    }

    fn searched(&self) -> Option<Searched> {
        let texts = [&self.author, &self.also, &self.isbn, &self.publisher, &self.language];
        let mut rest: Vec<String> = texts.into_iter().flatten().flat_map(|text| search_words(text)).collect();
        rest.extend(search_words(self.id.as_str()));
        rest.extend(self.isbn.as_deref().map(canonical));
        rest.extend(self.year.map(|year| year.to_string()));
        let first = asked_words(&self.title);
        rest.extend(search_words(&self.title).into_iter().filter(|word| !first.contains(word)));
        Some(Searched { first, rest })
    }
}

/// One form for all ways to write a book number; one that is not an ISBN keeps its digits.
fn canonical(isbn: &str) -> String {
    let digits = || isbn.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    isbn_word(isbn).unwrap_or_else(digits)
}
