use serde_json::{Value, json};
use std::collections::HashMap;

/// A payment, as the stand-in has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Which payment.
    pub payment_key: String,
    /// For which order.
    pub order_id: String,
    /// `DONE`, `CANCELED`, `PARTIAL_CANCELED`, `ABORTED`, `IN_PROGRESS`.
    pub status: String,
    /// What was taken.
    pub total: u64,
    /// What is left of it.
    pub balance: u64,
}

/// Prefixes of payments that are there, waiting to be confirmed; others were never heard of.
const KNOWN: &[&str] = &[
    "approve-",
    "sandbox-approve-",
    "decline-",
    "sandbox-decline-",
    "in-progress-",
    "slow-but-done-",
    "drop-after-done-",
    "drop-before-",
    "500-after-done-",
    "500-before-",
    "garbled-after-done-",
    "409-",
    "429-",
];

/// What the stand-in knows about money.
#[derive(Default)]
pub(super) struct Ledger {
    payments: HashMap<String, Paid>,
}

/// Status and body.
pub(super) type Told = (u16, String);

pub(super) fn failure(status: u16, code: &str, message: &str) -> Told {
    (status, json!({ "code": code, "message": message }).to_string())
}

fn missing() -> Told {
    failure(404, "NOT_FOUND_PAYMENT", "존재하지 않는 결제 입니다.")
}

fn known(key: &str) -> bool {
    KNOWN.iter().any(|prefix| key.starts_with(prefix))
}

impl Paid {
    fn told(&self) -> Told {
        let body = json!({
            "mId": "tosspayments", "version": "2022-11-16", "paymentKey": self.payment_key, "orderId": self.order_id,
            "status": self.status, "totalAmount": self.total, "balanceAmount": self.balance, "currency": "KRW",
        });
        (200, body.to_string())
    }
}

impl Ledger {
    pub(super) fn all(&self) -> Vec<Paid> {
        self.payments.values().cloned().collect()
    }

    pub(super) fn confirm(&mut self, body: &Value) -> Told {
        let (Some(key), Some(order), Some(amount)) =
            (body["paymentKey"].as_str(), body["orderId"].as_str(), body["amount"].as_u64())
        else {
            return failure(400, "INVALID_REQUEST", "잘못된 요청입니다.");
        };
        if !known(key) {
            return missing();
        }
        if self.payments.contains_key(key) {
            return failure(400, "ALREADY_PROCESSED_PAYMENT", "이미 처리된 결제 입니다.");
        }
        if self.payments.values().any(|paid| paid.order_id == order && paid.status != "ABORTED") {
            return failure(400, "DUPLICATED_ORDER_ID", "이미 승인 및 취소가 진행된 중복된 주문번호 입니다.");
        }
        let declined = key.contains("decline-");
        let status = match key {
            _ if declined => "ABORTED",
            _ if key.starts_with("in-progress-") => "IN_PROGRESS",
            _ => "DONE",
        };
        let paid = Paid {
            payment_key: key.to_owned(),
            order_id: order.to_owned(),
            status: status.to_owned(),
            total: amount,
            balance: amount,
        };
        let told = paid.told();
        self.payments.insert(key.to_owned(), paid);
        if declined { failure(403, "REJECT_CARD_COMPANY", "결제 승인이 거절되었습니다.") } else { told }
    }

    pub(super) fn query(&self, key: &str) -> Told {
        match self.payments.get(key) {
            Some(paid) => paid.told(),
            // The customer has agreed; nobody has confirmed.
            None if known(key) => (200, json!({ "paymentKey": key, "status": "IN_PROGRESS" }).to_string()),
            None => missing(),
        }
    }

    pub(super) fn cancel(&mut self, key: &str, body: &Value) -> Told {
        if !body["cancelReason"].is_string() {
            return failure(400, "INVALID_REQUEST", "잘못된 요청입니다.");
        }
        let Some(paid) = self.payments.get_mut(key) else { return missing() };
        match paid.status.as_str() {
            "DONE" | "PARTIAL_CANCELED" => {}
            "CANCELED" => return failure(400, "ALREADY_CANCELED_PAYMENT", "이미 취소된 결제 입니다."),
            _ => return failure(403, "NOT_CANCELABLE_PAYMENT", "취소 할 수 없는 결제 입니다."),
        }
        let back = body["cancelAmount"].as_u64().unwrap_or(paid.balance);
        if back == 0 || back > paid.balance {
            return failure(403, "NOT_CANCELABLE_AMOUNT", "취소 할 수 없는 금액 입니다.");
        }
        paid.balance -= back;
        paid.status = if paid.balance == 0 { "CANCELED" } else { "PARTIAL_CANCELED" }.to_owned();
        paid.told()
    }
}
