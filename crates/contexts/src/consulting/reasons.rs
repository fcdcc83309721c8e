//! Why a consultation did not come about. The words are the same whether the guard says no at once or teaching later.

use super::consultation::TIMED_OUT;
use kernel::{Text, text};

/// The request does not wait any more.
pub(super) const NOT_WAITING: &str = "not-waiting";
/// The teacher is not there.
pub(super) const TEACHER_OFFLINE: &str = "teacher-offline";
/// The teacher is in another consultation.
pub(super) const TEACHER_BUSY: &str = "teacher-busy";

/// Teaching's word for it, in ours.
pub(super) fn of_teaching(why: &str) -> &str {
    match why {
        "offline" => TEACHER_OFFLINE,
        "consulting" => TEACHER_BUSY,
        other => other,
    }
}

/// The sentence for it.
pub(super) fn refused(reason: &str) -> Text {
    match reason {
        NOT_WAITING => text!(
            "대기 중인 상담 신청이 아닙니다. 이미 시작되었거나 끝났거나 취소된 신청입니다",
            "the request does not wait: it has started, has ended or was canceled"
        ),
        TEACHER_OFFLINE => text!(
            "선생님이 접속해 있지 않아 상담을 시작할 수 없습니다. 신청은 대기열에 그대로 있습니다",
            "the teacher is offline, so the consultation cannot start; the request keeps its place"
        ),
        TEACHER_BUSY => text!(
            "선생님이 다른 상담 중이어서 지금은 시작할 수 없습니다. 신청은 대기열에 그대로 있습니다",
            "the teacher is in another consultation; the request keeps its place"
        ),
        TIMED_OUT => text!(
            "10분 동안 확인되지 않아 상담을 시작하지 못했습니다. 다시 시도해 주세요",
            "nobody could say within ten minutes whether the teacher is free; please try again"
        ),
        other => text!("상담을 시작하지 못했습니다({other})", "the consultation did not come about ({other})"),
    }
}
