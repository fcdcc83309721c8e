use super::{
    consultation::{Command, Consultation},
    reasons,
};
use kernel::{Cause, ConsultingId, Policy, To};
use serde::Deserialize;

/// Whenever teaching says whether a teacher is to be had, his consultation starts or is refused.
pub(super) struct AnswersOfTeachers;

/// What we need to know about an answer.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Heard {
    #[serde(rename = "teacher.taken")]
    Taken { consulting: ConsultingId, teacher_name: String },
    #[serde(rename = "teacher.refused")]
    Refused { consulting: ConsultingId, why: String },
}

impl Policy for AnswersOfTeachers {
    const NAME: &'static str = "consulting.answers_of_teachers";
    const HEARS: &'static [&'static str] = &["teacher.taken", "teacher.refused"];
    type Fact = Heard;
    type Target = Consultation;

    fn react(fact: Heard, _: &Cause) -> Vec<To<Consultation>> {
        let (consulting, command) = match fact {
            Heard::Taken { consulting, teacher_name } => (consulting, Command::Start { teacher_name }),
            Heard::Refused { consulting, why } => {
                (consulting, Command::Refuse { why: reasons::of_teaching(&why).to_owned() })
            }
        };
        vec![To::new(consulting, command)]
    }
}
