//! How an order goes, as a table; a test holds it against the decider.

use kernel::{Saga, Step};

/// Nobody has ordered anything.
const UNKNOWN: &str = "unknown";
/// In the cart; some of its pieces are not promised yet.
const WAITING: &str = "waiting";
/// In the cart; its pieces are put aside.
const SECURED: &str = "secured";
/// A payment is under way, and so are the pieces.
const PAYING: &str = "paying";
/// A payment is under way; the pieces are there.
const PAYING_SECURED: &str = "payingSecured";
/// The money is held; the pieces are not all there.
const PAID: &str = "paid";
/// Pieces and money are ours to exchange.
const COMPLETED: &str = "completed";
/// Canceled; the payment is on its way back.
const CANCELING: &str = "canceling";
/// Canceled, and everything given back.
const CANCELED: &str = "canceled";
/// Refused; the payment is on its way back.
const REFUSING: &str = "refusing";
/// Refused, and everything given back.
const REFUSED: &str = "refused";

/// From the cart to the money. Payments that are asked for elsewhere when the order cannot be paid are refused by a fact,
/// and money it did not ask for goes back, in whatever state it is.
pub(super) const SAGA: Saga = Saga {
    name: "order",
    decider: "order",
    states: &[
        UNKNOWN,
        WAITING,
        SECURED,
        PAYING,
        PAYING_SECURED,
        PAID,
        COMPLETED,
        CANCELING,
        CANCELED,
        REFUSING,
        REFUSED,
    ],
    ends: &[COMPLETED, CANCELED, REFUSED],
    steps: &[
        Step::new(UNKNOWN, "MoneyHeld", UNKNOWN, &["order.paymentUnwanted"]),
        Step::new(UNKNOWN, "Place", REFUSED, &["order.placed", "order.refused"]),
        Step::new(UNKNOWN, "Place", WAITING, &["order.placed"]),
        Step::new(UNKNOWN, "TakePayment", UNKNOWN, &["order.paymentRefused"]),

        Step::new(WAITING, "Cancel", CANCELED, &["order.canceled"]),
        Step::new(WAITING, "Change", WAITING, &["order.changed"]),
        Step::new(WAITING, "Expire", CANCELED, &["order.canceled"]),
        Step::new(WAITING, "LinePromised", SECURED, &["order.secured"]),
        Step::new(WAITING, "LinePromised", WAITING, &["order.linePromised"]),
        Step::new(WAITING, "LineRefused", REFUSED, &["order.refused"]),
        Step::new(WAITING, "MoneyHeld", WAITING, &["order.paymentUnwanted"]),
        Step::new(WAITING, "Pay", PAYING, &["order.paymentAsked"]),
        Step::new(WAITING, "TakePayment", PAYING, &["order.paymentAsked"]),
        Step::new(WAITING, "TakePayment", WAITING, &["order.paymentRefused"]),

        Step::new(SECURED, "Cancel", CANCELED, &["order.canceled"]),
        Step::new(SECURED, "Change", WAITING, &["order.changed"]),
        Step::new(SECURED, "Expire", CANCELED, &["order.canceled"]),
        Step::new(SECURED, "MoneyHeld", SECURED, &["order.paymentUnwanted"]),
        Step::new(SECURED, "Pay", PAYING_SECURED, &["order.paymentAsked"]),
        Step::new(SECURED, "TakePayment", PAYING_SECURED, &["order.paymentAsked"]),
        Step::new(SECURED, "TakePayment", SECURED, &["order.paymentRefused"]),

        Step::new(PAYING, "Cancel", CANCELING, &["order.canceled"]),
        Step::new(PAYING, "GiveUp", CANCELING, &["order.canceled"]),
        Step::new(PAYING, "LinePromised", PAYING, &["order.linePromised"]),
        Step::new(PAYING, "LinePromised", PAYING_SECURED, &["order.secured"]),
        Step::new(PAYING, "LineRefused", REFUSING, &["order.refused"]),
        Step::new(PAYING, "MoneyDeclined", WAITING, &["order.paymentFailed"]),
        Step::new(PAYING, "MoneyHeld", PAID, &["order.paymentHeld"]),
        Step::new(PAYING, "MoneyHeld", PAYING, &["order.paymentUnwanted"]),
        Step::new(PAYING, "MoneyReturned", WAITING, &["order.paymentFailed"]),
        Step::new(PAYING, "MoneyUnknown", PAYING, &["order.paymentUnknown"]),
        Step::new(PAYING, "TakePayment", PAYING, &["order.paymentRefused"]),

        Step::new(PAYING_SECURED, "Cancel", CANCELING, &["order.canceled"]),
        Step::new(PAYING_SECURED, "GiveUp", CANCELING, &["order.canceled"]),
        Step::new(PAYING_SECURED, "MoneyDeclined", SECURED, &["order.paymentFailed"]),
        Step::new(PAYING_SECURED, "MoneyHeld", COMPLETED, &["order.completed"]),
        Step::new(PAYING_SECURED, "MoneyHeld", PAYING_SECURED, &["order.paymentUnwanted"]),
        Step::new(PAYING_SECURED, "MoneyReturned", SECURED, &["order.paymentFailed"]),
        Step::new(PAYING_SECURED, "MoneyUnknown", PAYING_SECURED, &["order.paymentUnknown"]),
        Step::new(PAYING_SECURED, "TakePayment", PAYING_SECURED, &["order.paymentRefused"]),

        Step::new(PAID, "Cancel", CANCELING, &["order.canceled"]),
        Step::new(PAID, "GiveUp", CANCELING, &["order.canceled"]),
        Step::new(PAID, "LinePromised", COMPLETED, &["order.secured", "order.completed"]),
        Step::new(PAID, "LinePromised", PAID, &["order.linePromised"]),
        Step::new(PAID, "LineRefused", REFUSING, &["order.refused"]),
        Step::new(PAID, "MoneyDeclined", WAITING, &["order.paymentFailed"]),
        Step::new(PAID, "MoneyHeld", PAID, &["order.paymentUnwanted"]),
        Step::new(PAID, "MoneyReturned", WAITING, &["order.paymentFailed"]),
        Step::new(PAID, "TakePayment", PAID, &["order.paymentRefused"]),

        Step::new(COMPLETED, "Cancel", CANCELING, &["order.canceled"]),
        Step::new(COMPLETED, "MoneyDeclined", CANCELED, &["order.canceled", "order.refunded"]),
        Step::new(COMPLETED, "MoneyHeld", COMPLETED, &["order.paymentUnwanted"]),
        Step::new(COMPLETED, "MoneyReturned", CANCELED, &["order.canceled", "order.refunded"]),
        Step::new(COMPLETED, "TakePayment", COMPLETED, &["order.paymentRefused"]),

        Step::new(CANCELING, "MoneyDeclined", CANCELED, &["order.refunded"]),
        Step::new(CANCELING, "MoneyHeld", CANCELING, &["order.paymentUnwanted"]),
        Step::new(CANCELING, "MoneyReturned", CANCELED, &["order.refunded"]),
        Step::new(CANCELING, "TakePayment", CANCELING, &["order.paymentRefused"]),

        Step::new(CANCELED, "MoneyHeld", CANCELED, &["order.paymentUnwanted"]),
        Step::new(CANCELED, "TakePayment", CANCELED, &["order.paymentRefused"]),

        Step::new(REFUSING, "MoneyDeclined", REFUSED, &["order.refunded"]),
        Step::new(REFUSING, "MoneyHeld", REFUSING, &["order.paymentUnwanted"]),
        Step::new(REFUSING, "MoneyReturned", REFUSED, &["order.refunded"]),
        Step::new(REFUSING, "TakePayment", REFUSING, &["order.paymentRefused"]),

        Step::new(REFUSED, "MoneyHeld", REFUSED, &["order.paymentUnwanted"]),
        Step::new(REFUSED, "TakePayment", REFUSED, &["order.paymentRefused"]),
    ],
};
