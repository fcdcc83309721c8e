//! The aggregate of what is sold: one product, with pieces of its own, or sold from the library's pool of copies.

use super::{
    pieces::{PIECES_MAX, Pieces},
    product_facts::Event,
    product_refusal::Refusal,
};
use kernel::{Cause, Decider, OrderId, ProductId, PromiseId, TitleId, Won};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a promise is refused: fewer pieces are free than were asked for.
pub(super) const OUT_OF_STOCK: &str = "out-of-stock";
/// Why a promise is refused: we do not sell that.
pub(super) const UNKNOWN_PRODUCT: &str = "unknown-product";

/// One product.
#[derive(Debug, Default)]
pub(super) struct Product {
    id: ProductId,
    pub(super) source: Source,
    name: String,
    price: Won,
}

/// Where its pieces come from.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Source {
    /// Never heard of.
    #[default]
    Unknown,
    /// It has pieces of its own.
    Own(Pieces),
    /// Copies of a book, which the library promises; we only know how many there are, and what we sold.
    Pool { title: TitleId, free: Option<u32>, sold: BTreeMap<PromiseId, u32> },
}

/// What can be asked of a product.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Register { product: ProductId, name: String, price: Won, title: Option<TitleId>, stock: u32 },
    Change { name: Option<String>, price: Option<Won> },
    Receive { qty: u32 },
    /// So many copies of its book are on the library's shelf.
    Count { free: u32 },
    Promise { product: ProductId, promise: PromiseId, order: OrderId, line: u32, qty: u32 },
    Release { promise: PromiseId },
    Consume { promise: PromiseId, qty: u32 },
    /// Pieces that were sold are given back.
    Unsell { promise: PromiseId },
}

impl Decider for Product {
    const NAME: &'static str = "product";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, _: &Cause) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        match command {
            Register { product, name, price, title, stock } => self.register(product, name, price, title, stock),
            Change { name, price } => self.change(name, price),
            Receive { qty } => self.receive(qty),
            Count { free } => Ok(self.count(free)),
            Promise { product, promise, order, line, qty } => Ok(self.promise(product, promise, order, line, qty)),
            Release { promise } => Ok(self.release(promise)),
            Consume { promise, qty } => Ok(self.consume(promise, qty)),
            Unsell { promise } => Ok(self.unsell(promise)),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Registered { product, name, price, title, stock } => {
                self.id = product.clone();
                (self.name, self.price) = (name.clone(), *price);
                self.source = match title {
                    Some(title) => Source::Pool { title: title.clone(), free: None, sold: BTreeMap::new() },
                    None => Source::Own(Pieces::default()),
                };
                self.pieces(|pieces| pieces.receive(*stock));
            }
            Event::Changed { name, price, .. } => (self.name, self.price) = (name.clone(), *price),
            Event::Counted { free: now, .. } => {
                if let Source::Pool { free, .. } = &mut self.source {
                    *free = Some(*now);
                }
            }
            Event::Received { qty, .. } => self.pieces(|pieces| pieces.receive(*qty)),
            Event::Promised { promise, qty, .. } => self.pieces(|pieces| pieces.promise(promise.clone(), *qty)),
            Event::Refused { .. } => {}
            Event::Released { promise, .. } => self.pieces(|pieces| pieces.release(promise)),
            Event::Consumed { promise, qty, .. } => match &mut self.source {
                Source::Pool { sold, .. } => drop(sold.insert(promise.clone(), *qty)),
                _ => self.pieces(|pieces| pieces.consume(promise)),
            },
            Event::Unsold { promise, .. } => match &mut self.source {
                Source::Pool { sold, .. } => drop(sold.remove(promise)),
                _ => self.pieces(|pieces| pieces.unsell(promise)),
            },
        }
        self
    }
}

/// What the desk asks.
impl Product {
    fn register(
        &self,
        product: ProductId,
        name: String,
        price: Won,
        title: Option<TitleId>,
        stock: u32,
    ) -> Result<Vec<Event>, Refusal> {
        if self.source != Source::Unknown {
            return Err(Refusal::AlreadyRegistered);
        }
        if title.is_some() && stock > 0 {
            return Err(Refusal::FromThePool);
        }
        Ok(vec![Event::Registered { product, name, price, title, stock }])
    }

    fn change(&self, name: Option<String>, price: Option<Won>) -> Result<Vec<Event>, Refusal> {
        if self.source == Source::Unknown {
            return Err(Refusal::Unknown);
        }
        let (name, price) = (name.unwrap_or_else(|| self.name.clone()), price.unwrap_or(self.price));
        let same = name == self.name && price == self.price;
        Ok(if same { vec![] } else { vec![Event::Changed { product: self.id.clone(), name, price }] })
    }

    fn receive(&self, qty: u32) -> Result<Vec<Event>, Refusal> {
        match &self.source {
            Source::Unknown => Err(Refusal::Unknown),
            Source::Pool { .. } => Err(Refusal::FromThePool),
            Source::Own(pieces) if pieces.received().saturating_add(qty) > PIECES_MAX => Err(Refusal::TooManyPieces),
            Source::Own(pieces) => {
                Ok(vec![Event::Received { product: self.id.clone(), qty, free: pieces.free() + qty }])
            }
        }
    }
}

/// What orders and the library ask: never refused, and harmless when it was done already.
impl Product {
    fn pieces(&mut self, change: impl FnOnce(&mut Pieces)) {
        if let Source::Own(pieces) = &mut self.source {
            change(pieces);
        }
    }

    fn own(&self) -> Option<&Pieces> {
        match &self.source {
            Source::Own(pieces) => Some(pieces),
            Source::Unknown | Source::Pool { .. } => None,
        }
    }

    fn count(&self, now: u32) -> Vec<Event> {
        match &self.source {
            Source::Pool { title, free, .. } if *free != Some(now) => {
                vec![Event::Counted { product: self.id.clone(), title: title.clone(), free: now }]
            }
            _ => vec![],
        }
    }

    /// A promise is given whole or not at all. One that is running, or was sold, is not given again.
    fn promise(&self, product: ProductId, promise: PromiseId, order: OrderId, line: u32, qty: u32) -> Vec<Event> {
        let Some(pieces) = self.own() else {
            let why = UNKNOWN_PRODUCT.to_owned();
            return vec![Event::Refused { product, promise, order, line, qty, why, free: 0 }];
        };
        if pieces.promised(&promise).or(pieces.sold(&promise)).is_some() {
            return vec![];
        }
        let free = pieces.free();
        match free.checked_sub(qty) {
            Some(free) => vec![Event::Promised { product, promise, order, line, qty, free }],
            None => vec![Event::Refused { product, promise, order, line, qty, why: OUT_OF_STOCK.into(), free }],
        }
    }

    fn release(&self, promise: PromiseId) -> Vec<Event> {
        let promised = self.own().and_then(|pieces| Some((pieces.promised(&promise)?, pieces.free())));
        let Some((qty, free)) = promised else { return vec![] };
        vec![Event::Released { product: self.id.clone(), promise, qty, free: free + qty }]
    }

    /// Pieces of its own are sold when they were promised; copies of the library are, whenever the order is complete.
    fn consume(&self, promise: PromiseId, qty: u32) -> Vec<Event> {
        let qty = match &self.source {
            Source::Unknown => None,
            Source::Own(pieces) => pieces.promised(&promise),
            Source::Pool { sold, .. } => (!sold.contains_key(&promise)).then_some(qty),
        };
        let product = self.id.clone();
        qty.map(|qty| Event::Consumed { product, promise, qty }).into_iter().collect()
    }

    /// The library's copies go back to its own shelf, and are counted there.
    fn unsell(&self, promise: PromiseId) -> Vec<Event> {
        let back = match &self.source {
            Source::Unknown => None,
            Source::Own(pieces) => pieces.sold(&promise).map(|qty| (qty, pieces.free() + qty)),
            Source::Pool { sold, free, .. } => sold.get(&promise).map(|qty| (*qty, free.unwrap_or(0))),
        };
        let product = self.id.clone();
        back.map(|(qty, free)| Event::Unsold { product, promise, qty, free }).into_iter().collect()
    }
}
