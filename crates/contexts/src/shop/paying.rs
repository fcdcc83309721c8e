//! How an order is paid: whoever takes the money says what came of it, in any order with the pieces, and more than once.

use super::{
    order::{Money, Order, Stage},
    order_facts::Event,
    order_refusal::Refusal,
};
use kernel::{Card, MemberId, Millis, OrderId, PaymentId, Refusal as _, Won};

/// Why a payment that was asked for elsewhere cannot be: this member has no such order.
const UNKNOWN_ORDER: &str = "unknown-order";
/// Payments one order may ask for. Generous: it stops who tries one card after another.
const ASKED_MAX: u32 = 50;

/// The ways to pay.
pub(super) const METHODS: &[&str] = &["point", "card"];
const CARD: &str = "card";

/// The id of the payment an order asks for next.
pub(super) fn payment_of(order: &OrderId, asked: u32) -> Option<PaymentId> {
    format!("order-{order}-{}", asked + 1).parse().ok()
}

/// Asking for money.
impl Order {
    pub(super) fn pay(
        &self,
        payment: PaymentId,
        method: Option<String>,
        card: Option<Card>,
        now: Millis,
    ) -> Result<Vec<Event>, Refusal> {
        self.can_be_paid(now)?;
        // Who asks saw the order before another payment was asked for.
        if payment_of(&self.id, self.asked).is_some_and(|next| next != payment) {
            return Err(Refusal::PaymentRunning);
        }
        Ok(vec![self.payment_asked(payment, method, card)?])
    }

    /// Who asked elsewhere has to be told by a fact.
    pub(super) fn take_payment(
        &self,
        (order, member): (OrderId, MemberId),
        payment: PaymentId,
        method: String,
        card: Option<Card>,
        now: Millis,
    ) -> Vec<Event> {
        if self.money_of(&payment).is_some() || self.past.iter().any(|(known, _)| *known == payment) {
            return vec![];
        }
        let refused = |reason: &str| {
            let (order, member, payment) = (order.clone(), member.clone(), payment.clone());
            vec![Event::PaymentRefused { order, member, payment, reason: reason.into() }]
        };
        if self.stage == Stage::Unknown || self.member != member {
            return refused(UNKNOWN_ORDER);
        }
        let asked = self.can_be_paid(now).and_then(|()| self.payment_asked(payment.clone(), Some(method), card));
        asked.map_or_else(|refusal| refused(refusal.code()), |asked| vec![asked])
    }

    fn can_be_paid(&self, now: Millis) -> Result<(), Refusal> {
        self.is_waiting()?;
        match self.payment.as_ref().map(|payment| payment.money) {
            Some(Money::Held) => return Err(Refusal::AlreadyPaid),
            Some(_) => return Err(Refusal::PaymentRunning),
            None if now >= self.pay_before => return Err(Refusal::Expired),
            None => {}
        }
        if self.asked < ASKED_MAX { Ok(()) } else { Err(Refusal::TooManyPayments) }
    }

    fn payment_asked(
        &self,
        payment: PaymentId,
        method: Option<String>,
        card: Option<Card>,
    ) -> Result<Event, Refusal> {
        let card = card.or_else(|| self.card.clone());
        let method = method.or_else(|| card.is_some().then(|| CARD.to_owned())).ok_or(Refusal::NoMethod)?;
        let card = card.filter(|_| method == CARD);
        if method == CARD && card.is_none() {
            return Err(Refusal::NoCard);
        }
        let (order, member) = (self.id.clone(), self.member.clone());
        Ok(Event::PaymentAsked { order, member, payment, method, card, amount: self.amount })
    }
}

/// What came of it.
impl Order {
    pub(super) fn money_held(&self, order: OrderId, member: MemberId, payment: PaymentId) -> Vec<Event> {
        let Some(money) = self.money_of(&payment) else {
            let sent_back = self.past.contains(&(payment.clone(), true));
            return if sent_back { vec![] } else { vec![Event::PaymentUnwanted { order, member, payment }] };
        };
        match money {
            Money::Running | Money::Unknown if self.is_secured() => vec![self.completed(payment)],
            Money::Running | Money::Unknown => vec![Event::PaymentHeld { order, member, payment }],
            // Already so; or on its way back, since whoever holds it hears of the end as well.
            Money::Held | Money::Taken | Money::GoingBack | Money::Back => vec![],
        }
    }

    pub(super) fn money_unknown(&self, payment: PaymentId) -> Vec<Event> {
        if self.money_of(&payment) != Some(Money::Running) {
            return vec![];
        }
        let (order, member) = (self.id.clone(), self.member.clone());
        vec![Event::PaymentUnknown { order, member, payment }]
    }

    /// It never came, or went back. A waiting order waits again; one that was completed is not paid any more.
    pub(super) fn money_gone(&self, payment: PaymentId, refund: Won, reason: String) -> Vec<Event> {
        let (order, member) = (self.id.clone(), self.member.clone());
        match self.money_of(&payment) {
            Some(Money::Running | Money::Unknown | Money::Held) => {
                vec![Event::PaymentFailed { order, member, payment, reason }]
            }
            Some(Money::Taken) => {
                vec![self.canceled(&reason, Some(refund)), Event::Refunded { order, member, payment, refund }]
            }
            Some(Money::GoingBack) => vec![Event::Refunded { order, member, payment, refund }],
            Some(Money::Back) | None => vec![],
        }
    }
}
