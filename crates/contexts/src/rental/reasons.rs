//! Facts say a reason in one word; here it becomes a sentence for people.

use kernel::{Text, text};

/// Why a rental is refused: the library lends the title, but not for money.
pub(super) const NOT_FOR_RENT: &str = "not-for-rent";
/// Why a rental is refused: it costs something else than the customer said.
pub(super) const PRICE_DIFFERS: &str = "price-differs";
/// Why a rental is refused: nobody decided in time.
pub(super) const TIMED_OUT: &str = "timed-out";
/// Why a rental is canceled: the customer (or the desk for him) did not want it any more.
pub(super) const WITHDRAWN: &str = "withdrawn";
/// Why a rental is canceled: the carrier stopped the parcel.
pub(super) const PARCEL_STOPPED: &str = "parcel-stopped";

/// Every word that can end a rental: ours, the catalogue's and the payment's.
#[cfg(test)]
pub(super) const WORDS: &[&str] = &[
    NOT_FOR_RENT,
    PRICE_DIFFERS,
    TIMED_OUT,
    WITHDRAWN,
    PARCEL_STOPPED,
    "out-of-stock",
    "unknown-book",
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
];

/// Why a rental did not come about, or came to nothing. Words nobody told us about come from the payment.
pub(super) fn why(reason: &str) -> Text {
    match reason {
        "out-of-stock" => text!(
            "서가에 남은 책이 모자라 대여할 수 없습니다. 결제한 금액은 돌려드립니다",
            "there are not enough copies on the shelf; what was paid is given back"
        ),
        "unknown-book" => text!("도서관에 없는 책입니다", "the library does not have this book"),
        NOT_FOR_RENT => text!(
            "대여 가격이 없는 책이어서 대여할 수 없습니다",
            "this book has no price, so it is not for rent"
        ),
        PRICE_DIFFERS => text!(
            "책의 가격이 신청한 가격과 다릅니다. 가격을 확인하고 다시 신청해 주세요",
            "the book costs something else than was said; look at its price and ask again"
        ),
        TIMED_OUT => text!(
            "하루가 지나도록 재고나 결제를 확인하지 못해 접수되지 않았습니다. 다시 신청해 주세요",
            "copies or payment could not be confirmed for a day; please ask again"
        ),
        WITHDRAWN => text!("신청을 취소하였습니다", "it was canceled as wished"),
        PARCEL_STOPPED => text!(
            "배송이 중단되어 대여가 취소되었습니다. 결제한 금액은 돌려드립니다",
            "the parcel was stopped, so the rental was canceled; what was paid is given back"
        ),
        other => unpaid(other),
    }
}

/// The money was not there, or not any more.
fn unpaid(reason: &str) -> Text {
    match reason {
        "not-enough-points" => text!(
            "포인트가 모자라 대여할 수 없습니다. 포인트를 충전하고 다시 신청해 주세요",
            "there are not enough points; top them up and ask again"
        ),
        "no-card" => text!(
            "카드가 주어지지 않아 결제하지 못했습니다. 카드를 적어 다시 신청해 주세요",
            "no card was given to pay with; please ask again with one"
        ),
        "bad-amount" => text!("결제할 수 없는 금액입니다", "this amount cannot be paid"),
        "card-declined" => text!(
            "카드사가 결제를 거절했습니다. 다른 카드나 포인트로 다시 신청해 주세요",
            "the card was declined; please ask again with another card or with points"
        ),
        "card-closed" => text!(
            "카드 결제 요청이 이미 닫혔거나 만료되어 결제하지 못했습니다. 다시 신청해 주세요",
            "the card payment was closed already or had expired; please ask again"
        ),
        "not-this-payment" => text!(
            "주어진 카드 승인은 이 대여의 것이 아닙니다. 다시 신청해 주세요",
            "the card was not charged for this rental; please ask again"
        ),
        "provider-silent" => text!(
            "카드 결제 결과를 제때 알 수 없었습니다. 승인되었다면 자동으로 돌려드립니다",
            "nobody could say in time whether the card was charged; if it was, it is given back"
        ),
        "provider-away" => text!(
            "카드 결제사에 연결할 수 없어 결제하지 못했습니다. 잠시 후 다시 신청해 주세요",
            "the provider of card payments could not be reached; please ask again after a while"
        ),
        "charged-late" => text!(
            "카드가 너무 늦게 승인되어 금액을 돌려드립니다",
            "the card was charged too late, and the money is given back"
        ),
        "expired" | "hold-expired" => text!(
            "결제 예약이 만료되었습니다. 다시 신청해 주세요",
            "the money was held too long and went back; please ask again"
        ),
        other => text!("결제가 이루어지지 않았습니다({other})", "the payment did not come about ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_there_is_has_a_sentence_in_both_languages() {
        for word in WORDS {
            let Text { ko, en } = why(word);
            assert!(!ko.contains(word) && !en.contains(&format!("({word})")), "{word}: {ko} {en}");
        }
    }
}
