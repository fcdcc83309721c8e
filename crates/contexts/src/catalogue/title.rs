//! The aggregate of the catalogue: one title, what is written about it, and the pool of its copies.
//!
//! Record and copies are one aggregate, because registering with stock, a receipt that registers, and a removal
//! that has to see every copy at home are each one decision.

use super::{
    facts::Event,
    pool::{COPIES_MAX, Claim, Pool},
    record::{Changes, Record},
    refusal::Refusal,
};
use kernel::{Cause, Decider, MemberId, PromiseId, TitleId};
use serde::{Deserialize, Serialize};

/// Why a promise is refused: fewer copies on the shelf than were asked for.
pub(super) const OUT_OF_STOCK: &str = "out-of-stock";
/// Why a promise is refused: we do not have this title (any more).
pub(super) const UNKNOWN_BOOK: &str = "unknown-book";

/// One title.
#[derive(Debug, Default)]
pub(super) struct Title {
    id: TitleId,
    standing: Standing,
    pub(super) pool: Pool,
}

#[derive(Debug, Default)]
enum Standing {
    /// Never heard of.
    #[default]
    Unknown,
    /// Copies came in, but nobody has said yet what they are.
    Uncatalogued,
    Catalogued(Record),
    /// Closed for good: its id is not given to another book, since old loans still name it.
    Removed,
}

/// What can be asked of a title.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Register { title: TitleId, record: Record, copies: u32 },
    /// Import: registers, or changes what differs, or does nothing. Copies count at the first time only.
    Take { title: TitleId, record: Record, copies: u32 },
    Change { changes: Changes },
    Remove,
    Receive { title: TitleId, qty: u32 },
    Promise { title: TitleId, promise: PromiseId, member: MemberId, qty: u32 },
    Release { promise: PromiseId },
    HandOut { promise: PromiseId },
    /// Takes copies back until only `left` are still out. Said so and not as "this many came back",
    /// it is the same however often it is said.
    TakeBack { promise: PromiseId, left: u32 },
    Consume { promise: PromiseId },
    /// Copies that were sold are given back.
    Unsell { promise: PromiseId },
    /// Says how many copies are on the shelf.
    Count { title: TitleId },
}

impl Decider for Title {
    const NAME: &'static str = "title";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, _: &Cause) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        match command {
            Register { title, record, copies } => self.register(title, record, copies),
            Take { title, record, copies } => self.take(title, record, copies),
            Change { changes } => self.change(changes),
            Remove => self.remove(),
            Receive { title, qty } => self.receive(title, qty),
            Promise { title, promise, member, qty } => Ok(self.promise(title, promise, member, qty)),
            Release { promise } => Ok(self.release(promise)),
            HandOut { promise } => Ok(self.hand_out(promise)),
            TakeBack { promise, left } => Ok(self.take_back(promise, left)),
            Consume { promise } => Ok(self.consume(promise)),
            Unsell { promise } => Ok(self.unsell(promise)),
            Count { title } => Ok(vec![Event::Counted { title, on_shelf: self.pool.on_shelf() }]),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Registered { title, record } | Event::Changed { title, record } => {
                self.id = title.clone();
                self.standing = Standing::Catalogued(record.clone());
            }
            Event::Removed { written_off, .. } => {
                self.standing = Standing::Removed;
                self.pool.write_off(*written_off);
            }
            Event::Received { title, qty, .. } => {
                self.id = title.clone();
                if matches!(self.standing, Standing::Unknown) {
                    self.standing = Standing::Uncatalogued;
                }
                self.pool.receive(*qty);
            }
            Event::Promised { promise, member, qty, .. } => {
                self.pool.promise(promise.clone(), Claim { qty: *qty, member: member.clone() });
            }
            Event::Refused { .. } | Event::Counted { .. } => {}
            Event::Released { promise, .. } => self.pool.release(promise),
            Event::Lent { promise, .. } => self.pool.hand_out(promise),
            Event::Returned { promise, qty, .. } => self.pool.take_back(promise, *qty),
            Event::Consumed { promise, .. } => self.pool.consume(promise),
            Event::Unsold { promise, .. } => self.pool.unsell(promise),
        }
        self
    }
}

/// The record.
impl Title {
    fn register(&self, title: TitleId, record: Record, copies: u32) -> Result<Vec<Event>, Refusal> {
        match self.standing {
            Standing::Catalogued(_) => return Err(Refusal::AlreadyRegistered),
            Standing::Removed => return Err(Refusal::Removed),
            Standing::Unknown | Standing::Uncatalogued => {}
        }
        let mut events = vec![Event::Registered { title: title.clone(), record }];
        if copies > 0 {
            events.push(self.received(title, copies)?);
        }
        Ok(events)
    }

    fn take(&self, title: TitleId, record: Record, copies: u32) -> Result<Vec<Event>, Refusal> {
        match &self.standing {
            Standing::Catalogued(known) if *known == record => Ok(vec![]),
            Standing::Catalogued(_) => Ok(vec![Event::Changed { title, record }]),
            _ => self.register(title, record, copies),
        }
    }

    fn change(&self, changes: Changes) -> Result<Vec<Event>, Refusal> {
        match &self.standing {
            Standing::Unknown | Standing::Removed => Err(Refusal::Unknown),
            Standing::Uncatalogued => Err(Refusal::NotRegistered),
            Standing::Catalogued(known) => {
                let record = known.with(changes);
                let same = record == *known;
                Ok(if same { vec![] } else { vec![Event::Changed { title: self.id.clone(), record }] })
            }
        }
    }

    fn remove(&self) -> Result<Vec<Event>, Refusal> {
        if matches!(self.standing, Standing::Unknown | Standing::Removed) {
            return Err(Refusal::Unknown);
        }
        if self.pool.is_claimed() {
            return Err(Refusal::CopiesOut);
        }
        Ok(vec![Event::Removed { title: self.id.clone(), written_off: self.pool.on_shelf() }])
    }
}

/// The copies.
impl Title {
    fn receive(&self, title: TitleId, qty: u32) -> Result<Vec<Event>, Refusal> {
        match self.standing {
            Standing::Removed => Err(Refusal::Removed),
            // Nothing came, and the title is known: it was so already.
            Standing::Catalogued(_) | Standing::Uncatalogued if qty == 0 => Ok(vec![]),
            _ => Ok(vec![self.received(title, qty)?]),
        }
    }

    fn received(&self, title: TitleId, qty: u32) -> Result<Event, Refusal> {
        if self.pool.acquired().saturating_add(qty) > COPIES_MAX {
            return Err(Refusal::TooManyCopies);
        }
        Ok(Event::Received { title, qty, on_shelf: self.pool.on_shelf() + qty })
    }

    /// A promise is given whole or not at all. One that is running already is not given again.
    ///
    /// Promises that ended are not remembered, or the state would grow for ever (but for sales, of which there are no
    /// more than copies). That is safe: the asker's facts
    /// come in the order of his log, and after a crash the last of them come again *as a whole*. A promise that
    /// is thus given once more is followed by the same end (release, return) once more; and who asked has
    /// closed the matter, so he ignores the second answer.
    fn promise(&self, title: TitleId, promise: PromiseId, member: MemberId, qty: u32) -> Vec<Event> {
        if self.pool.promised(&promise).or(self.pool.out(&promise)).or(self.pool.sold(&promise)).is_some() {
            return vec![];
        }
        let on_shelf = self.pool.on_shelf();
        let (name, kind, price) = match &self.standing {
            Standing::Unknown | Standing::Removed => {
                return vec![Event::Refused { title, promise, member, qty, why: UNKNOWN_BOOK.into(), on_shelf }];
            }
            Standing::Uncatalogued => (title.to_string(), super::record::KIND.to_owned(), None),
            Standing::Catalogued(record) => (record.name.clone(), record.kind.clone(), record.price),
        };
        if qty > on_shelf {
            return vec![Event::Refused { title, promise, member, qty, why: OUT_OF_STOCK.into(), on_shelf }];
        }
        vec![Event::Promised { title, promise, member, qty, name, kind, price, on_shelf: on_shelf - qty }]
    }

    fn release(&self, promise: PromiseId) -> Vec<Event> {
        let Some(Claim { qty, member }) = self.pool.promised(&promise).cloned() else { return vec![] };
        let on_shelf = self.pool.on_shelf() + qty;
        vec![Event::Released { title: self.id.clone(), promise, member, qty, on_shelf }]
    }

    fn hand_out(&self, promise: PromiseId) -> Vec<Event> {
        let Some(Claim { qty, member }) = self.pool.promised(&promise).cloned() else { return vec![] };
        vec![Event::Lent { title: self.id.clone(), promise, member, qty }]
    }

    fn take_back(&self, promise: PromiseId, left: u32) -> Vec<Event> {
        let Some(Claim { qty: out, member }) = self.pool.out(&promise).cloned() else { return vec![] };
        let qty = out.saturating_sub(left);
        if qty == 0 {
            return vec![];
        }
        let on_shelf = self.pool.on_shelf() + qty;
        vec![Event::Returned { title: self.id.clone(), promise, member, qty, left, on_shelf }]
    }

    fn consume(&self, promise: PromiseId) -> Vec<Event> {
        let Some(Claim { qty, member }) = self.pool.promised(&promise).cloned() else { return vec![] };
        vec![Event::Consumed { title: self.id.clone(), promise, member, qty }]
    }
    /// What comes back to a title that was removed meanwhile is not put on its shelf: it stays sold.
    fn unsell(&self, promise: PromiseId) -> Vec<Event> {
        let Some(Claim { qty, member }) = self.pool.sold(&promise).cloned() else { return vec![] };
        if matches!(self.standing, Standing::Removed) {
            return vec![];
        }
        let on_shelf = self.pool.on_shelf() + qty;
        vec![Event::Unsold { title: self.id.clone(), promise, member, qty, on_shelf }]
    }
}
