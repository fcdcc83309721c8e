//! What people are told, in both languages. A text is made from its kind and the values that providers fill their own
//! templates with; a value that is not known leaves the text whole.

use super::{kind::Kind, message::Params};
use kernel::{Text, text};

/// The text of this kind with these values.
pub(super) fn text(kind: Kind, params: &Params) -> Text {
    let get = |name: &str| params.get(name).map_or("-", String::as_str);
    let title = Text::new(format!("「{}」", get("title")), format!("“{}”", get("title")));
    let (ko, en, reason) = (title.ko, title.en, reason(get("reason")));
    match kind {
        // The two texts of the source system, word for word.
        Kind::ReservationSucceeded => text!("예약 완료 되었습니다", "your reservation is complete"),
        Kind::ReservationCanceled => text!("예약 취소 되었습니다", "your reservation is canceled"),
        Kind::LoanCanceled => {
            let (qty, why_ko, why_en) = (get("qty"), reason.ko, reason.en);
            text!("대출 신청({qty}권)이 취소되었습니다: {why_ko}", "your loan (copies: {qty}) is canceled: {why_en}")
        }
        Kind::LoanOverdue => {
            let day = get("dueDay");
            text!("{ko} 반납 예정일({day})이 지났습니다. 반납해 주세요", "{en} was due on {day}; please return it")
        }
        Kind::LateFee => {
            let (amount, days) = (get("amount"), get("lateDays"));
            text!("{ko} 반납이 {days}일 늦어 연체료 {amount}원이 부과되었습니다", "{en} came back {days} days late: the fee is {amount} won")
        }
        Kind::RentalAccepted => {
            let (amount, day) = (get("amount"), get("returnDay"));
            text!(
                "{ko} 대여가 접수되었습니다. {amount}원, 반납일 {day}",
                "your rental of {en} is accepted: {amount} won, to be returned by {day}"
            )
        }
        Kind::RentalRefused => {
            let (why_ko, why_en) = (reason.ko, reason.en);
            text!("대여 신청이 거절되었습니다: {why_ko}", "your rental is refused: {why_en}")
        }
        Kind::RentalDelayed => {
            let day = get("returnDay");
            text!("{ko} 대여의 반납이 늦어지고 있습니다(반납일 {day})", "your rental of {en} is delayed: it was due on {day}")
        }
        Kind::ParcelDelivered => text!("{ko} 배송이 완료되었습니다", "{en} has been delivered"),
        Kind::OrderCompleted => {
            let amount = get("amount");
            text!("{ko} 주문이 완료되었습니다. {amount}원", "your order of {en} is complete: {amount} won")
        }
        Kind::OrderCanceled => {
            let refund = get("refund");
            text!("{ko} 주문이 취소되었습니다. 환불 {refund}원", "your order of {en} is canceled; refunded: {refund} won")
        }
        Kind::TeacherOnline => {
            let teacher = get("teacher");
            text!("{teacher} 선생님이 접속했습니다", "{teacher} is online now")
        }
        Kind::ConsultationEnded => text!("상담이 끝났습니다", "your consultation has ended"),
    }
}

/// Reasons of others, as far as we know them.
fn reason(word: &str) -> Text {
    match word {
        "out-of-stock" => text!("남은 책이 부족합니다", "there are not enough copies"),
        "unknown-book" => text!("도서관에 없는 책입니다", "the library does not have this book"),
        "not-for-loan" => text!("관내에서만 볼 수 있는 자료입니다", "it is read in the library and not lent"),
        "not-for-rent" => text!("대여하지 않는 책입니다", "this book is not rented out"),
        "price-differs" => text!("가격이 다릅니다", "the price is another one"),
        "timed-out" => text!("제시간에 처리되지 못했습니다", "it could not be done in time"),
        "withdrawn" => text!("신청을 철회했습니다", "it was withdrawn"),
        other => text!("{other}", "{other}"),
    }
}
