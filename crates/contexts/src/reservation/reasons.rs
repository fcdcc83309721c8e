//! Facts say structured reasons; here they become sentences for people.

use kernel::{Text, text};

/// Why a reservation failed.
pub(super) fn failed(reason: &str) -> Text {
    match reason {
        "out-of-stock" => {
            text!("서가에 남은 책이 없어 예약하지 못했습니다", "no copy was on the shelf, so the reservation failed")
        }
        "unknown-book" => text!(
            "도서관에 없는 책이어서 예약하지 못했습니다",
            "the library does not have this book, so the reservation failed"
        ),
        other => text!("예약하지 못했습니다({other})", "the reservation failed ({other})"),
    }
}
