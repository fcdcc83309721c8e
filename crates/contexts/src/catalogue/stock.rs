use kernel::{Cause, TitleId, View};
use serde::{Deserialize, Serialize};

/// Where the copies of a title are, as the public sees it (000-P1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Stock {
    pub id: TitleId,
    /// The same id, under the name the source systems give it.
    #[serde(rename = "bookid")]
    pub book_id: TitleId,
    /// On the shelf.
    pub qty: u32,
    /// Put aside for somebody.
    pub promised: u32,
    /// Out of the house.
    pub out: u32,
    pub sold: u32,
    pub acquired: u32,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "title.registered")]
    Registered { title: TitleId },
    #[serde(rename = "title.removed")]
    Removed { title: TitleId },
    #[serde(rename = "stock.received")]
    Received { title: TitleId, qty: u32, on_shelf: u32 },
    #[serde(rename = "stock.promised")]
    Promised { title: TitleId, qty: u32, on_shelf: u32 },
    #[serde(rename = "stock.released")]
    Released { title: TitleId, qty: u32, on_shelf: u32 },
    #[serde(rename = "stock.lent")]
    Lent { title: TitleId, qty: u32 },
    #[serde(rename = "stock.returned")]
    Returned { title: TitleId, qty: u32, on_shelf: u32 },
    #[serde(rename = "stock.consumed")]
    Consumed { title: TitleId, qty: u32 },
    #[serde(rename = "stock.unsold")]
    Unsold { title: TitleId, qty: u32, on_shelf: u32 },
}

impl Told {
    fn title(&self) -> &TitleId {
        match self {
            Told::Registered { title }
            | Told::Removed { title }
            | Told::Received { title, .. }
            | Told::Promised { title, .. }
            | Told::Released { title, .. }
            | Told::Lent { title, .. }
            | Told::Returned { title, .. }
            | Told::Consumed { title, .. }
            | Told::Unsold { title, .. } => title,
        }
    }
}

impl View for Stock {
    const NAME: &'static str = "stocks";
    const HEARS: &'static [&'static str] = &[
        "title.registered",
        "title.removed",
        "stock.received",
        "stock.promised",
        "stock.released",
        "stock.lent",
        "stock.returned",
        "stock.consumed",
        "stock.unsold",
    ];
    const INDEXES: &'static [&'static str] = &["bookid"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        Some(fact.title().to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        let mut stock = Self { id: fact.title().clone(), book_id: fact.title().clone(), ..self };
        match fact {
            Told::Registered { .. } => {}
            Told::Removed { .. } => return None,
            Told::Received { qty, on_shelf, .. } => {
                stock.acquired += qty;
                stock.qty = *on_shelf;
            }
            Told::Promised { qty, on_shelf, .. } => {
                stock.promised += qty;
                stock.qty = *on_shelf;
            }
            Told::Released { qty, on_shelf, .. } => {
                stock.promised = stock.promised.saturating_sub(*qty);
                stock.qty = *on_shelf;
            }
            Told::Lent { qty, .. } => {
                stock.promised = stock.promised.saturating_sub(*qty);
                stock.out += qty;
            }
            Told::Returned { qty, on_shelf, .. } => {
                stock.out = stock.out.saturating_sub(*qty);
                stock.qty = *on_shelf;
            }
            Told::Consumed { qty, .. } => {
                stock.promised = stock.promised.saturating_sub(*qty);
                stock.sold += qty;
            }
            Told::Unsold { qty, on_shelf, .. } => {
                stock.sold = stock.sold.saturating_sub(*qty);
                stock.qty = *on_shelf;
            }
        }
        Some(stock)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("bookid", self.id.to_string())]
    }
}
