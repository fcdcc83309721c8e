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

#[cfg(test)]
pub(super) const ALL: &[&str] = &[
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
];

/// Why a payment did not come about, or was given back.
pub(super) fn explained(reason: &str) -> Text {
    match reason {
        NOT_ENOUGH_POINTS => text!("포인트가 모자라 결제하지 못했습니다", "there were not enough points"),
        NO_CARD => text!("카드가 주어지지 않아 결제하지 못했습니다", "no card was given"),
        BAD_AMOUNT => text!("결제할 수 없는 금액입니다", "this amount cannot be paid"),
        CARD_DECLINED => text!("카드사가 결제를 거절했습니다", "the card was declined"),
        CARD_CLOSED => text!("카드 결제가 취소되었거나 만료되었습니다", "the card payment was canceled or had expired"),
        NOT_THIS_PAYMENT => text!("이 결제의 카드 승인이 아닙니다", "the card was not charged for this payment"),
        PROVIDER_SILENT => text!(
            "카드 결제 결과를 제때 알 수 없어 결제를 중단했습니다. 결제되었다면 자동으로 취소됩니다",
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
        TIMED_OUT => text!("답이 없어 결제를 취소했습니다", "nobody answered in time"),
        NOT_WANTED => text!("결제할 수 없는 주문이어서 취소했습니다", "the order could not be paid"),
        other => text!("결제가 취소되었습니다({other})", "the payment was canceled ({other})"),
    }
}
