use kernel::{RefusalKind, Text, text};

/// Why a cancellation is refused (README §3, 7). Only the caller hears it.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    Unknown,
    Failed,
    Canceled,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::Unknown => "not-found",
            Refusal::Failed => "already-failed",
            Refusal::Canceled => "already-canceled",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::Unknown => text!("그런 예약은 없습니다", "there is no such reservation"),
            Refusal::Failed => {
                text!("실패한 예약이어서 취소할 것이 없습니다", "the reservation failed, so there is nothing to cancel")
            }
            Refusal::Canceled => text!("이미 취소된 예약입니다", "the reservation was canceled already"),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::Unknown => RefusalKind::Absent,
            Refusal::Failed | Refusal::Canceled => RefusalKind::Rule,
        }
    }
}
