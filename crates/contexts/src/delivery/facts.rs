//! What can happen to a parcel. `facts/` holds a golden sample of each: never edited, only added to.

use kernel::{Fact, MemberId, ParcelId, RentalId, TitleId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is in a parcel, and for whom. It has the id of its rental.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contents {
    pub parcel: ParcelId,
    pub rental: RentalId,
    pub member: MemberId,
    pub title: TitleId,
    pub name: String,
    pub qty: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_phone_no: Option<String>,
}

/// What can happen to a parcel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Event {
    #[serde(rename = "parcel.created")]
    Created {
        #[serde(flatten)]
        contents: Contents,
    },
    #[serde(rename = "parcel.dispatched")]
    Dispatched { parcel: ParcelId, rental: RentalId, member: MemberId },
    #[serde(rename = "parcel.delivered")]
    Delivered { parcel: ParcelId, rental: RentalId, member: MemberId, title: TitleId, name: String },
    #[serde(rename = "parcel.stopped")]
    Stopped {
        parcel: ParcelId,
        rental: RentalId,
        member: MemberId,
        /// How far it had come.
        was: String,
    },
    /// It had arrived by the time it was to be stopped: somebody has to fetch it.
    #[serde(rename = "parcel.recalled")]
    Recalled { parcel: ParcelId, rental: RentalId, member: MemberId },
}

impl Fact for Event {
    const NAMES: &'static [&'static str] =
        &["parcel.created", "parcel.dispatched", "parcel.delivered", "parcel.stopped", "parcel.recalled"];
}
