//! The shop with the library's pool, the lending that draws from it, and a till that takes the money.

mod any_order;
mod examples;
mod races;
mod till;
mod world;
