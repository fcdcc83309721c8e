use kernel::{Cause, Day, MemberId, ParcelId, PaymentId, RentalId, TitleId, View, Won};
use serde::{Deserialize, Serialize};

/// One of a member's rentals with its delivery, on his page (002-F6, 002-P1). Rental and delivery are told about by two
/// contexts, so either may be heard of first; each has its own part of the document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyRental {
    pub id: RentalId,
    pub user_id: MemberId,
    pub book_id: TitleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub qty: u32,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Per piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Won>,
    /// Altogether.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Won>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<PaymentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_date: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

/// How far a rental has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Requested,
    OnHold,
    Accepted,
    Delivering,
    Delivered,
    Delayed,
    Returned,
    Refused,
    Canceled,
}

/// Where its parcel is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Delivery {
    pub id: ParcelId,
    pub status: Carried,
}

/// How far a parcel has come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Carried {
    Created,
    InTransit,
    Delivered,
    /// Or called back, when it was delivered already.
    Stopped,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "rental.heldBack")]
    HeldBack { rental: RentalId, member: MemberId, title: TitleId, qty: u32 },
    #[serde(rename = "rental.requested")]
    Requested {
        rental: RentalId,
        member: MemberId,
        title: TitleId,
        qty: u32,
        price: Option<Won>,
        amount: Option<Won>,
        payment: PaymentId,
        return_day: Option<Day>,
    },
    #[serde(rename = "rental.priced")]
    Priced { rental: RentalId, price: Won, amount: Won },
    #[serde(rename = "rental.accepted")]
    Accepted { rental: RentalId, name: String, price: Won, amount: Won, return_day: Day },
    #[serde(rename = "rental.refused")]
    Refused { rental: RentalId, reason: String },
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
    #[serde(rename = "parcel.created")]
    ParcelCreated { parcel: ParcelId, rental: RentalId, member: MemberId },
    #[serde(rename = "parcel.dispatched")]
    ParcelDispatched { parcel: ParcelId, rental: RentalId, member: MemberId },
    #[serde(rename = "parcel.delivered")]
    ParcelDelivered { parcel: ParcelId, rental: RentalId, member: MemberId },
    #[serde(rename = "parcel.stopped", alias = "parcel.recalled")]
    ParcelStopped { parcel: ParcelId, rental: RentalId, member: MemberId },
}

impl Told {
    fn rental(&self) -> &RentalId {
        match self {
            Told::HeldBack { rental, .. }
            | Told::Requested { rental, .. }
            | Told::Priced { rental, .. }
            | Told::Accepted { rental, .. }
            | Told::Refused { rental, .. }
            | Told::Dispatched { rental }
            | Told::Delivered { rental }
            | Told::Returned { rental }
            | Told::Delayed { rental }
            | Told::Canceled { rental, .. }
            | Told::ParcelCreated { rental, .. }
            | Told::ParcelDispatched { rental, .. }
            | Told::ParcelDelivered { rental, .. }
            | Told::ParcelStopped { rental, .. } => rental,
        }
    }
}

impl MyRental {
    fn asked(&mut self, member: &MemberId, title: &TitleId, qty: u32, status: Status) {
        self.user_id = member.clone();
        self.book_id = title.clone();
        self.qty = qty;
        self.status = status;
    }

    fn not_to_be(&mut self, reason: &str, status: Status) {
        self.reason = Some(reason.to_owned());
        self.status = status;
    }

    fn carried(&mut self, parcel: &ParcelId, member: &MemberId, status: Carried) {
        self.user_id = member.clone();
        self.delivery = Some(Delivery { id: parcel.clone(), status });
    }
}

impl View for MyRental {
    const NAME: &'static str = "my_rentals";
    const HEARS: &'static [&'static str] = &[
        "rental.heldBack",
        "rental.requested",
        "rental.priced",
        "rental.accepted",
        "rental.refused",
        "rental.dispatched",
        "rental.delivered",
        "rental.returned",
        "rental.delayed",
        "rental.canceled",
        "parcel.created",
        "parcel.dispatched",
        "parcel.delivered",
        "parcel.stopped",
        "parcel.recalled",
    ];
    const INDEXES: &'static [&'static str] = &["userId"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        Some(fact.rental().to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        self.id = fact.rental().clone();
        match fact {
            Told::HeldBack { member, title, qty, .. } => self.asked(member, title, *qty, Status::OnHold),
            Told::Requested { member, title, qty, price, amount, payment, return_day, .. } => {
                self.asked(member, title, *qty, Status::Requested);
                (self.price, self.amount, self.return_date) = (*price, *amount, *return_day);
                self.payment_id = Some(payment.clone());
            }
            Told::Priced { price, amount, .. } => (self.price, self.amount) = (Some(*price), Some(*amount)),
            Told::Accepted { name, price, amount, return_day, .. } => {
                self.title = Some(name.clone());
                (self.price, self.amount, self.return_date) = (Some(*price), Some(*amount), Some(*return_day));
                self.status = Status::Accepted;
            }
            Told::Dispatched { .. } => self.status = Status::Delivering,
            Told::Delivered { .. } => self.status = Status::Delivered,
            Told::Returned { .. } => self.status = Status::Returned,
            Told::Delayed { .. } => self.status = Status::Delayed,
            Told::Refused { reason, .. } => self.not_to_be(reason, Status::Refused),
            Told::Canceled { reason, .. } => self.not_to_be(reason, Status::Canceled),
            Told::ParcelCreated { parcel, member, .. } => self.carried(parcel, member, Carried::Created),
            Told::ParcelDispatched { parcel, member, .. } => self.carried(parcel, member, Carried::InTransit),
            Told::ParcelDelivered { parcel, member, .. } => self.carried(parcel, member, Carried::Delivered),
            Told::ParcelStopped { parcel, member, .. } => self.carried(parcel, member, Carried::Stopped),
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        vec![("userId", self.user_id.to_string())]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.user_id.as_str())
    }
}
