use super::pool::COPIES_MAX;
use kernel::{RefusalKind, Text, text};

/// Why a title says no. Only the caller hears it; a refused promise is a fact instead, since its saga has to react.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    AlreadyRegistered,
    NotRegistered,
    Removed,
    Unknown,
    CopiesOut,
    TooManyCopies,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::AlreadyRegistered => "already-registered",
            Refusal::NotRegistered => "not-registered",
            Refusal::Removed => "removed",
            Refusal::Unknown => "unknown-book",
            Refusal::CopiesOut => "copies-out",
            Refusal::TooManyCopies => "too-many-copies",
        }
    }

    fn says(&self) -> Text {
        match self {
            Refusal::AlreadyRegistered => text!(
                "이미 등록된 책입니다. 내용을 고치려면 수정 기능을 쓰세요",
                "this book is registered already; to correct it, change it"
            ),
            Refusal::NotRegistered => text!(
                "입고만 되고 아직 등록되지 않은 책입니다. 먼저 이 id로 등록하세요",
                "copies of this book came in, but it is not registered yet; register it under this id first"
            ),
            Refusal::Removed => text!(
                "삭제된 책입니다. 새 id로 등록하세요",
                "this book was removed; register it under a new id"
            ),
            Refusal::Unknown => text!("없는 책입니다", "there is no such book"),
            Refusal::CopiesOut => text!(
                "대출 중이거나 확보해 둔 책이 있어 삭제할 수 없습니다. 모두 돌아온 뒤에 삭제하세요",
                "copies are out or put aside for somebody; the book can be removed when all are back"
            ),
            Refusal::TooManyCopies => text!(
                "한 종의 책은 모두 합쳐 {COPIES_MAX}권까지만 들일 수 있습니다",
                "there can be at most {COPIES_MAX} copies of one book"
            ),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::Unknown => RefusalKind::Absent,
            Refusal::TooManyCopies => RefusalKind::Invalid,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Refusal::TooManyCopies).then_some("qty")
    }
}
