use super::{super::notice::Notice, Kind, tell};
use kernel::{Cause, MemberId, Policy, To};
use serde::Deserialize;

/// Whenever a parcel has arrived, the customer is told.
pub(in super::super) struct ParcelNotices;

/// What we need to know about it.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "parcel.delivered")]
    Delivered { parcel: String, member: MemberId, name: Option<String> },
}

impl Policy for ParcelNotices {
    const NAME: &'static str = "notification.parcels";
    const HEARS: &'static [&'static str] = &["parcel.delivered"];
    type Fact = Heard;
    type Target = Notice;

    fn react(Heard::Delivered { parcel, member, name }: Heard, _: &Cause) -> Vec<To<Notice>> {
        vec![tell(member, Kind::ParcelDelivered, &[&parcel], &[("title", name)])]
    }
}
