//! The doors of the shop: what may be asked and seen, by whom.

mod changes;
mod orders;
mod products;

use kernel::{Asked, Card, Host};

pub(super) fn join(host: &mut impl Host) {
    products::join(host);
    orders::join(host);
    changes::join(host);
}

/// The card that was given: its number, or what the provider of payments knows the payment by.
fn card(asked: &Asked<'_>) -> Option<Card> {
    let key = asked.given.text("paymentKey").map(|key| Card { key: key.to_owned(), last4: String::new() });
    asked.given.card("cardNo", asked.new_id).or(key)
}
