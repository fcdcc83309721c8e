//! The kernel: pure traits and the words every context shares.
//!
//! No IO, no clock, no randomness, no async: `Cargo.toml` holds nothing that could, and
//! `crates/app/tests/architecture.rs` keeps it so. A context is written in these words only;
//! whoever hosts it (the runtime, the map writer, the contract tests) reads the same description.
//!
//! | word | meaning |
//! |---|---|
//! | [`Decider`] | asked something, it decides; told something, it evolves |
//! | [`Policy`] | whenever we hear that, we do this |
//! | [`View`] | a read model: documents folded from facts |
//! | [`Guard`] | a question to another context before a command is taken |
//! | [`Effect`] | a call to somebody outside, and what came of it |
//! | [`Saga`] | a process, written down as a table |
//! | [`Fact`] | something that happened, as stored |
//! | [`Cause`] | who asked, when, in which conversation |
//! | [`Host`] | whoever hosts contexts |

mod access;
mod card;
mod cause;
mod day;
mod decider;
mod effect;
mod fact;
mod field;
mod given;
mod guard;
mod host;
mod ids;
mod instant;
mod money;
mod policy;
mod refusal;
mod route;
mod saga;
mod settings;
mod text;
mod view;

pub mod spec;

pub use access::{Role, Who};
pub use card::Card;
pub use cause::{Actor, Cause, Millis};
pub use day::{BadDay, Day};
pub use decider::{Alarm, Decider, To, When};
pub use effect::{Call, Effect, Outcome};
pub use fact::{Fact, Unreadable, read_fact, write_fact};
pub use field::{Field, Kind};
pub use given::{Fault, Given};
pub use guard::{Found, Guard, Silence, Verdict};
pub use host::Host;
pub use ids::{
    BadId, ConsultingId, LoanId, MemberId, NoticeId, OrderId, ParcelId, PaymentId, ProductId, PromiseId, RentalId,
    RequestId, ReservationId, ReturnId, TitleId,
};
pub use instant::instant;
pub use money::Won;
pub use policy::Policy;
pub use refusal::{Refusal, RefusalKind, Refused};
pub use route::{Asked, Command, Item, Key, Lease, List, Method, Order, Page, Params, Section, See, Shown, Target};
pub use saga::{Saga, Step};
pub use settings::Settings;
pub use text::Text;
pub use view::{Searched, View};
