use crate::Text;
use serde::{Deserialize, Serialize};

/// What kind of no it is; the edge turns it into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RefusalKind {
    /// The rule says no (409).
    Rule,
    /// Understood, but the value cannot be (422).
    Invalid,
    /// There is no such thing (404).
    Absent,
    /// Not for this caller (403).
    Forbidden,
    /// Not now; try again shortly (503).
    Later,
}

/// A no that only the caller needs to hear. If anyone else must react, it is a fact.
pub trait Refusal: std::fmt::Debug + Send + Sync + 'static {
    /// Stable name for programs, kebab-case.
    fn code(&self) -> &'static str;
    /// The reason, for people.
    fn says(&self) -> Text;
    /// What kind of no; the rule's, unless said otherwise.
    fn kind(&self) -> RefusalKind {
        RefusalKind::Rule
    }
    /// The field that is to blame, if one is.
    fn field(&self) -> Option<&'static str> {
        None
    }
}

/// A refusal whose type is forgotten, as it travels to the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Stable name for programs.
    pub code: String,
    /// The reason, for people.
    pub says: Text,
    /// What kind of no.
    pub kind: RefusalKind,
    /// The field that is to blame, if one is.
    pub field: Option<String>,
}

impl Refused {
    /// A refusal made by hand, outside a decider.
    pub fn new(kind: RefusalKind, code: &str, says: Text) -> Self {
        Self { code: code.to_owned(), says, kind, field: None }
    }

    /// Names the field that is to blame.
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}

impl<R: Refusal> From<R> for Refused {
    fn from(refusal: R) -> Self {
        Self {
            code: refusal.code().to_owned(),
            says: refusal.says(),
            kind: refusal.kind(),
            field: refusal.field().map(str::to_owned),
        }
    }
}
