//! Facts say structured reasons; here they become sentences for people.

use super::queue::{EXPIRED, TOO_MANY, UNKNOWN_TEACHER, WAITING_MAX, WITHDRAWN};
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
        TOO_MANY => text!(
            "한 선생님에게 기다리는 상담 신청은 {WAITING_MAX}개까지입니다. 기다리는 신청을 철회하거나 상담을 마친 뒤 다시 신청해 주세요",
            "at most {WAITING_MAX} of your requests may wait for one teacher; withdraw one, or ask again later"
        ),
        other => text!("상담 신청이 취소되었습니다({other})", "the request was canceled ({other})"),
    }
}
