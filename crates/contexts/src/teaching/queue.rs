//! Who waits for him, and who has him. Requests stay in the queue while he is away (R18); a request that was taken for a
//! consultation that did not come about goes back to its place.
//!
//! The queue's order is shown as `position` and binds nobody: the teacher may start any request that waits for him, and a
//! student may start his own whenever the teacher is online and free. One student may wait for one teacher with several
//! requests, since requests are always taken: each has a place of its own. With too many he does not wait: a further one is
//! taken and canceled at once, so that nobody makes the queue as long as he likes.

use super::{facts::Event, presence::Presence, refusal::Refusal, teacher::Teacher};
use kernel::{ConsultingId, MemberId, Millis, RequestId};
use std::collections::BTreeMap;

/// How long a request waits: seven days, in milliseconds.
pub(super) const WAITS: Millis = 7 * 24 * 3_600_000;

/// Why a request was canceled: there is no such teacher.
pub(super) const UNKNOWN_TEACHER: &str = "unknown-teacher";
/// Why a request was canceled: the student did not want it any more.
pub(super) const WITHDRAWN: &str = "withdrawn";
/// Why a request was canceled: it waited for seven days.
pub(super) const EXPIRED: &str = "expired";

/// Why a request was canceled: the student waits for this teacher with as many as may wait.
pub(super) const TOO_MANY: &str = "too-many";

/// How many requests of one student may wait for one teacher.
pub(super) const WAITING_MAX: usize = 20;

/// Why a consultation does not get him: he is not there.
pub(super) const OFFLINE: &str = "offline";
/// Why a consultation does not get him: another one has him.
pub(super) const CONSULTING: &str = "consulting";
/// Why a consultation does not get him: its request does not wait for him (any more).
pub(super) const NOT_WAITING: &str = "not-waiting";

/// A student's request while it is open.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waiting {
    pub student: MemberId,
    pub until: Millis,
}

/// The consultation he is in.
#[derive(Debug, PartialEq)]
pub(super) struct Taken {
    pub consulting: ConsultingId,
    pub request: RequestId,
    /// What goes back into the queue if the consultation does not come about.
    waiting: Waiting,
}

/// The requests that wait, and the one that does not any more.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: BTreeMap<RequestId, Waiting>,
    taken: Option<Taken>,
}

impl Queue {
    pub(super) fn join(&mut self, request: RequestId, student: MemberId, until: Millis) {
        self.waiting.insert(request, Waiting { student, until });
    }

    pub(super) fn drop_out(&mut self, request: &RequestId) {
        self.waiting.remove(request);
    }

    pub(super) fn begin(&mut self, consulting: ConsultingId, request: &RequestId) {
        let waiting = self.waiting.remove(request);
        self.taken = waiting.map(|waiting| Taken { consulting, request: request.clone(), waiting });
    }

    pub(super) fn finish(&mut self, ended: bool) {
        if let Some(Taken { request, waiting, .. }) = self.taken.take().filter(|_| !ended) {
            self.waiting.insert(request, waiting);
        }
    }

    pub(super) fn taken(&self) -> Option<&Taken> {
        self.taken.as_ref()
    }

    pub(super) fn waiting(&self, request: &RequestId) -> Option<&Waiting> {
        self.waiting.get(request)
    }

    /// With how many requests this student waits.
    fn waiting_of(&self, student: &MemberId) -> usize {
        self.waiting.values().filter(|waiting| waiting.student == *student).count()
    }

    /// When the first of them has waited too long.
    pub(super) fn first_to_run_out(&self) -> Option<Millis> {
        self.waiting.values().map(|waiting| waiting.until).min()
    }

    /// Why he cannot be had for this student's request; `None`: he can.
    fn objection(
        &self,
        request: &RequestId,
        student: &MemberId,
        presence: &Presence,
        at: Millis,
    ) -> Option<&'static str> {
        if self.waiting(request).is_none_or(|waiting| waiting.student != *student) {
            return Some(NOT_WAITING);
        }
        if !presence.is_there(at) {
            return Some(OFFLINE);
        }
        self.taken.is_some().then_some(CONSULTING)
    }
}

impl Teacher {
    /// Always taken (README §3, 9). That there is no such teacher, or that he waits with too many, the student reads in his
    /// request.
    pub(super) fn ask(
        &self,
        request: RequestId,
        student: MemberId,
        student_name: Option<String>,
        teacher: MemberId,
        at: Millis,
    ) -> Vec<Event> {
        let is_taken = self.queue.taken().is_some_and(|taken| taken.request == request);
        if is_taken || self.queue.waiting(&request).is_some() {
            return vec![];
        }
        let until = at.saturating_add(WAITS);
        let (of, whose, to) = (request.clone(), student.clone(), teacher.clone());
        let mut events = vec![Event::Made { request, student, student_name, teacher, until }];
        let crowded = self.queue.waiting_of(&whose) >= WAITING_MAX;
        let reason = if self.name.is_none() { Some(UNKNOWN_TEACHER) } else { crowded.then_some(TOO_MANY) };
        events.extend(reason.map(|why| Event::Canceled { request: of, student: whose, teacher: to, reason: why.into() }));
        events
    }

    /// Only what waits is canceled (README §3, 7).
    pub(super) fn withdraw(&self, request: RequestId) -> Result<Vec<Event>, Refusal> {
        let waiting = self.queue.waiting(&request).ok_or(Refusal::NotWaiting)?;
        Ok(vec![self.canceled(&request, waiting, WITHDRAWN)])
    }

    /// Requests that have waited too long by then.
    pub(super) fn expire(&self, at: Millis) -> Vec<Event> {
        let over = self.queue.waiting.iter().filter(|(_, waiting)| waiting.until <= at);
        over.map(|(request, waiting)| self.canceled(request, waiting, EXPIRED)).collect()
    }

    fn canceled(&self, request: &RequestId, waiting: &Waiting, reason: &str) -> Event {
        let (request, student) = (request.clone(), waiting.student.clone());
        Event::Canceled { request, student, teacher: self.id.clone(), reason: reason.into() }
    }

    /// For a consultation, if he is online and free and the request waits for him (003-A2, 003-T1). The answer is a fact
    /// either way, since the consultation has to hear it.
    pub(super) fn take(
        &self,
        consulting: ConsultingId,
        request: RequestId,
        teacher: MemberId,
        student: MemberId,
        at: Millis,
    ) -> Vec<Event> {
        if self.queue.taken().is_some_and(|taken| taken.consulting == consulting) {
            return vec![];
        }
        match self.queue.objection(&request, &student, &self.presence, at) {
            Some(why) => vec![Event::Refused { teacher, consulting, request, student, why: why.into() }],
            None => {
                let teacher_name = self.name.clone().unwrap_or_default();
                vec![Event::Taken { teacher, teacher_name, consulting, request, student }]
            }
        }
    }

    /// Out of the consultation, and offline if he was not heard of meanwhile (003-A5). One that has not taken him changes
    /// nothing. Only what took place counts (003-B3).
    pub(super) fn free(&self, consulting: &ConsultingId, ended: bool, at: Millis) -> Vec<Event> {
        let Some(taken) = self.queue.taken().filter(|taken| taken.consulting == *consulting) else { return vec![] };
        let mut events = vec![Event::Freed {
            teacher: self.id.clone(),
            consulting: taken.consulting.clone(),
            request: taken.request.clone(),
            student: taken.waiting.student.clone(),
            ended,
            consulting_count: self.consulting_count.saturating_add(u32::from(ended)),
        }];
        let gone = self.presence.until().filter(|until| *until <= at);
        events.extend(gone.map(|until| self.offline(until)));
        events
    }
}
