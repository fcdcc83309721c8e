//! Facts say structured reasons; here they become sentences for people.

use super::queue::{EXPIRED, UNKNOWN_TEACHER, WITHDRAWN};
use kernel::{Text, text};

/// Why a request came to nothing.
pub(super) fn canceled(reason: &str) -> Text {
    match reason {
        UNKNOWN_TEACHER => text!(
            "등록되지 않은 선생님이어서 상담 신청이 취소되었습니다",
            "there is no such teacher, so the request was canceled"
        ),
        WITHDRAWN => text!("상담 신청을 철회했습니다", "the request was withdrawn"),
        EXPIRED => text!(
            "7일 동안 상담이 시작되지 않아 신청이 취소되었습니다. 다시 신청해 주세요",
            "no consultation came about within seven days, so the request was canceled; please ask again"
        ),
        other => text!("상담 신청이 취소되었습니다({other})", "the request was canceled ({other})"),
    }
}
