//! The pieces of a product that does not come from the library's pool.

use kernel::PromiseId;
use std::collections::BTreeMap;

/// Most pieces of one product ever: sums of quantities stay far below what a `u32` holds.
pub(super) const PIECES_MAX: u32 = 1_000_000_000;

/// Where the pieces are. Each is in exactly one place, so at every moment received = free + promised + sold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pieces {
    received: u32,
    free: u32,
    promised: BTreeMap<PromiseId, u32>,
    /// Kept by promise, so that a sale is neither made nor undone twice. There are never more of them than pieces.
    sold: BTreeMap<PromiseId, u32>,
}

impl Pieces {
    pub(super) fn received(&self) -> u32 {
        self.received
    }

    pub(super) fn free(&self) -> u32 {
        self.free
    }

    /// Pieces put aside under this promise.
    pub(super) fn promised(&self, promise: &PromiseId) -> Option<u32> {
        self.promised.get(promise).copied()
    }

    /// Pieces sold under this promise.
    pub(super) fn sold(&self, promise: &PromiseId) -> Option<u32> {
        self.sold.get(promise).copied()
    }

    pub(super) fn receive(&mut self, qty: u32) {
        self.received += qty;
        self.free += qty;
    }

    /// Put aside for whoever asked.
    pub(super) fn promise(&mut self, promise: PromiseId, qty: u32) {
        self.free -= qty;
        self.promised.insert(promise, qty);
    }

    /// Free again.
    pub(super) fn release(&mut self, promise: &PromiseId) {
        self.free += self.promised.remove(promise).unwrap_or(0);
    }

    pub(super) fn consume(&mut self, promise: &PromiseId) {
        if let Some(qty) = self.promised.remove(promise) {
            self.sold.insert(promise.clone(), qty);
        }
    }

    /// The sale is undone: free again.
    pub(super) fn unsell(&mut self, promise: &PromiseId) {
        self.free += self.sold.remove(promise).unwrap_or(0);
    }
}

#[cfg(test)]
impl Pieces {
    /// Free, promised, sold.
    pub(super) fn counts(&self) -> [u32; 3] {
        [self.free, self.promised.values().sum(), self.sold.values().sum()]
    }

    /// The equation every position of the log keeps.
    pub(super) fn balances(&self) -> bool {
        self.received == self.counts().iter().sum::<u32>()
    }
}
