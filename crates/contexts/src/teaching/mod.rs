//! Teaching: who teaches, who is there, and who waits for whom.
//!
//! A *teacher* is there as long as somebody keeps his lease of thirty seconds; a flag would stay up when his connection
//! breaks. Students mark teachers as favourites and are told, once a session, that one came online. A request for a
//! consultation is always taken and waits in the teacher's queue, whether he is there or not (README §3, 9). He is taken for
//! one consultation at a time, and only when he is online and the request waits for him: of two that race, one gets him.
//! When the last teacher leaves, the requests stay where they are and go on when he returns; after seven days they end.

mod facts;
mod listing;
mod policies;
mod presence;
mod profile;
mod queue;
mod reasons;
mod refusal;
mod request;
mod routes;
mod saga;
mod teacher;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<teacher::Teacher>();
    host.policy::<policies::TeachersForConsultations>();
    host.view::<listing::Listing>();
    host.view::<request::Request>();
    host.saga(&saga::SAGA);
    routes::join(host);
}
