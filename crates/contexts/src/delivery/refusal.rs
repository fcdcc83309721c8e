use kernel::{Text, text};

/// Why a parcel cannot do that. It only goes forward.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    AlreadyDelivered,
    NotOpen,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::AlreadyDelivered => "already-delivered",
            Refusal::NotOpen => "not-open",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::AlreadyDelivered => text!(
                "이미 배송이 끝난 소포입니다",
                "this parcel was delivered already and cannot go back"
            ),
            Refusal::NotOpen => text!(
                "중단된 소포입니다. 더 배송하지 말고 도서관으로 돌려보내 주세요",
                "this parcel was stopped; please do not deliver it but bring it back to the library"
            ),
        }
    }
}
