use kernel::{Kind, RefusalKind, Text, text};

/// Why an order says no. Only the caller hears it.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    Unknown,
    Canceled,
    Refused,
    Completed,
    PaymentRunning,
    AlreadyPaid,
    Expired,
    TooManyPayments,
    NoMethod,
    NoCard,
    WhichLine,
    NoSuchLine,
    TooMuch,
}

impl kernel::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::Unknown => "unknown-order",
            Refusal::Canceled => "order-canceled",
            Refusal::Refused => "order-refused",
            Refusal::Completed => "order-completed",
            Refusal::PaymentRunning => "payment-running",
            Refusal::AlreadyPaid => "already-paid",
            Refusal::Expired => "order-expired",
            Refusal::TooManyPayments => "too-many-payments",
            Refusal::NoMethod => "no-method",
            Refusal::NoCard => "no-card",
            Refusal::WhichLine => "which-line",
            Refusal::NoSuchLine => "no-such-line",
            Refusal::TooMuch => "amount-too-large",
        }
    }

    fn says(&self) -> Text {
        let most = Kind::WON_MAX;
        match self {
            Refusal::Unknown => text!("없는 주문입니다", "there is no such order"),
            Refusal::Canceled => text!("이미 취소된 주문입니다. 다시 주문해 주세요", "this order was canceled; please order again"),
            Refusal::Refused => text!(
                "재고가 없거나 없는 상품이어서 받지 못한 주문입니다. 다시 주문해 주세요",
                "this order was refused, since something in it could not be had; please order again"
            ),
            Refusal::Completed => text!(
                "이미 완료된 주문이라 바꾸거나 다시 결제할 수 없습니다. 취소는 할 수 있습니다",
                "this order is complete and cannot be changed or paid again; it can be canceled"
            ),
            Refusal::PaymentRunning => text!(
                "결제가 진행되고 있습니다. 결과를 기다려 주세요",
                "a payment of this order is under way; please wait for its outcome"
            ),
            Refusal::AlreadyPaid => text!("이미 결제된 주문입니다", "this order is paid already"),
            Refusal::Expired => text!(
                "결제 시간이 지난 주문입니다. 다시 주문해 주세요",
                "the time to pay this order is over; please order again"
            ),
            Refusal::TooManyPayments => text!(
                "결제를 너무 여러 번 시도했습니다. 다시 주문해 주세요",
                "too many payments of this order failed; please order again"
            ),
            Refusal::NoMethod => text!(
                "결제 방법이 필요합니다: 포인트(point) 또는 카드(card)와 카드 번호",
                "say how to pay: method point, or card with a cardNo"
            ),
            Refusal::NoCard => text!("카드 번호가 필요합니다", "to pay by card, a cardNo is needed"),
            Refusal::WhichLine => text!(
                "상품이 여럿인 주문입니다. 바꿀 줄(line)을 정해 주세요",
                "this order has several lines; say which line to change"
            ),
            Refusal::NoSuchLine => text!("이 주문에 없는 줄입니다", "this order has no such line"),
            Refusal::TooMuch => text!(
                "주문 금액은 {most}원까지만 됩니다",
                "an order can cost {most} won at most"
            ),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refusal::Unknown => RefusalKind::Absent,
            Refusal::NoMethod | Refusal::NoCard | Refusal::WhichLine | Refusal::NoSuchLine | Refusal::TooMuch => {
                RefusalKind::Invalid
            }
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::NoMethod => Some("method"),
            Refusal::NoCard => Some("cardNo"),
            Refusal::WhichLine | Refusal::NoSuchLine => Some("line"),
            Refusal::TooMuch => Some("qty"),
            _ => None,
        }
    }
}
