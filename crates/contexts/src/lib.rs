//! The whole business of the library. This crate cannot do IO: look at its dependencies.
//!
//! A context is one folder and one line below. Its `mod.rs` says what it is about and lists what it is made of;
//! its modules are private, so no context can name another. They talk in facts only, each reading the few fields
//! it needs in its own words; `tests/contract.rs` feeds golden samples of every fact to every reader.

kernel::contexts! {
    /// what we have: books, and the one pool of their copies
    catalogue,
    /// who holds which copies until when; returns and late fees
    lending,
    /// one copy put aside for one member
    reservation,
    /// copies lent for money: asked for, accepted, returned
    rental,
    /// what is on its way to a member
    delivery,
    /// whose money is where: points, holds, cards and fees
    payment,
    /// what is sold: orders that wait in the cart, are paid, and are canceled
    shop,
    /// who teaches, who is there, and who waits for whom
    teaching,
    /// teachers and students talking, one consultation at a time
    consulting,
    /// what we tell people, once
    notification,
    /// what one member sees of himself
    mypage,
}
