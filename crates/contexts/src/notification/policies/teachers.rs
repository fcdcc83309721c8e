use super::{super::notice::Notice, Kind, tell};
use kernel::{Cause, MemberId, Policy, To};
use serde::Deserialize;

/// Whenever a teacher comes online, each student who marked him as favourite is told, once per session (003-C2, 003-P2).
pub(in super::super) struct TeacherNotices;

/// What we need to know about it.
#[derive(Deserialize)]
pub(in super::super) enum Heard {
    #[serde(rename = "teacher.announced")]
    Announced { teacher: String, name: String, session: Word, students: Vec<MemberId> },
}

/// A word or a number: whatever the session is called.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in super::super) enum Word {
    Text(String),
    Number(u64),
}

impl Policy for TeacherNotices {
    const NAME: &'static str = "notification.teachers";
    const HEARS: &'static [&'static str] = &["teacher.announced"];
    type Fact = Heard;
    type Target = Notice;

    fn react(Heard::Announced { teacher, name, session, students }: Heard, _: &Cause) -> Vec<To<Notice>> {
        let session = match session {
            Word::Text(text) => text,
            Word::Number(number) => number.to_string(),
        };
        let params = [("teacher", Some(name))];
        let event = [teacher.as_str(), session.as_str()];
        students.into_iter().map(|student| tell(student, Kind::TeacherOnline, &event, &params)).collect()
    }
}
