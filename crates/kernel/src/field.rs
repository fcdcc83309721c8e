/// One field of a request body: the one description that parsing, rights and documents are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// What may stand in it.
    pub kind: Kind,
    /// Must be there.
    pub required: bool,
    /// Only librarians and admins may send it.
    pub desk_only: bool,
    /// One sentence for the API document.
    pub help: &'static str,
}

/// What may stand in a field. Numbers may come as JSON strings and ids as numbers (README §3, 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An id.
    Id,
    /// The member it is about: the caller himself if it is missing; somebody else only from the desk.
    Member,
    /// Words, at most so many characters; not empty.
    Text(usize),
    /// A number of pieces, from `min` to a million.
    Qty {
        /// The least that makes sense.
        min: u32,
    },
    /// A whole number that counts nothing, e.g. a year.
    Number {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// An amount of won, from 0 to a trillion.
    Won,
    /// A civil date.
    Day,
    /// One of these words; upper and lower case count the same.
    Word(&'static [&'static str]),
    /// A list of such words.
    Words(&'static [&'static str]),
    /// A list of objects with these fields.
    Lines(&'static [Field]),
    /// An object that somebody else has made, as it is; what is needed of it is looked for.
    Object,
    /// What a provider of payments calls a payment: letters, digits and `_ - =`, and never the number of a card.
    PaymentKey,
    /// The number of a card: what is remembered of it is a [`Card`](crate::Card).
    Card,
}

impl Kind {
    /// Most pieces in one command.
    pub const QTY_MAX: u32 = 1_000_000;
    /// Most won in one command.
    pub const WON_MAX: i64 = 1_000_000_000_000;
}

impl Field {
    /// An optional field.
    pub const fn new(name: &'static str, kind: Kind, help: &'static str) -> Self {
        Self { name, aliases: &[], kind, required: false, desk_only: false, help }
    }

    /// Must be there.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Other names that mean the same.
    pub const fn alias(mut self, names: &'static [&'static str]) -> Self {
        self.aliases = names;
        self
    }

    /// Only librarians and admins may send it.
    pub const fn desk_only(mut self) -> Self {
        self.desk_only = true;
        self
    }

    /// Is this one of its names?
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}
