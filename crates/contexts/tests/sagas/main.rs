//! Whole conversations between contexts, without a runtime.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod any_order;
mod examples;
mod notification;
mod payment;
mod rental;
mod reservation;
mod shop;
mod teaching;
mod town;
