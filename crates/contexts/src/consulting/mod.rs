//! Consulting: a teacher and a student talking.
//!
//! A *consultation* comes of a request that waits for a teacher. Before it is asked for, teaching is looked at: a teacher
//! who is offline or busy is a clear no at once (003-A2, 003-T1), and no answer means "please try again shortly" (003-I2).
//! Whether the teacher really is to be had, teaching decides: of two consultations that want him, one is started and the
//! other refused. It ends when the teacher says so, or by the clock after eight hours. Live video, and with it the
//! recordings (003-B1), is not here yet: a consultation has no `recordingId`.

mod consultation;
mod facts;
mod guard;
mod policies;
mod reasons;
mod refusal;
mod resource;
mod routes;
mod saga;

#[cfg(test)]
mod tests;

use kernel::Host;

pub(crate) fn join(host: &mut impl Host) {
    host.decider::<consultation::Consultation>();
    host.policy::<policies::AnswersOfTeachers>();
    host.view::<resource::Consulting>();
    host.saga(&saga::SAGA);
    routes::join(host);
}
