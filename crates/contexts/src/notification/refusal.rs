use kernel::{Text, text};

/// Why a notice is not marked as read. Only the caller hears it.
#[derive(Debug, PartialEq)]
pub(super) struct NotArrived;

impl kernel::Refusal for NotArrived {
    fn code(&self) -> &'static str {
        "not-arrived"
    }

    fn says(&self) -> Text {
        text!(
            "아직 도착하지 않은 알림은 읽음으로 표시할 수 없습니다",
            "the notice has not arrived this way, so it cannot have been read"
        )
    }
}
