//! The pool of copies of one title: the only place where copies are counted (README §3, 1).

use kernel::{MemberId, PromiseId};
use std::collections::BTreeMap;

/// Most copies of one title ever. Far beyond any library, and sums of quantities stay far below what a `u32` holds.
pub(super) const COPIES_MAX: u32 = 1_000_000_000;

/// Copies put aside for, or handed out to, whoever was promised them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Claim {
    pub qty: u32,
    pub member: MemberId,
}

/// Where the copies are. Each is in exactly one place, so at every moment
/// acquired − written off − sold = on the shelf + promised + out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pool {
    acquired: u32,
    written_off: u32,
    on_shelf: u32,
    promised: BTreeMap<PromiseId, Claim>,
    out: BTreeMap<PromiseId, Claim>,
    /// Kept by promise, so that a sale is neither made nor undone twice. There are never more of them than copies.
    sold: BTreeMap<PromiseId, Claim>,
}

impl Pool {
    pub(super) fn acquired(&self) -> u32 {
        self.acquired
    }

    pub(super) fn on_shelf(&self) -> u32 {
        self.on_shelf
    }

    /// Copies put aside under this promise.
    pub(super) fn promised(&self, promise: &PromiseId) -> Option<&Claim> {
        self.promised.get(promise)
    }

    /// Copies that left the house under this promise.
    pub(super) fn out(&self, promise: &PromiseId) -> Option<&Claim> {
        self.out.get(promise)
    }

    /// Copies that were sold under this promise.
    pub(super) fn sold(&self, promise: &PromiseId) -> Option<&Claim> {
        self.sold.get(promise)
    }

    /// Does anybody have a claim on a copy?
    pub(super) fn is_claimed(&self) -> bool {
        !(self.promised.is_empty() && self.out.is_empty())
    }

    pub(super) fn receive(&mut self, qty: u32) {
        self.acquired += qty;
        self.on_shelf += qty;
    }

    /// From the shelf, for good.
    pub(super) fn write_off(&mut self, qty: u32) {
        self.on_shelf -= qty;
        self.written_off += qty;
    }

    /// From the shelf to whoever asked.
    pub(super) fn promise(&mut self, promise: PromiseId, claim: Claim) {
        self.on_shelf -= claim.qty;
        self.promised.insert(promise, claim);
    }

    /// Back on the shelf without having been away.
    pub(super) fn release(&mut self, promise: &PromiseId) {
        if let Some(claim) = self.promised.remove(promise) {
            self.on_shelf += claim.qty;
        }
    }

    /// Out of the house.
    pub(super) fn hand_out(&mut self, promise: &PromiseId) {
        if let Some(claim) = self.promised.remove(promise) {
            self.out.insert(promise.clone(), claim);
        }
    }

    /// `qty` of them are back on the shelf.
    pub(super) fn take_back(&mut self, promise: &PromiseId, qty: u32) {
        let Some(claim) = self.out.get_mut(promise) else { return };
        claim.qty -= qty;
        self.on_shelf += qty;
        if claim.qty == 0 {
            self.out.remove(promise);
        }
    }

    /// Sold: they are not ours any more.
    pub(super) fn consume(&mut self, promise: &PromiseId) {
        if let Some(claim) = self.promised.remove(promise) {
            self.sold.insert(promise.clone(), claim);
        }
    }

    /// The sale is undone: back on the shelf.
    pub(super) fn unsell(&mut self, promise: &PromiseId) {
        if let Some(claim) = self.sold.remove(promise) {
            self.on_shelf += claim.qty;
        }
    }
}

#[cfg(test)]
impl Pool {
    /// On the shelf, promised, out, sold, acquired: what the public sees.
    pub(super) fn counts(&self) -> [u32; 5] {
        let sum = |claims: &BTreeMap<PromiseId, Claim>| claims.values().map(|claim| claim.qty).sum::<u32>();
        [self.on_shelf, sum(&self.promised), sum(&self.out), sum(&self.sold), self.acquired]
    }

    /// The equation every position of the log keeps.
    pub(super) fn balances(&self) -> bool {
        let [on_shelf, promised, out, sold, acquired] = self.counts();
        acquired - self.written_off - sold == on_shelf + promised + out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool_of(qty: u32) -> Pool {
        let mut pool = Pool::default();
        pool.receive(qty);
        pool
    }

    fn id(text: &str) -> PromiseId {
        text.parse().unwrap()
    }

    fn claim(qty: u32) -> Claim {
        Claim { qty, member: "kim".parse().unwrap() }
    }

    #[test]
    fn a_copy_goes_from_the_shelf_to_a_promise_out_and_back() {
        let mut pool = pool_of(5);
        pool.promise(id("loan:1"), claim(3));
        assert_eq!(pool.counts(), [2, 3, 0, 0, 5]);
        pool.hand_out(&id("loan:1"));
        assert_eq!(pool.counts(), [2, 0, 3, 0, 5]);
        pool.take_back(&id("loan:1"), 2);
        assert_eq!(pool.counts(), [4, 0, 1, 0, 5]);
        pool.take_back(&id("loan:1"), 1);
        assert_eq!(pool.counts(), [5, 0, 0, 0, 5]);
        assert!(!pool.is_claimed() && pool.balances());
    }

    #[test]
    fn a_promise_ends_once() {
        let mut pool = pool_of(5);
        pool.promise(id("loan:1"), claim(3));
        for _ in 0..2 {
            pool.release(&id("loan:1"));
            assert_eq!(pool.counts(), [5, 0, 0, 0, 5]);
        }
        pool.promise(id("order:1"), claim(2));
        for _ in 0..2 {
            pool.consume(&id("order:1"));
            assert_eq!(pool.counts(), [3, 0, 0, 2, 5]);
        }
        assert!(pool.balances());
    }

    #[test]
    fn written_off_copies_leave_the_equation_whole() {
        let mut pool = pool_of(5);
        pool.write_off(5);
        assert_eq!(pool.counts(), [0, 0, 0, 0, 5]);
        assert!(pool.balances());
    }
}
