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
    /// what one member sees of himself
    mypage,
}
