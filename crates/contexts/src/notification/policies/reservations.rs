use super::{super::notice::Notice, Kind, tell};
use kernel::{Cause, MemberId, Policy, To};
use serde::Deserialize;

/// Whenever a reservation succeeds or is canceled, its member is told; never when it fails (001-F10).
pub(in super::super) struct ReservationNotices;

/// What we need to know about a reservation.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "reservation.succeeded")]
    Succeeded { reservation: String, member: MemberId, name: String },
    #[serde(rename = "reservation.canceled")]
    Canceled { reservation: String, member: MemberId, name: Option<String> },
}

impl Policy for ReservationNotices {
    const NAME: &'static str = "notification.reservations";
    const HEARS: &'static [&'static str] = &["reservation.succeeded", "reservation.canceled"];
    type Fact = Heard;
    type Target = Notice;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Notice>> {
        vec![match fact {
            Heard::Succeeded { reservation, member, name } => {
                tell(member, Kind::ReservationSucceeded, &[&reservation], &[("title", Some(name))])
            }
            Heard::Canceled { reservation, member, name } => {
                tell(member, Kind::ReservationCanceled, &[&reservation], &[("title", name)])
            }
        }]
    }
}
