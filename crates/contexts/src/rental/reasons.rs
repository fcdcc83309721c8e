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

/// Why a rental did not come about. Words nobody told us about come from the payment.
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
        "not-enough-points" => text!(
            "포인트가 모자라 대여할 수 없습니다. 포인트를 충전하고 다시 신청해 주세요",
            "there are not enough points; top them up and ask again"
        ),
        other => text!("결제가 이루어지지 않았습니다({other})", "the payment did not come about ({other})"),
    }
}
