use kernel::{RefusalKind, Text, text};

/// Why a teacher says no. Only the caller hears it; that a consultation does not get him is a fact instead.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    AlreadyRegistered,
    Unknown,
    NotWaiting,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::AlreadyRegistered => "already-registered",
            Refusal::Unknown => "unknown-teacher",
            Refusal::NotWaiting => "not-waiting",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::AlreadyRegistered => text!(
                "이미 등록된 선생님입니다. 소개를 고치려면 수정 기능을 쓰세요",
                "this teacher is registered already; to correct the profile, change it"
            ),
            Refusal::Unknown => text!("등록되지 않은 선생님입니다", "there is no such teacher"),
            Refusal::NotWaiting => text!(
                "대기 중인 상담 신청만 취소할 수 있습니다. 이 신청은 이미 시작되었거나 끝났거나 취소되었습니다",
                "only a request that waits can be canceled; this one has started, has ended or was canceled"
            ),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::Unknown => RefusalKind::Absent,
            Refusal::AlreadyRegistered | Refusal::NotWaiting => RefusalKind::Rule,
        }
    }
}
