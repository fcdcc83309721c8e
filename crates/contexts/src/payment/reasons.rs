//! Facts say reasons in stable words; here they become sentences for people.

use kernel::{Text, text};

pub(super) const NOT_ENOUGH_POINTS: &str = "not-enough-points";
pub(super) const NO_CARD: &str = "no-card";
pub(super) const BAD_AMOUNT: &str = "bad-amount";
/// The provider said no.
pub(super) const CARD_DECLINED: &str = "card-declined";
/// The payment was canceled, aborted or expired at the provider.
pub(super) const CARD_CLOSED: &str = "card-closed";
/// The provider knows another payment under this key.
pub(super) const NOT_THIS_PAYMENT: &str = "not-this-payment";
/// Nobody could say in time whether it was charged.
pub(super) const PROVIDER_SILENT: &str = "provider-silent";
/// Nobody could be asked in time to charge it.
pub(super) const PROVIDER_AWAY: &str = "provider-away";
/// Charged after it was declined.
pub(super) const CHARGED_LATE: &str = "charged-late";
pub(super) const EXPIRED: &str = "expired";
pub(super) const HOLD_EXPIRED: &str = "hold-expired";
/// Whoever sells did not answer.
pub(super) const TIMED_OUT: &str = "timed-out";
/// Whoever sells does not want this payment.
pub(super) const NOT_WANTED: &str = "not-wanted";

/// Every word that can end a payment: ours, and those of who asks for money.
#[cfg(test)]
pub(super) const WORDS: &[&str] = &[
    NOT_ENOUGH_POINTS,
    NO_CARD,
    BAD_AMOUNT,
    CARD_DECLINED,
    CARD_CLOSED,
    NOT_THIS_PAYMENT,
    PROVIDER_SILENT,
    PROVIDER_AWAY,
    CHARGED_LATE,
    EXPIRED,
    HOLD_EXPIRED,
    TIMED_OUT,
    NOT_WANTED,
    // Of orders that do not take a payment.
    "unknown-order",
    "order-canceled",
    "order-refused",
    "order-completed",
    "order-expired",
    "payment-running",
    "already-paid",
    "too-many-payments",
    "no-method",
    // Of orders and rentals that end.
    "withdrawn",
    "not-paid",
    "out-of-stock",
    "unknown-product",
    "unknown-book",
    "not-for-rent",
    "price-differs",
    "parcel-stopped",
];

/// Why a payment did not come about.
pub(super) fn declined(reason: &str) -> Text {
    let other = || text!("결제하지 못했습니다({reason})", "the payment did not come about ({reason})");
    ours(reason).or_else(|| theirs(reason)).unwrap_or_else(other)
}

/// Why a payment was given back, or is not wanted any more.
pub(super) fn canceled(reason: &str) -> Text {
    let other = || text!("결제가 취소되었습니다({reason})", "the payment was canceled ({reason})");
    ours(reason).or_else(|| theirs(reason)).unwrap_or_else(other)
}

/// What we found out ourselves.
fn ours(reason: &str) -> Option<Text> {
    Some(match reason {
        NOT_ENOUGH_POINTS => text!("포인트가 모자라 결제하지 못했습니다", "there were not enough points"),
        NO_CARD => text!("카드가 주어지지 않아 결제하지 못했습니다", "no card was given"),
        BAD_AMOUNT => text!("결제할 수 없는 금액입니다", "this amount cannot be paid"),
        CARD_DECLINED => text!("카드사가 결제를 거절했습니다", "the card was declined"),
        CARD_CLOSED => text!(
            "카드 결제 요청이 이미 닫혔거나 만료되어 결제하지 못했습니다",
            "the provider had closed the card payment already, or it had expired; nothing is charged"
        ),
        NOT_THIS_PAYMENT => text!("이 결제의 카드 승인이 아닙니다", "the card was not charged for this payment"),
        PROVIDER_SILENT => text!(
            "카드 결제 결과를 제때 알 수 없어 결제를 중단했습니다. 승인되었다면 자동으로 돌려드립니다",
            "nobody could say in time whether the card was charged; if it was, it is given back"
        ),
        PROVIDER_AWAY => text!(
            "카드 결제사에 연결할 수 없어 결제하지 못했습니다",
            "the provider of card payments could not be reached"
        ),
        CHARGED_LATE => text!(
            "중단된 결제가 뒤늦게 승인되어 취소했습니다",
            "the card was charged too late, and the money was given back"
        ),
        EXPIRED => text!("오래 쓰이지 않은 결제가 자동으로 취소되었습니다", "the money was held too long and went back"),
        HOLD_EXPIRED => text!("결제 예약이 이미 만료되었습니다", "the hold had expired"),
        TIMED_OUT => text!("제때 답이 없어 결제가 이루어지지 않았습니다", "nobody answered in time, so nothing is paid"),
        NOT_WANTED => text!("결제할 수 없는 주문입니다", "the order could not be paid"),
        _ => return None,
    })
}

/// What who asks for the money told us.
fn theirs(reason: &str) -> Option<Text> {
    Some(match reason {
        "unknown-order" => text!("없는 주문이어서 결제하지 못했습니다", "there is no such order to pay"),
        "order-canceled" => text!("취소된 주문이어서 결제하지 못했습니다", "the order had been canceled, so it was not paid"),
        "order-refused" => text!("접수되지 않은 주문이어서 결제하지 못했습니다", "the order had been refused, so it was not paid"),
        "order-completed" => text!("이미 완료된 주문이어서 결제하지 못했습니다", "the order is complete already; it is not paid twice"),
        "order-expired" => text!("결제 시간이 지난 주문이어서 결제하지 못했습니다", "the time to pay the order was over"),
        "payment-running" => text!(
            "이 주문의 다른 결제가 진행되고 있어 결제하지 못했습니다",
            "another payment of the order is under way"
        ),
        "already-paid" => text!("이미 결제된 주문이어서 결제하지 못했습니다", "the order is paid already"),
        "too-many-payments" => text!(
            "결제를 너무 여러 번 시도한 주문이어서 결제하지 못했습니다",
            "too many payments of the order failed; please order again"
        ),
        "no-method" => text!("결제 방법이 주어지지 않아 결제하지 못했습니다", "it was not said how to pay"),
        "withdrawn" => text!("주문이나 대여 신청이 철회되었습니다", "the order or the rental was given up"),
        "not-paid" => text!("정해진 시간 안에 결제되지 않은 주문입니다", "the order was not paid in time"),
        "out-of-stock" => text!("재고가 모자라 결제하지 않습니다", "there is not enough in stock, so nothing is paid"),
        "unknown-product" => text!("팔지 않는 상품이어서 결제하지 않습니다", "it is not sold here, so nothing is paid"),
        "unknown-book" => text!("도서관에 없는 책이어서 결제하지 않습니다", "the library does not have the book, so nothing is paid"),
        "not-for-rent" => text!("대여하지 않는 책이어서 결제하지 않습니다", "the book is not for rent, so nothing is paid"),
        "price-differs" => text!("가격이 신청한 것과 달라 결제하지 않습니다", "it costs something else than was said, so nothing is paid"),
        "parcel-stopped" => text!("배송이 중단되어 돌려드립니다", "the parcel was stopped, so the money goes back"),
        _ => return None,
    })
}
