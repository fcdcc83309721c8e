//! The acceptance tests: the real binary, over HTTP, from outside. Each is named after its requirement.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod apart;
mod bad_input;
mod books;
mod borrows;
mod cli;
mod conversation;
mod doors;
mod durability;
mod import;
mod lessons;
mod money;
mod mypage;
mod one_member;
mod providers;
mod races;
mod rentals;
mod reservations;
mod returns;
mod rights;
mod rights_walk;
mod sagas_apart;
mod search;
mod shop;
mod stocks;
mod support;
mod system;
mod time_outs;
