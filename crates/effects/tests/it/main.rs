//! Every adapter, through the port, against a stand-in that is as rude as the real one.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod cards_suite;
mod console;
mod kakao;
mod mail;
mod sandbox;
mod support;
mod toss;
mod written;
