//! Who is told what: one policy for each context that is listened to, since order holds within a policy, and one context that
//! is silent then delays no notice about another.

mod consultations;
mod inner;
mod loans;
mod orders;
mod parcels;
mod rentals;
mod reservations;
mod teachers;

use super::{
    kind::Kind,
    message::{Message, Params},
    naming::notice_id,
    notice::{Command, Notice},
};
use kernel::{Host, MemberId, To};

#[cfg(test)]
pub(super) use {
    consultations::ConsultationNotices, inner::NoticesToInboxes, inner::RoutesToNotices, loans::LoanNotices,
    orders::OrderNotices, parcels::ParcelNotices, rentals::RentalNotices, reservations::ReservationNotices,
    teachers::TeacherNotices,
};

pub(super) fn join(host: &mut impl Host) {
    host.policy::<reservations::ReservationNotices>();
    host.policy::<loans::LoanNotices>();
    host.policy::<rentals::RentalNotices>();
    host.policy::<parcels::ParcelNotices>();
    host.policy::<orders::OrderNotices>();
    host.policy::<teachers::TeacherNotices>();
    host.policy::<consultations::ConsultationNotices>();
    host.policy::<inner::NoticesToInboxes>();
    host.policy::<inner::RoutesToNotices>();
}

/// Tells this member about this event. `event` names it: the id of what it happened to, and whatever else tells it from
/// another event of its kind.
fn tell(member: MemberId, kind: Kind, event: &[&str], params: &[(&str, Option<String>)]) -> To<Notice> {
    let notice = notice_id(kind, event, &member);
    let known = params.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
    let message = Message::new(kind, event.first().copied().unwrap_or_default(), known.collect::<Params>());
    To::new(notice.clone(), Command::Make { notice, member, message })
}
