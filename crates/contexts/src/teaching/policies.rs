use super::teacher::{Command, Teacher};
use kernel::{Cause, ConsultingId, MemberId, Policy, RequestId, To};
use serde::Deserialize;

/// Whenever a consultation wants a teacher, he is taken for it if he can be had; when it is over, he is free again.
///
/// One policy for the whole life of a consultation, since order holds within a policy only: he must not be freed before he
/// is taken.
pub(super) struct TeachersForConsultations;

/// What we need to know about a consultation.
#[derive(Deserialize)]
pub(super) enum Heard {
    #[serde(rename = "consulting.requested")]
    Requested { consulting: ConsultingId, request: RequestId, teacher: MemberId, student: MemberId },
    #[serde(rename = "consulting.ended")]
    Ended { consulting: ConsultingId, teacher: MemberId },
    #[serde(rename = "consulting.refused")]
    Refused { consulting: ConsultingId, teacher: MemberId },
}

impl Policy for TeachersForConsultations {
    const NAME: &'static str = "teaching.teachers_for_consultations";
    const HEARS: &'static [&'static str] = &["consulting.requested", "consulting.ended", "consulting.refused"];
    type Fact = Heard;
    type Target = Teacher;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Teacher>> {
        let (teacher, command) = match fact {
            Heard::Requested { consulting, request, teacher, student } => {
                (teacher.clone(), Command::Take { consulting, request, teacher, student })
            }
            Heard::Ended { consulting, teacher } => (teacher, Command::Free { consulting, ended: true }),
            Heard::Refused { consulting, teacher } => (teacher, Command::Free { consulting, ended: false }),
        };
        vec![To::new(teacher, command)]
    }
}
