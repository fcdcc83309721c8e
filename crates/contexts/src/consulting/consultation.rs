//! The aggregate of consulting: one consultation, from the wish to its end.

use super::{
    facts::{By, Event},
    refusal::Refusal,
};
use kernel::{Alarm, Cause, ConsultingId, Decider, MemberId, Millis, RequestId, When};
use serde::{Deserialize, Serialize};

/// How long it waits for teaching's answer: ten minutes, in milliseconds.
pub(super) const ANSWER_WITHIN: Millis = 10 * 60_000;
/// How long it lasts at most: eight hours, in milliseconds. Then somebody forgot to end it.
pub(super) const LASTS_AT_MOST: Millis = 8 * 3_600_000;

/// Why it did not come about: nobody answered.
pub(super) const TIMED_OUT: &str = "timed-out";

/// A consultation.
#[derive(Debug, Default)]
pub(super) struct Consultation {
    id: ConsultingId,
    request: RequestId,
    teacher: MemberId,
    student: MemberId,
    /// What the teacher is called, once he is taken.
    teacher_name: String,
    pub(super) stage: Stage,
}

/// How far it has come.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Stage {
    #[default]
    New,
    /// Teaching has not answered yet.
    Requested { until: Millis },
    Started { until: Millis },
    Ended,
    Refused,
}

/// What can be asked of a consultation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Command {
    Request { consulting: ConsultingId, request: RequestId, teacher: MemberId, student: MemberId },
    /// The teacher is taken for it.
    Start { teacher_name: String },
    /// The teacher cannot be had.
    Refuse { why: String },
    /// Somebody wants it to end.
    End { by: MemberId },
    /// Rings when teaching has not answered.
    NoAnswer,
    /// Rings when it has lasted too long.
    TooLong,
}

impl Decider for Consultation {
    const NAME: &'static str = "consultation";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: Command, cause: &Cause) -> Result<Vec<Event>, Refusal> {
        let events = match (command, &self.stage) {
            (Command::Request { consulting, request, teacher, student }, Stage::New) => {
                let until = cause.at.saturating_add(ANSWER_WITHIN);
                vec![Event::Requested { consulting, request, teacher, student, until }]
            }
            (Command::Start { teacher_name }, Stage::Requested { .. }) => {
                vec![self.started(teacher_name, cause.at.saturating_add(LASTS_AT_MOST))]
            }
            (Command::Refuse { why }, Stage::Requested { .. }) => vec![self.refused(why)],
            (Command::NoAnswer, Stage::Requested { .. }) => vec![self.refused(TIMED_OUT.into())],
            (Command::TooLong, Stage::Started { .. }) => vec![self.ended(By::Clock)],
            (Command::End { by }, stage) => {
                self.may_end(&by, stage)?;
                vec![self.ended(By::Teacher)]
            }
            // An answer that comes again, or to a consultation that is over; teaching hears that it is.
            (
                Command::Request { .. }
                | Command::Start { .. }
                | Command::Refuse { .. }
                | Command::NoAnswer
                | Command::TooLong,
                _,
            ) => vec![],
        };
        Ok(events)
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Requested { consulting, request, teacher, student, until } => {
                self.id = consulting.clone();
                self.request = request.clone();
                self.teacher = teacher.clone();
                self.student = student.clone();
                self.stage = Stage::Requested { until: *until };
            }
            Event::Started { teacher_name, until, .. } => {
                self.teacher_name = teacher_name.clone();
                self.stage = Stage::Started { until: *until };
            }
            Event::Refused { .. } => self.stage = Stage::Refused,
            Event::Ended { .. } => self.stage = Stage::Ended,
        }
        self
    }

    fn alarm(&self) -> Option<Alarm<Command>> {
        let (until, command) = match self.stage {
            Stage::Requested { until } => (until, Command::NoAnswer),
            Stage::Started { until } => (until, Command::TooLong),
            Stage::New | Stage::Ended | Stage::Refused => return None,
        };
        Some(Alarm { when: When::At(until), command })
    }
}

impl Consultation {
    /// Its teacher, once it has started (003-B2).
    fn may_end(&self, by: &MemberId, stage: &Stage) -> Result<(), Refusal> {
        match stage {
            Stage::New => Err(Refusal::Unknown),
            _ if *by != self.teacher => Err(Refusal::TeacherOnly),
            Stage::Started { .. } => Ok(()),
            Stage::Requested { .. } => Err(Refusal::NotStarted),
            Stage::Ended | Stage::Refused => Err(Refusal::Over),
        }
    }

    fn started(&self, teacher_name: String, until: Millis) -> Event {
        let (consulting, request, teacher, student) = self.names();
        Event::Started { consulting, request, teacher, student, teacher_name, until }
    }

    fn refused(&self, reason: String) -> Event {
        let (consulting, request, teacher, student) = self.names();
        Event::Refused { consulting, request, teacher, student, reason }
    }

    fn ended(&self, by: By) -> Event {
        let (consulting, request, teacher, student) = self.names();
        Event::Ended { consulting, request, teacher, student, teacher_name: self.teacher_name.clone(), by }
    }

    /// Which consultation it is, of what request, and who is in it.
    fn names(&self) -> (ConsultingId, RequestId, MemberId, MemberId) {
        (self.id.clone(), self.request.clone(), self.teacher.clone(), self.student.clone())
    }
}
