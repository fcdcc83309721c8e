use super::{Action, Ask, Payment, refused};
use crate::world::nonsense;
use async_trait::async_trait;
use kernel::{Call, Outcome};
use parking_lot::Mutex;
use runtime::ports::Outside;
use std::collections::{HashMap, HashSet};

/// So many payments are remembered, so that a long trial does not fill the memory.
const KEPT: usize = 50_000;

/// A provider that moves no money. Keys that begin `sandbox-approve-` are good, `sandbox-decline-` are declined, others are
/// not known. It answers as Toss Payments does, seen through our adapter.
#[derive(Default)]
pub(crate) struct Sandbox {
    ledger: Mutex<Ledger>,
}

#[derive(Default)]
struct Ledger {
    payments: HashMap<String, Payment>,
    /// An order is paid once.
    orders: HashSet<String>,
    /// The first answer to a call is the answer to all with its key.
    answers: HashMap<(Action, String, String), Outcome>,
}

fn unknown() -> Outcome {
    refused("NOT_FOUND_PAYMENT", "존재하지 않는 결제 입니다.")
}

impl Ledger {
    fn confirm(&mut self, ask: &Ask) -> Outcome {
        if ask.payment_key.starts_with("sandbox-decline-") {
            return refused("REJECT_CARD_COMPANY", "결제 승인이 거절되었습니다.");
        }
        if !ask.payment_key.starts_with("sandbox-approve-") {
            return unknown();
        }
        if self.payments.contains_key(&ask.payment_key) {
            return Outcome::Unknown("ALREADY_PROCESSED_PAYMENT".to_owned());
        }
        if ask.order_id.as_ref().is_some_and(|order| self.orders.contains(order)) {
            return refused("DUPLICATED_ORDER_ID", "이미 승인 및 취소가 진행된 중복된 주문번호 입니다.");
        }
        self.keep(ask).done()
    }

    fn query(&self, ask: &Ask) -> Outcome {
        self.payments.get(&ask.payment_key).map_or_else(unknown, Payment::done)
    }

    fn cancel(&mut self, ask: &Ask) -> Outcome {
        if !ask.payment_key.starts_with("sandbox-approve-") {
            return unknown();
        }
        if !self.payments.contains_key(&ask.payment_key) {
            // Paid before the last restart: the sandbox forgets, the library does not.
            self.keep(ask);
        }
        let Some(payment) = self.payments.get_mut(&ask.payment_key) else { return unknown() };
        if payment.status == "CANCELED" {
            return payment.done();
        }
        let balance = payment.balance_amount.unwrap_or_default();
        let back = ask.cancel_amount.unwrap_or(balance);
        if back > balance || ask.cancel_amount == Some(0) {
            return refused("NOT_CANCELABLE_AMOUNT", "취소 할 수 없는 금액 입니다.");
        }
        payment.balance_amount = Some(balance - back);
        payment.status = if back == balance { "CANCELED" } else { "PARTIAL_CANCELED" }.to_owned();
        payment.done()
    }

    fn keep(&mut self, ask: &Ask) -> Payment {
        if self.payments.len() >= KEPT {
            self.payments.clear();
            self.orders.clear();
        }
        if let Some(order) = &ask.order_id {
            self.orders.insert(order.clone());
        }
        let payment = Payment {
            payment_key: ask.payment_key.clone(),
            order_id: ask.order_id.clone(),
            status: "DONE".to_owned(),
            total_amount: ask.amount,
            balance_amount: ask.amount,
        };
        self.payments.insert(ask.payment_key.clone(), payment.clone());
        payment
    }
}

#[async_trait]
impl Outside for Sandbox {
    async fn call(&self, call: &Call) -> Outcome {
        let (action, ask) = match Ask::read(call) {
            Ok(read) => read,
            Err(why) => return nonsense(why),
        };
        let mut ledger = self.ledger.lock();
        if action == Action::Query {
            return ledger.query(&ask);
        }
        let key = (action, ask.payment_key.clone(), call.key.clone());
        if let Some(answer) = ledger.answers.get(&key) {
            return answer.clone();
        }
        let answer = if action == Action::Confirm { ledger.confirm(&ask) } else { ledger.cancel(&ask) };
        if ledger.answers.len() >= KEPT {
            ledger.answers.clear();
        }
        ledger.answers.insert(key, answer.clone());
        answer
    }
}
