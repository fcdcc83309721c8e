//! Why an order ended, for people. The facts hold the word; this says it in a sentence.

use super::{
    product::{OUT_OF_STOCK, UNKNOWN_PRODUCT},
    wish::{NOT_PAID, TIMED_OUT, WITHDRAWN},
};
use kernel::{Text, text};

/// Why an order was refused or canceled; `blamed` is the name of the line it failed on.
pub(super) fn ended(reason: &str, blamed: Option<&str>) -> Text {
    let name = blamed.unwrap_or_default();
    match reason {
        OUT_OF_STOCK => text!(
            "‘{name}’ 상품의 재고가 모자라 주문을 받지 못했습니다. 결제되지 않습니다",
            "there are not enough pieces of “{name}”, so the order was refused; nothing is charged"
        ),
        UNKNOWN_PRODUCT => text!(
            "‘{name}’ 상품은 팔지 않아 주문을 받지 못했습니다. 결제되지 않습니다",
            "we do not sell “{name}”, so the order was refused; nothing is charged"
        ),
        "unknown-book" => text!(
            "‘{name}’ 책은 이제 없어 주문을 받지 못했습니다. 결제되지 않습니다",
            "the library does not have “{name}” any more, so the order was refused; nothing is charged"
        ),
        WITHDRAWN => text!(
            "주문이 취소되었습니다. 결제된 금액은 돌려드립니다",
            "the order was canceled; what was paid goes back"
        ),
        NOT_PAID => text!(
            "정해진 시간 안에 결제되지 않아 주문이 취소되었습니다",
            "the order was canceled, since it was not paid in time"
        ),
        TIMED_OUT => text!(
            "결제 결과를 하루 동안 알 수 없어 주문이 취소되었습니다. 결제된 금액은 돌려드립니다",
            "the order was canceled, since its payment led to nothing for a day; what was paid goes back"
        ),
        other => text!(
            "결제가 취소되어 주문도 취소되었습니다 ({other})",
            "the order was canceled, since its payment was undone ({other})"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_a_sentence_in_both_languages() {
        for reason in [OUT_OF_STOCK, UNKNOWN_PRODUCT, "unknown-book", WITHDRAWN, NOT_PAID, TIMED_OUT, "card-lost"] {
            let Text { ko, en } = ended(reason, Some("chicken"));
            assert!(ko.chars().count() > 10 && en.len() > 20, "{reason}");
        }
        assert!(ended(OUT_OF_STOCK, Some("chicken")).ko.contains("chicken"));
    }
}
