//! The aggregate of teaching: one teacher, whether he is there, and who waits for him.
//!
//! Whether he can be taken rests on his presence, on his queue and on whether somebody has him already; so all three are
//! decided in one place, and two consultations that want him at the same moment never both get him.

use super::{facts::Event, presence::Presence, queue::Queue, refusal::Refusal};
use kernel::{Alarm, Cause, ConsultingId, Decider, MemberId, Millis, RequestId, When};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A teacher; unknown as long as he has no name.
#[derive(Debug, Default)]
pub(super) struct Teacher {
    pub(super) id: MemberId,
    pub(super) name: Option<String>,
    pub(super) introduction: Option<String>,
    pub(super) presence: Presence,
    /// Students who marked him as a favourite.
    pub(super) fans: BTreeSet<MemberId>,
    pub(super) queue: Queue,
    /// Consultations that took place.
    pub(super) consulting_count: u32,
}

/// What can be asked of a teacher.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Register { teacher: MemberId, name: String, introduction: Option<String> },
    Change { name: Option<String>, introduction: Option<String> },
    /// He is there, for thirty seconds more.
    Keep,
    Leave,
    Favor { student: MemberId },
    Unfavor { student: MemberId },
    /// A student wants to consult him.
    Ask { request: RequestId, student: MemberId, student_name: Option<String>, teacher: MemberId },
    /// The student does not want to any more.
    Withdraw { request: RequestId },
    /// A consultation wants him.
    Take { consulting: ConsultingId, request: RequestId, teacher: MemberId, student: MemberId },
    /// A consultation needs him no more; did it take place?
    Free { consulting: ConsultingId, ended: bool },
    /// Rings when a lease or a request has run out.
    RunOut { at: Millis },
}

impl Decider for Teacher {
    const NAME: &'static str = "teacher";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        match command {
            Register { teacher, name, introduction } => self.register(teacher, name, introduction),
            Change { name, introduction } => self.change(name, introduction),
            Keep => self.keep(cause.at),
            Leave => self.leave(cause.at),
            Favor { student } => self.favor(student),
            Unfavor { student } => self.unfavor(student),
            Ask { request, student, student_name, teacher } => {
                Ok(self.ask(request, student, student_name, teacher, cause.at))
            }
            Withdraw { request } => self.withdraw(request),
            Take { consulting, request, teacher, student } => {
                Ok(self.take(consulting, request, teacher, student, cause.at))
            }
            Free { consulting, ended } => Ok(self.free(&consulting, ended, cause.at)),
            RunOut { at } => Ok(self.run_out(at)),
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Registered { teacher, name, introduction } | Event::Changed { teacher, name, introduction } => {
                self.id = teacher.clone();
                self.name = Some(name.clone());
                self.introduction = introduction.clone();
            }
            Event::Online { session, .. } => self.presence.open(*session),
            Event::Present { until, .. } => self.presence.move_to(*until),
            Event::Offline { at, .. } => self.presence.close(*at),
            Event::Announced { .. } | Event::Refused { .. } => {}
            Event::Favored { student, .. } => {
                self.fans.insert(student.clone());
            }
            Event::Unfavored { student, .. } => {
                self.fans.remove(student);
            }
            Event::Made { request, student, until, .. } => self.queue.join(request.clone(), student.clone(), *until),
            Event::Canceled { request, .. } => self.queue.drop_out(request),
            Event::Taken { consulting, request, .. } => self.queue.begin(consulting.clone(), request),
            Event::Freed { ended, consulting_count, .. } => {
                self.queue.finish(*ended);
                self.consulting_count = *consulting_count;
            }
        }
        self
    }

    /// When his lease runs out, or the request that has waited longest. During a consultation the lease may run out:
    /// it is looked at when the consultation is over.
    fn alarm(&self) -> Option<Alarm<Command>> {
        let lease = self.presence.until().filter(|_| self.queue.taken().is_none());
        let at = lease.into_iter().chain(self.queue.first_to_run_out()).min()?;
        Some(Alarm { when: When::At(at), command: Command::RunOut { at } })
    }
}

impl Teacher {
    /// His name, if he is registered.
    pub(super) fn known(&self) -> Result<&str, Refusal> {
        self.name.as_deref().ok_or(Refusal::Unknown)
    }

    /// What ran out by then ends: his session, and requests that waited too long.
    fn run_out(&self, at: Millis) -> Vec<Event> {
        let mut events = self.expire(at);
        events.extend(self.lapse(at));
        events
    }
}
