use super::super::{
    bill::{Bill, FeeShare, Method, Purpose},
    reasons,
};
use kernel::{Card, Cause, MemberId, OrderId, PaymentId, RentalId, Text, View, Won};
use serde::{Deserialize, Serialize};

/// A payment as the public sees it (002-T1, 004-F3, 003-R2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in super::super) struct Payments {
    pub id: PaymentId,
    pub customer_id: MemberId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rental_id: Option<RentalId>,
    /// Whose late fees it pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee_of: Option<MemberId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<FeeShare>,
    pub method: Method,
    /// Missing until whoever sells has said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Won>,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_last4: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Won>,
}

/// How far a payment has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) enum Status {
    #[default]
    Requested,
    Held,
    Completed,
    /// Nobody knows yet what became of it at the provider.
    Unknown,
    Declined,
    Canceled,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Requested => "requested",
            Status::Held => "held",
            Status::Completed => "completed",
            Status::Unknown => "unknown",
            Status::Declined => "declined",
            Status::Canceled => "canceled",
        }
    }

    fn is_over(self) -> bool {
        matches!(self, Status::Declined | Status::Canceled)
    }
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(in super::super) enum Told {
    #[serde(rename = "payment.asked")]
    Asked { payment: PaymentId, member: MemberId, order: OrderId, method: Method, card: Option<Card> },
    #[serde(rename = "payment.begun")]
    Begun {
        #[serde(flatten)]
        bill: Bill,
        card: Card,
    },
    #[serde(rename = "payment.held")]
    Held {
        #[serde(flatten)]
        bill: Bill,
    },
    #[serde(rename = "payment.declined")]
    Declined {
        #[serde(flatten)]
        bill: Bill,
        reason: String,
    },
    #[serde(rename = "payment.completed")]
    Completed {
        #[serde(flatten)]
        bill: Bill,
    },
    #[serde(rename = "payment.canceled")]
    Canceled {
        #[serde(flatten)]
        bill: Bill,
        refunded: Won,
        reason: String,
    },
    #[serde(rename = "payment.unknown")]
    Unknown {
        #[serde(flatten)]
        bill: Bill,
    },
}

impl Payments {
    /// What every fact says of it.
    fn of(mut self, bill: &Bill) -> Self {
        let Purpose { rental, order, fees } = bill.purpose.clone();
        self.id = bill.payment.clone();
        self.customer_id = bill.member.clone();
        self.fee_of = (!fees.is_empty()).then(|| bill.member.clone());
        (self.order_id, self.rental_id, self.fees) = (order.or(self.order_id), rental, fees);
        self.method = bill.method;
        self.amount = Some(bill.amount);
        self
    }

    fn card(mut self, card: Option<&Card>) -> Self {
        self.card_last4 = card.map(|card| card.last4.clone()).filter(|last4| !last4.is_empty()).or(self.card_last4);
        self
    }

    fn over(mut self, status: Status, reason: &str) -> Self {
        self.status = status;
        let declined = status == Status::Declined;
        self.explanation = Some(if declined { reasons::declined(reason) } else { reasons::canceled(reason) });
        self.reason = Some(reason.to_owned());
        self
    }
}

impl View for Payments {
    const NAME: &'static str = "payments";
    const HEARS: &'static [&'static str] = &[
        "payment.asked",
        "payment.begun",
        "payment.held",
        "payment.declined",
        "payment.completed",
        "payment.canceled",
        "payment.unknown",
    ];
    const INDEXES: &'static [&'static str] = &["customerId", "orderId", "rentalId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Begun { bill, .. }
        | Told::Held { bill }
        | Told::Declined { bill, .. }
        | Told::Completed { bill }
        | Told::Canceled { bill, .. }
        | Told::Unknown { bill }) = fact
        else {
            let Told::Asked { payment, .. } = fact else { return None };
            return Some(payment.to_string());
        };
        Some(bill.payment.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        Some(match fact {
            Told::Asked { payment, member, order, method, card } => Self {
                id: payment.clone(),
                customer_id: member.clone(),
                order_id: Some(order.clone()),
                method: *method,
                ..self.card(card.as_ref())
            },
            Told::Begun { bill, card } => self.of(bill).card(Some(card)),
            Told::Held { bill } => Self { status: Status::Held, ..self.of(bill) },
            Told::Declined { bill, reason } => self.of(bill).over(Status::Declined, reason),
            Told::Completed { bill } => Self { status: Status::Completed, ..self.of(bill) },
            Told::Canceled { bill, refunded, reason } => {
                Self { refunded: Some(*refunded), ..self.of(bill).over(Status::Canceled, reason) }
            }
            Told::Unknown { bill } if self.status.is_over() => self.of(bill),
            Told::Unknown { bill } => Self { status: Status::Unknown, ..self.of(bill) },
        })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let order = self.order_id.iter().map(|order| ("orderId", order.to_string()));
        let rental = self.rental_id.iter().map(|rental| ("rentalId", rental.to_string()));
        let always = [("customerId", self.customer_id.to_string()), ("status", self.status.word().to_owned())];
        always.into_iter().chain(order).chain(rental).collect()
    }

    fn owner(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }

    fn settled(&self) -> bool {
        self.status.is_over() || self.status == Status::Completed
    }
}
