//! The world outside: payment providers, mail, KakaoTalk, the console. Each is an adapter of the port
//! [`Outside`](runtime::ports::Outside); [`World`] passes a call on to the one it names.
//!
//! Adapters never try again: whoever asked knows when. They end in bounded time, and say honestly what came of it:
//! done, refused, certainly not done ([`Away`](kernel::Outcome::Away)), or not known.

mod at;
mod cards;
mod console;
mod kakao;
mod key;
mod mail;
mod secret;
#[cfg(feature = "stand-ins")]
pub mod stand_ins;
mod web;
mod world;

pub use at::{CardsAt, KakaoAt, MailAt, Wanted};
pub use secret::Secret;
pub use web::Patience;
pub use world::World;
