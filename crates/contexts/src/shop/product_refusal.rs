use super::pieces::PIECES_MAX;
use kernel::{RefusalKind, Text, text};

/// Why a product says no. Only the caller hears it; a refused promise is a fact instead, since its order has to react.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    AlreadyRegistered,
    Unknown,
    FromThePool,
    TooManyPieces,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::AlreadyRegistered => "already-registered",
            Refusal::Unknown => "unknown-product",
            Refusal::FromThePool => "sold-from-the-pool",
            Refusal::TooManyPieces => "too-many-pieces",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::AlreadyRegistered => text!(
                "이미 등록된 상품입니다. 내용을 고치려면 수정 기능을 쓰세요",
                "this product is registered already; to correct it, change it"
            ),
            Refusal::Unknown => text!("없는 상품입니다", "there is no such product"),
            Refusal::FromThePool => text!(
                "도서관 책을 파는 상품은 따로 재고를 두지 않습니다. 입고는 /stocks 로 등록하세요",
                "this product is sold from the library's copies and has no pieces of its own; book copies in through /stocks"
            ),
            Refusal::TooManyPieces => text!(
                "한 상품은 모두 합쳐 {PIECES_MAX}개까지만 들일 수 있습니다",
                "there can be at most {PIECES_MAX} pieces of one product"
            ),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::Unknown => RefusalKind::Absent,
            Refusal::TooManyPieces => RefusalKind::Invalid,
            Refusal::AlreadyRegistered | Refusal::FromThePool => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Refusal::TooManyPieces).then_some("qty")
    }
}
