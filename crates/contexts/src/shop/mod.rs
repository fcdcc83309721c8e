//! Shop: what is sold, waits in the cart for its payment, and is paid.
//!
//! A *product* has pieces of its own, or is sold from the library's pool of copies. An *order* asks for pieces, each of
//! its lines under its own promise, and waits in the customer's cart; it is complete when all pieces are promised and
//! the money is held. If either cannot come, the other is given up, and the order says why and which line; an order
//! nobody pays in time is canceled by itself. Canceling gives back what was taken: pieces that were put aside, pieces
//! that were sold, and the money.

mod line;
mod order;
mod order_facts;
mod order_refusal;
mod paying;
mod pieces;
mod policies;
mod product;
mod product_facts;
mod product_refusal;
mod reasons;
mod routes;
mod saga;
mod views;
mod wish;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<product::Product>();
    host.decider::<order::Order>();
    host.policy::<policies::PiecesForOrders>();
    host.policy::<policies::AnswersFromProducts>();
    host.policy::<policies::AnswersFromStock>();
    host.policy::<policies::CountOfCopies>();
    host.policy::<policies::AnswersFromPayment>();
    host.saga(&saga::SAGA);
    host.view::<views::products::Product>();
    host.view::<views::orders::Order>();
    host.view::<views::carts::Cart>();
    host.view::<views::payments::OrderPayment>();
    host.view::<views::cancellations::Cancellation>();
    routes::join(host);
}
