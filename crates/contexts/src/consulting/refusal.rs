use kernel::{RefusalKind, Text, text};

/// Why a consultation says no. Only the caller hears it; that it does not come about is a fact instead.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    Unknown,
    TeacherOnly,
    NotStarted,
    Over,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::Unknown => "unknown-consulting",
            Refusal::TeacherOnly => "teacher-only",
            Refusal::NotStarted => "not-started",
            Refusal::Over => "not-open",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::Unknown => text!("없는 상담입니다", "there is no such consultation"),
            Refusal::TeacherOnly => text!("상담은 선생님만 끝낼 수 있습니다", "only the teacher can end a consultation"),
            Refusal::NotStarted => text!("아직 시작되지 않은 상담입니다", "the consultation has not started yet"),
            Refusal::Over => {
                text!("이미 끝났거나 시작되지 못한 상담입니다", "the consultation is over, or never came about")
            }
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::Unknown => RefusalKind::Absent,
            Refusal::TeacherOnly => RefusalKind::Forbidden,
            Refusal::NotStarted | Refusal::Over => RefusalKind::Rule,
        }
    }
}
