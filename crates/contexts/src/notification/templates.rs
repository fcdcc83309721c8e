//! What people are told, in both languages. A text is made from its kind and the values that providers fill their own
//! templates with; a value that is not known leaves the text whole.

use super::{kind::Kind, message::Params};
use kernel::{Text, text};

/// The text of this kind with these values.
pub(super) fn text(kind: Kind, params: &Params) -> Text {
    let get = |name: &str| params.get(name).map_or("-", String::as_str);
    let title = Text::new(format!("「{}」", get("title")), format!("“{}”", get("title")));
    let (ko, en, reason) = (title.ko, title.en, reason(get("reason")));
    match kind {
        // The two texts of the source system, word for word.
        Kind::ReservationSucceeded => text!("예약 완료 되었습니다", "your reservation is complete"),
        Kind::ReservationCanceled => text!("예약 취소 되었습니다", "your reservation is canceled"),
        Kind::LoanCanceled => {
            let (qty, why_ko, why_en) = (get("qty"), reason.ko, reason.en);
            text!("대출 신청({qty}권)이 취소되었습니다: {why_ko}", "your loan (copies: {qty}) is canceled: {why_en}")
        }
        Kind::LoanOverdue => {
            let day = get("dueDay");
            text!("{ko} 반납 예정일({day})이 지났습니다. 반납해 주세요", "{en} was due on {day}; please return it")
        }
        Kind::LateFee => {
            let (amount, days) = (get("amount"), get("lateDays"));
            text!("{ko} 반납이 {days}일 늦어 연체료 {amount}원이 부과되었습니다", "{en} came back {days} days late: the fee is {amount} won")
        }
        Kind::RentalAccepted => {
            let (amount, day) = (get("amount"), get("returnDay"));
            text!(
                "{ko} 대여가 접수되었습니다. {amount}원, 반납일 {day}",
                "your rental of {en} is accepted: {amount} won, to be returned by {day}"
            )
        }
        Kind::RentalRefused => {
            let (why_ko, why_en) = (reason.ko, reason.en);
            text!("대여 신청이 거절되었습니다: {why_ko}", "your rental is refused: {why_en}")
        }
        Kind::RentalDelayed => {
            let day = get("returnDay");
            text!("{ko} 대여의 반납이 늦어지고 있습니다(반납일 {day})", "your rental of {en} is delayed: it was due on {day}")
        }
        Kind::ParcelDelivered => text!("{ko} 배송이 완료되었습니다", "{en} has been delivered"),
        Kind::OrderCompleted => {
            let amount = get("amount");
            text!("{ko} 주문이 완료되었습니다. {amount}원", "your order of {en} is complete: {amount} won")
        }
        // What goes back is not known while the outcome of a payment is not.
        Kind::OrderCanceled if !params.contains_key("refund") => {
            text!("{ko} 주문이 취소되었습니다. 결제된 금액은 돌려드립니다", "your order of {en} is canceled; what was paid goes back")
        }
        Kind::OrderCanceled => {
            let refund = get("refund");
            text!("{ko} 주문이 취소되었습니다. 환불 {refund}원", "your order of {en} is canceled; refunded: {refund} won")
        }
        Kind::TeacherOnline => {
            let teacher = get("teacher");
            text!("{teacher} 선생님이 접속했습니다", "{teacher} is online now")
        }
        Kind::ConsultationEnded => text!("상담이 끝났습니다", "your consultation has ended"),
    }
}

/// Every word of others that ends something members are told of: loans, rentals, orders, and the payments of these.
#[cfg(test)]
const REASONS: &[&str] = &[
    "out-of-stock",
    "unknown-book",
    "unknown-product",
    "not-for-loan",
    "not-for-rent",
    "price-differs",
    "timed-out",
    "withdrawn",
    "parcel-stopped",
    "not-paid",
    "not-enough-points",
    "no-card",
    "bad-amount",
    "card-declined",
    "card-closed",
    "not-this-payment",
    "provider-silent",
    "provider-away",
    "charged-late",
    "expired",
    "hold-expired",
    "not-wanted",
];

/// Reasons of others, as far as we know them.
fn reason(word: &str) -> Text {
    match word {
        "out-of-stock" => text!("남은 책이 부족합니다", "there are not enough copies"),
        "unknown-book" => text!("도서관에 없는 책입니다", "the library does not have this book"),
        "not-for-loan" => text!("관내에서만 볼 수 있는 자료입니다", "it is read in the library and not lent"),
        "not-for-rent" => text!("대여하지 않는 책입니다", "this book is not rented out"),
        "price-differs" => text!("가격이 다릅니다", "the price is another one"),
        "timed-out" => text!("제시간에 처리되지 못했습니다", "it could not be done in time"),
        "withdrawn" => text!("신청을 철회했습니다", "it was withdrawn"),
        "unknown-product" => text!("팔지 않는 상품입니다", "it is not sold here"),
        "parcel-stopped" => text!("배송이 중단되었습니다", "the parcel was stopped"),
        "not-paid" => text!("정해진 시간 안에 결제되지 않았습니다", "it was not paid in time"),
        other => unpaid(other),
    }
}

/// Why there is no money for it, or not any more.
fn unpaid(word: &str) -> Text {
    match word {
        "not-enough-points" => text!("포인트가 모자랍니다", "there are not enough points"),
        "no-card" => text!("결제할 카드가 없습니다", "there is no card to pay with"),
        "bad-amount" => text!("결제할 수 없는 금액입니다", "this amount cannot be paid"),
        "card-declined" => text!("카드사가 결제를 거절했습니다", "the card was declined"),
        "card-closed" => text!("카드 결제 요청이 닫혔거나 만료되었습니다", "the card payment was closed already or had expired"),
        "not-this-payment" => text!("카드 승인이 이 결제의 것이 아닙니다", "the card was not charged for this"),
        "provider-silent" => text!(
            "카드 결제 결과를 제때 알 수 없었습니다. 승인되었다면 돌려드립니다",
            "nobody could say in time whether the card was charged; if it was, it is given back"
        ),
        "provider-away" => {
            text!("카드 결제사에 연결할 수 없었습니다", "the provider of card payments could not be reached")
        }
        "charged-late" => text!("카드가 너무 늦게 승인되었습니다", "the card was charged too late"),
        "expired" | "hold-expired" => text!("결제 예약이 만료되었습니다", "the money was held too long and went back"),
        "not-wanted" => text!("결제할 수 없는 주문입니다", "the order could not be paid"),
        other => text!("{other}", "{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_there_is_has_a_sentence_in_both_languages() {
        for word in REASONS {
            let Text { ko, en } = reason(word);
            assert!(ko != *word && en != *word && en.contains(' '), "{word}: {ko} {en}");
        }
    }
}
