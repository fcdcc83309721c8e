use super::{super::notice::Notice, Kind, tell};
use kernel::{Cause, MemberId, Policy, To};
use serde::Deserialize;

/// Whenever a consultation has ended, its student is told.
pub(in super::super) struct ConsultationNotices;

/// What we need to know about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(in super::super) enum Heard {
    #[serde(rename = "consulting.ended")]
    Ended { consulting: String, student: MemberId, teacher_name: Option<String> },
}

impl Policy for ConsultationNotices {
    const NAME: &'static str = "notification.consultations";
    const HEARS: &'static [&'static str] = &["consulting.ended"];
    type Fact = Heard;
    type Target = Notice;

    fn react(Heard::Ended { consulting, student, teacher_name }: Heard, _: &Cause) -> Vec<To<Notice>> {
        vec![tell(student, Kind::ConsultationEnded, &[&consulting], &[("teacher", teacher_name)])]
    }
}
