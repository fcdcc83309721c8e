use super::{
    reasons,
    wish::{PayBy, Wish},
};
use kernel::{Cause, Day, MemberId, ParcelId, PaymentId, RentalId, Text, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// A rental as the public sees it (002-F6, 002-P1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Rent {
    pub id: RentalId,
    pub book_id: TitleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub book_name: Option<String>,
    pub qty: u32,
    /// Of one copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Won>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Won>,
    pub customer_id: MemberId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    pub status: Status,
    /// Why it was refused or canceled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
    /// As soon as there is a parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_id: Option<ParcelId>,
    pub payment_id: PaymentId,
    pub method: PayBy,
    pub start_date: Day,
    pub return_date: Day,
}

/// How far a rental has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Requested,
    OnHold,
    Accepted,
    Delivering,
    Delivered,
    Returned,
    Delayed,
    Refused,
    Canceled,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Requested => "requested",
            Status::OnHold => "onHold",
            Status::Accepted => "accepted",
            Status::Delivering => "delivering",
            Status::Delivered => "delivered",
            Status::Returned => "returned",
            Status::Delayed => "delayed",
            Status::Refused => "refused",
            Status::Canceled => "canceled",
        }
    }
}

/// What is told about it.
#[derive(Deserialize)]
pub(super) enum Told {
    #[serde(rename = "rental.heldBack")]
    HeldBack(Wish),
    #[serde(rename = "rental.requested")]
    Requested(Wish),
    #[serde(rename = "rental.copiesPromised")]
    CopiesPromised { rental: RentalId, name: String },
    #[serde(rename = "rental.priced")]
    Priced { rental: RentalId, price: Won, amount: Won },
    #[serde(rename = "rental.accepted")]
    Accepted { rental: RentalId, name: String },
    #[serde(rename = "rental.refused")]
    Refused { rental: RentalId, reason: String },
    #[serde(rename = "rental.packed")]
    Packed { rental: RentalId, parcel: ParcelId },
    #[serde(rename = "rental.dispatched")]
    Dispatched { rental: RentalId },
    #[serde(rename = "rental.delivered")]
    Delivered { rental: RentalId },
    #[serde(rename = "rental.returned")]
    Returned { rental: RentalId },
    #[serde(rename = "rental.delayed")]
    Delayed { rental: RentalId },
    #[serde(rename = "rental.canceled")]
    Canceled { rental: RentalId, reason: String },
}

impl Rent {
    fn asked_for(self, wish: &Wish, status: Status) -> Self {
        let wish = wish.clone();
        Self {
            id: wish.rental,
            book_id: wish.title,
            book_name: wish.name,
            qty: wish.qty,
            price: wish.price,
            amount: wish.amount,
            customer_id: wish.member,
            customer_name: wish.customer_name,
            payment_id: wish.payment,
            method: wish.method,
            start_date: wish.start_day,
            return_date: wish.return_day,
            status,
            ..self
        }
    }

    fn over(self, status: Status, reason: &str) -> Self {
        Self { status, reason: Some(reason.to_owned()), explanation: Some(reasons::why(reason)), ..self }
    }
}

impl View for Rent {
    const NAME: &'static str = "rentals";
    const HEARS: &'static [&'static str] = &[
        "rental.heldBack",
        "rental.requested",
        "rental.copiesPromised",
        "rental.priced",
        "rental.accepted",
        "rental.refused",
        "rental.packed",
        "rental.dispatched",
        "rental.delivered",
        "rental.returned",
        "rental.delayed",
        "rental.canceled",
    ];
    const INDEXES: &'static [&'static str] = &["customerId", "bookId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::HeldBack(Wish { rental, .. })
        | Told::Requested(Wish { rental, .. })
        | Told::CopiesPromised { rental, .. }
        | Told::Priced { rental, .. }
        | Told::Accepted { rental, .. }
        | Told::Refused { rental, .. }
        | Told::Packed { rental, .. }
        | Told::Dispatched { rental }
        | Told::Delivered { rental }
        | Told::Returned { rental }
        | Told::Delayed { rental }
        | Told::Canceled { rental, .. }) = fact;
        Some(rental.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        let at = |status| Self { status, ..self.clone() };
        Some(match fact {
            Told::HeldBack(wish) => self.asked_for(wish, Status::OnHold),
            Told::Requested(wish) => self.asked_for(wish, Status::Requested),
            Told::CopiesPromised { name, .. } => Self { book_name: Some(name.clone()), ..self },
            Told::Priced { price, amount, .. } => Self { price: Some(*price), amount: Some(*amount), ..self },
            Told::Accepted { name, .. } => Self { book_name: Some(name.clone()), ..at(Status::Accepted) },
            Told::Refused { reason, .. } => self.over(Status::Refused, reason),
            Told::Packed { parcel, .. } => Self { delivery_id: Some(parcel.clone()), ..self },
            Told::Dispatched { .. } => at(Status::Delivering),
            Told::Delivered { .. } => at(Status::Delivered),
            Told::Returned { .. } => at(Status::Returned),
            Told::Delayed { .. } => at(Status::Delayed),
            Told::Canceled { reason, .. } => self.over(Status::Canceled, reason),
        })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let status = self.status.word().to_owned();
        vec![("customerId", self.customer_id.to_string()), ("bookId", self.book_id.to_string()), ("status", status)]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }

    fn settled(&self) -> bool {
        !matches!(self.status, Status::Requested | Status::OnHold)
    }
}
