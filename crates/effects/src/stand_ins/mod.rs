//! Local servers as rude as the real ones, with ledgers of their own, so that a test can ask them what really happened.
//!
//! Each binds a free port of 127.0.0.1 and ends, with all its connections, when it is dropped.

mod alimtalk;
mod mail;
mod script;
mod server;
mod toss;
mod toss_fault;
mod toss_ledger;

pub use alimtalk::{AlimFault, AlimTalk, Message};
pub use mail::{Letter, Mail, MailFault};
pub use script::Rude;
pub use toss::Toss;
pub use toss_fault::TossFault;
pub use toss_ledger::Paid;
