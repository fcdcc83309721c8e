//! Is he there? A session lasts as long as its lease is kept; heartbeats of any number of devices keep the same lease.

use super::{facts::Event, refusal::Refusal, teacher::Teacher};
use kernel::Millis;

/// How long a lease lasts, in milliseconds.
pub(super) const LEASE: Millis = 30_000;
/// A heartbeat is written down only when less of the lease than this remains: one fact for several heartbeats.
/// So whoever falls silent is offline 20 to 30 seconds after he was last heard.
pub(super) const LEASE_RENEWED_BELOW: Millis = 20_000;
/// Who comes back within ten minutes of leaving was hardly away: nobody is told again.
pub(super) const QUIET_AFTER_LEAVING: Millis = 10 * 60_000;
/// Students in one fact, at most.
pub(super) const STUDENTS_PER_FACT: usize = 500;

/// His sessions, of which one may be open.
#[derive(Debug, Default)]
pub(super) struct Presence {
    /// The number of the latest.
    session: u32,
    /// The end of the lease, while it is open.
    until: Option<Millis>,
    /// When the latest ended, if one did.
    left: Option<Millis>,
}

impl Presence {
    pub(super) fn open(&mut self, session: u32) {
        self.session = session;
        self.until = Some(0);
    }

    pub(super) fn move_to(&mut self, until: Millis) {
        self.until = Some(until);
    }

    pub(super) fn close(&mut self, at: Millis) {
        self.until = None;
        self.left = Some(at);
    }

    /// The end of the lease; `None` when he is offline.
    pub(super) fn until(&self) -> Option<Millis> {
        self.until
    }

    /// Is the lease running at this moment?
    pub(super) fn is_there(&self, at: Millis) -> bool {
        self.until.is_some_and(|until| at < until)
    }

    /// Was he away so short a time that nobody is told of his return?
    fn was_just_here(&self, at: Millis) -> bool {
        self.left.is_some_and(|left| at < left.saturating_add(QUIET_AFTER_LEAVING))
    }
}

impl Teacher {
    /// A heartbeat. The first one brings him online (003-C1) and tells his favourites' students (003-C2).
    pub(super) fn keep(&self, at: Millis) -> Result<Vec<Event>, Refusal> {
        let name = self.known()?.to_owned();
        let present = Event::Present { teacher: self.id.clone(), until: at.saturating_add(LEASE) };
        if let Some(until) = self.presence.until() {
            let moves = until.saturating_sub(at) < LEASE_RENEWED_BELOW;
            return Ok(if moves { vec![present] } else { vec![] });
        }
        let (teacher, session) = (self.id.clone(), self.presence.session.saturating_add(1));
        let mut events = vec![Event::Online { teacher, name: name.clone(), session }, present];
        if !self.presence.was_just_here(at) {
            let fans: Vec<_> = self.fans.iter().cloned().collect();
            events.extend(fans.chunks(STUDENTS_PER_FACT).map(|students| Event::Announced {
                teacher: self.id.clone(),
                name: name.clone(),
                session,
                students: students.to_vec(),
            }));
        }
        Ok(events)
    }

    /// He leaves. During a consultation his lease ends, and his session with the consultation: until then he is in it,
    /// whatever his connection says. If another device of his is still there, its next heartbeat brings him back.
    pub(super) fn leave(&self, at: Millis) -> Result<Vec<Event>, Refusal> {
        self.known()?;
        let in_consultation = self.queue.taken().is_some();
        Ok(match self.presence.until() {
            None => vec![],
            Some(until) if in_consultation && until <= at => vec![],
            Some(_) if in_consultation => vec![Event::Present { teacher: self.id.clone(), until: at }],
            Some(_) => vec![self.offline(at)],
        })
    }

    /// His lease has run out by then, and he is in no consultation.
    pub(super) fn lapse(&self, at: Millis) -> Option<Event> {
        let until = self.presence.until().filter(|until| *until <= at)?;
        self.queue.taken().is_none().then(|| self.offline(until))
    }

    pub(super) fn offline(&self, at: Millis) -> Event {
        Event::Offline { teacher: self.id.clone(), session: self.presence.session, at }
    }
}
