use kernel::{Cause, ProductId, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// A product as the public sees it (004-F7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Product {
    pub id: ProductId,
    pub name: String,
    pub price: Won,
    /// The book whose copies are sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub book_id: Option<TitleId>,
    /// Pieces that are free now.
    pub stock: u32,
    pub sold: u32,
}

/// What is told about it.
#[derive(Deserialize)]
pub(in super::super) enum Told {
    #[serde(rename = "product.registered")]
    Registered { product: ProductId, name: String, price: Won, title: Option<TitleId>, stock: u32 },
    #[serde(rename = "product.changed")]
    Changed { product: ProductId, name: String, price: Won },
    #[serde(
        rename = "product.received",
        alias = "product.counted",
        alias = "product.promised",
        alias = "product.released"
    )]
    Counted { product: ProductId, free: u32 },
    #[serde(rename = "product.consumed")]
    Consumed { product: ProductId, qty: u32 },
    #[serde(rename = "product.unsold")]
    Unsold { product: ProductId, qty: u32, free: u32 },
}

impl View for Product {
    const NAME: &'static str = "products";
    const HEARS: &'static [&'static str] = &[
        "product.registered",
        "product.changed",
        "product.received",
        "product.counted",
        "product.promised",
        "product.released",
        "product.consumed",
        "product.unsold",
    ];
    const INDEXES: &'static [&'static str] = &["name", "bookId"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Registered { product, .. }
        | Told::Changed { product, .. }
        | Told::Counted { product, .. }
        | Told::Consumed { product, .. }
        | Told::Unsold { product, .. }) = fact;
        Some(product.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Registered { product, name, price, title, stock } => {
                self.id = product.clone();
                (self.name, self.price) = (name.clone(), *price);
                (self.book_id, self.stock) = (title.clone(), *stock);
            }
            Told::Changed { name, price, .. } => (self.name, self.price) = (name.clone(), *price),
            Told::Counted { free, .. } => self.stock = *free,
            Told::Consumed { qty, .. } => self.sold += qty,
            Told::Unsold { qty, free, .. } => {
                self.sold = self.sold.saturating_sub(*qty);
                self.stock = *free;
            }
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let book = self.book_id.as_ref().map(|book| ("bookId", book.to_string()));
        [("name", self.name.clone())].into_iter().chain(book).collect()
    }
}
