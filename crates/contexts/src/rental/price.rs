use kernel::{Cause, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// What renting a copy of a title costs, as the catalogue last said: rental's own read model, so that a customer is told a
/// wrong price at once and money is asked for together with the copies, also while the catalogue is down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RentalPrice {
    pub title: TitleId,
    /// What it is called.
    pub name: String,
    /// Without one it is not for rent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Won>,
}

/// What is told about it.
#[derive(Deserialize)]
pub(super) enum Told {
    #[serde(rename = "title.registered", alias = "title.changed")]
    Described { title: TitleId, record: Record },
    #[serde(rename = "title.removed")]
    Removed { title: TitleId },
}

/// What matters of a title's record.
#[derive(Deserialize)]
pub(super) struct Record {
    name: String,
    price: Option<Won>,
}

impl View for RentalPrice {
    const NAME: &'static str = "rental_prices";
    const HEARS: &'static [&'static str] = &["title.registered", "title.changed", "title.removed"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Described { title, .. } | Told::Removed { title }) = fact;
        Some(title.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Described { title, record } => {
                Some(Self { title: title.clone(), name: record.name.clone(), price: record.price })
            }
            Told::Removed { .. } => None,
        }
    }
}
