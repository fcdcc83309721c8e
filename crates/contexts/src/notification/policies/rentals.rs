use super::{super::notice::Notice, Kind, tell};
use kernel::{Cause, Day, MemberId, Policy, To, Won};
use serde::Deserialize;

/// Whenever a rental is accepted, refused or delayed, the customer is told (003-R3).
pub(in super::super) struct RentalNotices;

/// What we need to know about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(in super::super) enum Heard {
    #[serde(rename = "rental.accepted")]
    Accepted { rental: String, member: MemberId, name: String, qty: u32, amount: Won, return_day: Day },
    #[serde(rename = "rental.refused")]
    Refused { rental: String, member: MemberId, name: Option<String>, reason: String },
    #[serde(rename = "rental.delayed")]
    Delayed { rental: String, member: MemberId, name: String, return_day: Day },
}

impl Policy for RentalNotices {
    const NAME: &'static str = "notification.rentals";
    const HEARS: &'static [&'static str] = &["rental.accepted", "rental.refused", "rental.delayed"];
    type Fact = Heard;
    type Target = Notice;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Notice>> {
        vec![match fact {
            Heard::Accepted { rental, member, name, qty, amount, return_day } => {
                let costs = [("qty", Some(qty.to_string())), ("amount", Some(amount.to_string()))];
                let [qty, amount] = costs;
                let params = [("title", Some(name)), qty, amount, ("returnDay", Some(return_day.to_string()))];
                tell(member, Kind::RentalAccepted, &[&rental], &params)
            }
            Heard::Refused { rental, member, name, reason } => {
                tell(member, Kind::RentalRefused, &[&rental], &[("title", name), ("reason", Some(reason))])
            }
            Heard::Delayed { rental, member, name, return_day } => {
                let params = [("title", Some(name)), ("returnDay", Some(return_day.to_string()))];
                tell(member, Kind::RentalDelayed, &[&rental], &params)
            }
        }]
    }
}
