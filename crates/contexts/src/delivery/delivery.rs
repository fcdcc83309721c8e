use super::facts::Contents;
use kernel::{Cause, MemberId, ParcelId, RentalId, TitleId, View};
use serde::{Deserialize, Serialize};

/// A parcel as the public sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Delivery {
    pub id: ParcelId,
    pub rental_id: RentalId,
    pub customer_id: MemberId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_phone_no: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub book_id: TitleId,
    pub book_name: String,
    pub qty: u32,
    pub status: Status,
    /// It had arrived when it was stopped, and has to be fetched.
    pub recalled: bool,
}

/// How far a parcel has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Created,
    InTransit,
    Delivered,
    Stopped,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Created => "created",
            Status::InTransit => "inTransit",
            Status::Delivered => "delivered",
            Status::Stopped => "stopped",
        }
    }
}

/// What is told about it.
#[derive(Deserialize)]
pub(super) enum Told {
    #[serde(rename = "parcel.created")]
    Created(Contents),
    #[serde(rename = "parcel.dispatched")]
    Dispatched { parcel: ParcelId },
    #[serde(rename = "parcel.delivered")]
    Delivered { parcel: ParcelId },
    #[serde(rename = "parcel.stopped")]
    Stopped { parcel: ParcelId },
    #[serde(rename = "parcel.recalled")]
    Recalled { parcel: ParcelId },
}

impl View for Delivery {
    const NAME: &'static str = "deliveries";
    const HEARS: &'static [&'static str] =
        &["parcel.created", "parcel.dispatched", "parcel.delivered", "parcel.stopped", "parcel.recalled"];
    const INDEXES: &'static [&'static str] = &["customerId", "rentalId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Created(Contents { parcel, .. })
        | Told::Dispatched { parcel }
        | Told::Delivered { parcel }
        | Told::Stopped { parcel }
        | Told::Recalled { parcel }) = fact;
        Some(parcel.to_string())
    }

    fn evolve(self, fact: &Told, _: &Cause) -> Option<Self> {
        Some(match fact {
            Told::Created(contents) => {
                let contents = contents.clone();
                Self {
                    id: contents.parcel,
                    rental_id: contents.rental,
                    customer_id: contents.member,
                    customer_name: contents.customer_name,
                    customer_phone_no: contents.customer_phone_no,
                    address: contents.address,
                    book_id: contents.title,
                    book_name: contents.name,
                    qty: contents.qty,
                    status: Status::Created,
                    recalled: false,
                }
            }
            Told::Dispatched { .. } => Self { status: Status::InTransit, ..self },
            Told::Delivered { .. } => Self { status: Status::Delivered, ..self },
            Told::Stopped { .. } => Self { status: Status::Stopped, ..self },
            Told::Recalled { .. } => Self { status: Status::Stopped, recalled: true, ..self },
        })
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let status = self.status.word().to_owned();
        vec![("customerId", self.customer_id.to_string()), ("rentalId", self.rental_id.to_string()), ("status", status)]
    }

    fn owner(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }
}
