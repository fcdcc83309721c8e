use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Longest id, in bytes. Long enough for a MARC control number with its agency.
const ID_MAX: usize = 96;

/// Not an id we take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an id has 1 to {ID_MAX} letters, digits or any of . _ ~ @ : -")
    }
}
impl std::error::Error for BadId {}

/// Letters of any script and digits, and the few signs that need no escaping in a path.
fn checked(text: &str) -> Result<&str, BadId> {
    let fits = (1..=ID_MAX).contains(&text.len());
    let plain = |c: char| c.is_alphanumeric() || "._~@:-".contains(c);
    if fits && text.chars().all(plain) && text != "." && text != ".." { Ok(text) } else { Err(BadId) }
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);
        impl $name {
            /// The id as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                checked(text).map(|text| Self(text.to_owned()))
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    )* };
}

ids! {
    /// A person known to the library: patron, student, customer (README §3, 13).
    MemberId,
    /// A title, of which the library has copies.
    TitleId,
    /// A claim on copies of one title; names who asked, e.g. `loan:…` (README §3, 2).
    PromiseId,
    /// Copies of one title lent to one member at one time.
    LoanId,
    /// Copies that came back at one time.
    ReturnId,
    /// One copy put aside for one member.
    ReservationId,
    /// Copies lent for money.
    RentalId,
    /// Copies on their way to a member.
    ParcelId,
    /// Something the shop sells.
    ProductId,
    /// What a member wants to buy at one time.
    OrderId,
    /// Money taken, or to be taken, for one thing.
    PaymentId,
    /// A student's wish to consult a teacher.
    RequestId,
    /// A teacher and a student talking.
    ConsultingId,
    /// What one member is told about one event.
    NoticeId,
}

impl PromiseId {
    /// The promise for whoever asks: a loan's is `loan:<id of the loan>`.
    pub fn of(saga: &'static str, id: &impl fmt::Display) -> Self {
        Self(format!("{saga}:{id}"))
    }

    /// The id of who asked, if it was a `saga`.
    pub fn id_of<T: FromStr<Err = BadId>>(&self, saga: &str) -> Option<T> {
        self.0.strip_prefix(saga)?.strip_prefix(':')?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_names_who_asked() {
        let loan: LoanId = "7".parse().unwrap();
        let promise = PromiseId::of("loan", &loan);
        assert_eq!(promise.as_str(), "loan:7");
        assert_eq!(promise.id_of::<LoanId>("loan"), Some(loan));
        assert_eq!(promise.id_of::<LoanId>("lo"), None);
        assert_eq!(promise.id_of::<LoanId>("order"), None);
    }

    #[test]
    fn ids_that_break_paths_or_logs_are_refused() {
        for bad in ["", ".", "..", "a/b", "a b", "a\nb", "a%2F", "\u{0}", &"x".repeat(97)] {
            assert_eq!(bad.parse::<TitleId>(), Err(BadId), "{bad:?}");
        }
        for good in ["1", "kim", "김철수", "DLC:ocm-1", "a@b.kr"] {
            assert_eq!(good.parse::<TitleId>().unwrap().as_str(), good);
        }
    }
}
