mod presence;
mod queue;
mod saga;
mod views;

use super::{
    facts::Event,
    presence::LEASE,
    queue::WAITS,
    teacher::{Command, Teacher},
};
use kernel::{Cause, ConsultingId, Decider, MemberId, Millis, RequestId};

/// The instant of 13 September 2021, when everything in these tests begins.
pub(super) const START: Millis = 18_883 * 86_400_000;
pub(super) const SECOND: Millis = 1000;
pub(super) const MINUTE: Millis = 60 * SECOND;

/// A teacher to whom this happened.
pub(super) fn given(events: impl IntoIterator<Item = Event>) -> kernel::spec::Given<Teacher> {
    kernel::spec::given(events)
}

/// A cause so many milliseconds after the start.
pub(super) fn at(after: Millis) -> Cause {
    Cause { at: START + after, ..kernel::spec::cause_on("2021-09-13") }
}

/// A teacher who lives through commands, one after another, and what he told.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub teacher: Teacher,
    pub log: Vec<Event>,
}

impl Life {
    /// Registered, with these favourites' students.
    pub(super) fn new(fans: &[&str]) -> Self {
        let fans = fans.iter().zip(1..).map(|(student, count)| favored(student, count));
        let log: Vec<Event> = std::iter::once(registered()).chain(fans).collect();
        Life { teacher: log.iter().fold(Teacher::default(), Teacher::evolve), log }
    }

    /// What he tells when asked this at that time.
    #[track_caller]
    pub(super) fn does(&mut self, after: Millis, command: Command) -> Vec<Event> {
        let events = self.teacher.decide(command, &at(after)).unwrap();
        self.teacher = events.iter().fold(std::mem::take(&mut self.teacher), Teacher::evolve);
        self.log.extend(events.iter().cloned());
        events
    }

    /// What he tells by himself up to that time.
    pub(super) fn rings(&mut self, after: Millis) -> Vec<Event> {
        let mut told = vec![];
        while let Some(alarm) = self.teacher.alarm() {
            let kernel::When::At(due) = alarm.when else { break };
            if due > START + after {
                break;
            }
            let events = self.does(after, alarm.command);
            assert!(!events.is_empty(), "it rings for nothing");
            told.extend(events);
        }
        told
    }
}

pub(super) fn lee() -> MemberId {
    "lee".parse().unwrap()
}

pub(super) fn member(id: &str) -> MemberId {
    id.parse().unwrap()
}

pub(super) fn request(id: &str) -> RequestId {
    id.parse().unwrap()
}

pub(super) fn consulting(id: &str) -> ConsultingId {
    id.parse().unwrap()
}

pub(super) fn registered() -> Event {
    Event::Registered { teacher: lee(), name: "이 선생님".into(), introduction: None }
}

pub(super) fn favored(student: &str, favorite_count: u32) -> Event {
    Event::Favored { teacher: lee(), student: member(student), favorite_count }
}

pub(super) fn online(session: u32) -> Event {
    Event::Online { teacher: lee(), name: "이 선생님".into(), session }
}

/// There for a lease from that time on.
pub(super) fn present(from: Millis) -> Event {
    Event::Present { teacher: lee(), until: START + from + LEASE }
}

pub(super) fn announced(session: u32, students: &[&str]) -> Event {
    let students = students.iter().map(|student| member(student)).collect();
    Event::Announced { teacher: lee(), name: "이 선생님".into(), session, students }
}

pub(super) fn offline(session: u32, after: Millis) -> Event {
    Event::Offline { teacher: lee(), session, at: START + after }
}

/// A teacher who just came online, after this.
pub(super) fn there(events: impl IntoIterator<Item = Event>) -> Vec<Event> {
    [registered(), online(1), present(0)].into_iter().chain(events).collect()
}

pub(super) fn ask(id: &str, student: &str) -> Command {
    Command::Ask { request: request(id), student: member(student), student_name: None, teacher: lee() }
}

pub(super) fn made(id: &str, student: &str) -> Event {
    let until = START + WAITS;
    Event::Made { request: request(id), student: member(student), student_name: None, teacher: lee(), until }
}

pub(super) fn canceled(id: &str, student: &str, reason: &str) -> Event {
    Event::Canceled { request: request(id), student: member(student), teacher: lee(), reason: reason.into() }
}

pub(super) fn take(id: &str, of: &str, student: &str) -> Command {
    Command::Take { consulting: consulting(id), request: request(of), teacher: lee(), student: member(student) }
}

pub(super) fn taken(id: &str, of: &str, student: &str) -> Event {
    Event::Taken {
        teacher: lee(),
        teacher_name: "이 선생님".into(),
        consulting: consulting(id),
        request: request(of),
        student: member(student),
    }
}

pub(super) fn refused(id: &str, of: &str, student: &str, why: &str) -> Event {
    let (consulting, request) = (consulting(id), request(of));
    Event::Refused { teacher: lee(), consulting, request, student: member(student), why: why.into() }
}

pub(super) fn free(id: &str, ended: bool) -> Command {
    Command::Free { consulting: consulting(id), ended }
}

pub(super) fn freed(id: &str, of: &str, student: &str, ended: bool, consulting_count: u32) -> Event {
    let (consulting, request) = (consulting(id), request(of));
    Event::Freed { teacher: lee(), consulting, request, student: member(student), ended, consulting_count }
}
