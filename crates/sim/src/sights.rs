//! What a set of histories has to have shown: facts, and what is special about some of them.

use serde_json::Value;

/// Facts that undo something, that happen by themselves, or that somebody did not want: each has to happen sometimes.
pub(crate) const SIGHTS: &[&str] = &[
    "card.away",
    "consulting.ended by clock",
    "consulting.refused timed-out",
    "fee.paid",
    "loan.canceled",
    "loan.overdue",
    "notice.failed",
    "notice.queued quiet-hours",
    "notice.queued unknown",
    "notice.suppressed",
    "order.canceled not-paid",
    "order.canceled timed-out",
    "order.canceled withdrawn",
    "order.paymentFailed",
    "order.paymentRefused",
    "order.refunded",
    "order.refused",
    "parcel.recalled",
    "parcel.stopped",
    "payment.canceled expired",
    "payment.canceled refunded",
    "payment.chargedLate",
    "payment.cleared",
    "payment.declined",
    "payment.unknown",
    "payment.unwanted",
    "product.refused",
    "product.released",
    "product.unsold",
    "rental.canceled parcel-stopped",
    "rental.canceled withdrawn",
    "rental.delayed",
    "rental.heldBack",
    "rental.refused not-enough-points",
    "rental.refused timed-out",
    "rental.returned",
    "request.canceled expired",
    "request.canceled withdrawn",
    "stock.refused",
    "stock.released loan",
    "stock.released order",
    "stock.released rental",
    "stock.released reservation",
    "stock.returned rental",
    "stock.unsold",
    "teacher.freed ended",
    "teacher.freed waiting",
    "teacher.offline",
    "teacher.refused",
];

/// The names a fact is counted under: its own, and one that says what is special about it.
pub(crate) fn names(name: &str, data: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    if !SIGHTS.iter().any(|sight| sight.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '))) {
        return names;
    }
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    let word = |field: &str| data[field].as_str().map(str::to_owned);
    let special = match name {
        "stock.released" | "stock.returned" => {
            word("promise").and_then(|promise| Some(promise.split_once(':')?.0.to_owned()))
        }
        "teacher.freed" => Some(if data["ended"] == true { "ended" } else { "waiting" }.to_owned()),
        "consulting.ended" => word("by").map(|by| format!("by {by}")),
        "notice.sent" => word("note"),
        _ => word("reason"),
    };
    names.extend(special.map(|special| format!("{name} {special}")));
    if data["refunded"].as_i64() > Some(0) {
        names.push(format!("{name} refunded"));
    }
    names
}
