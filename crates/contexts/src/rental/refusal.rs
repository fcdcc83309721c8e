use kernel::{Day, RefusalKind, Text, Won, text};

/// Why a customer is told no. Only the caller hears it; a rental that is refused is a fact instead, since others have to
/// react.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    PriceDiffers { given: Won, known: Won },
    EndsBeforeItStarts { start: Day, end: Day },
    CardMissing,
    CardWithPoints,
    NoChange,
    TwoChanges,
    AlreadyDelivered,
    NotDeliveredYet,
    AlreadyDelayed,
    NotOpen,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::PriceDiffers { .. } => "price-differs",
            Refusal::EndsBeforeItStarts { .. } => "return-before-start",
            Refusal::CardMissing | Refusal::NoChange => "missing-field",
            Refusal::CardWithPoints => "card-with-points",
            Refusal::TwoChanges => "two-changes",
            Refusal::AlreadyDelivered => "already-delivered",
            Refusal::NotDeliveredYet => "not-delivered-yet",
            Refusal::AlreadyDelayed => "already-delayed",
            Refusal::NotOpen => "not-open",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::PriceDiffers { given, known } => text!(
                "이 책의 가격은 {known}원인데 {given}원이라고 하셨습니다. 가격을 고치거나 빼고 다시 신청해 주세요",
                "this book costs {known} won, not {given}; correct the price or leave it out"
            ),
            Refusal::EndsBeforeItStarts { start, end } => text!(
                "반납일({end})이 시작일({start})보다 빠릅니다",
                "the return date {end} is before the rental starts on {start}"
            ),
            Refusal::CardMissing => text!(
                "카드로 결제하려면 cardNo 또는 paymentKey 값이 필요합니다",
                "to pay by card, give cardNo or paymentKey"
            ),
            Refusal::CardWithPoints => text!(
                "포인트로 결제할 때는 카드 값을 빼 주세요",
                "to pay with points, leave the card out"
            ),
            Refusal::NoChange => text!(
                "rentStatus 또는 status 값이 필요합니다",
                "give rentStatus or status"
            ),
            Refusal::TwoChanges => text!(
                "rentStatus와 status 가운데 하나만 보내 주세요",
                "give either rentStatus or status, not both"
            ),
            Refusal::AlreadyDelivered => text!(
                "이미 배송된 책은 취소할 수 없습니다. 반납해 주세요",
                "the book was delivered already and cannot be canceled; return it instead"
            ),
            Refusal::NotDeliveredYet => text!(
                "아직 배송되지 않은 대여입니다",
                "the book has not been delivered yet"
            ),
            Refusal::AlreadyDelayed => text!("이미 연체로 처리된 대여입니다", "this rental is delayed already"),
            Refusal::NotOpen => text!(
                "이미 반납되었거나 취소되었거나 접수되지 않은 대여입니다",
                "this rental is over: it was returned, canceled or refused"
            ),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::EndsBeforeItStarts { .. }
            | Refusal::CardMissing
            | Refusal::CardWithPoints
            | Refusal::NoChange
            | Refusal::TwoChanges => RefusalKind::Invalid,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::PriceDiffers { .. } => Some("price"),
            Refusal::EndsBeforeItStarts { .. } => Some("returnDate"),
            Refusal::CardMissing => Some("cardNo"),
            Refusal::CardWithPoints => Some("method"),
            Refusal::NoChange | Refusal::TwoChanges => Some("rentStatus"),
            _ => None,
        }
    }
}
