use kernel::{RefusalKind, Text, Won, text};

/// Why an account says no. Only the caller hears it.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    OtherTransfer { credited: Won },
    NothingOwed,
    FeeInPayment,
    NotEnoughPoints { wanted: Won, available: Won },
    NoCard,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::OtherTransfer { .. } => "other-transfer",
            Refusal::NothingOwed => "nothing-owed",
            Refusal::FeeInPayment => "fee-in-payment",
            Refusal::NotEnoughPoints { .. } => "not-enough-points",
            Refusal::NoCard => "missing-field",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::OtherTransfer { credited } => text!(
                "이 id로 이미 {credited}포인트가 충전되었습니다. 다른 충전에는 다른 id를 쓰세요",
                "{credited} points were credited under this id already; another top-up needs another id"
            ),
            Refusal::NothingOwed => text!("낼 연체료가 없습니다", "there is no fee to pay"),
            Refusal::FeeInPayment => text!(
                "이 연체료는 지금 결제 중입니다. 결과를 기다려 주세요",
                "the fee is being paid just now; please wait for the outcome"
            ),
            Refusal::NotEnoughPoints { wanted, available } => text!(
                "{wanted}포인트가 필요하지만 {available}포인트만 있습니다",
                "{wanted} points are needed, and there are {available}"
            ),
            Refusal::NoCard => text!("cardNo 또는 paymentKey 값이 필요합니다", "cardNo or paymentKey is missing"),
        }
    }

    fn kind(&self) -> RefusalKind {
        if *self == Refusal::NoCard { RefusalKind::Invalid } else { RefusalKind::Rule }
    }

    fn field(&self) -> Option<&'static str> {
        (*self == Refusal::NoCard).then_some("cardNo")
    }
}
