//! What the shop hears: of its own orders and products, of the library's copies, and of money.

mod copies;
mod money;
mod pieces;

pub(super) use copies::{AnswersFromStock, CountOfCopies};
pub(super) use money::AnswersFromPayment;
pub(super) use pieces::{AnswersFromProducts, PiecesForOrders};
