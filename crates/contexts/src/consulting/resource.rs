use super::reasons;
use kernel::{Cause, ConsultingId, MemberId, RequestId, Text, View};
use serde::{Deserialize, Serialize};

/// A consultation as its student and its teacher see it (003-P1). Nobody else does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Consulting {
    pub id: ConsultingId,
    pub request_id: RequestId,
    pub student_id: MemberId,
    pub teacher_id: MemberId,
    /// What the teacher is called, once it has started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teacher_name: Option<String>,
    pub status: Status,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
}

/// How far a consultation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Requested,
    Started,
    Ended,
    Refused,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Requested => "requested",
            Status::Started => "started",
            Status::Ended => "ended",
            Status::Refused => "refused",
        }
    }
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "consulting.requested")]
    Requested { consulting: ConsultingId, request: RequestId, teacher: MemberId, student: MemberId },
    #[serde(rename = "consulting.started")]
    Started { consulting: ConsultingId, teacher_name: String },
    #[serde(rename = "consulting.refused")]
    Refused { consulting: ConsultingId, reason: String },
    #[serde(rename = "consulting.ended")]
    Ended { consulting: ConsultingId },
}

impl View for Consulting {
    const NAME: &'static str = "consultings";
    const HEARS: &'static [&'static str] =
        &["consulting.requested", "consulting.started", "consulting.refused", "consulting.ended"];
    /// `party` holds its student and its teacher.
    const INDEXES: &'static [&'static str] = &["party", "requestId", "status"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Requested { consulting, .. }
        | Told::Started { consulting, .. }
        | Told::Refused { consulting, .. }
        | Told::Ended { consulting }) = fact;
        Some(consulting.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Requested { consulting, request, teacher, student } => {
                self.id = consulting.clone();
                self.request_id = request.clone();
                self.teacher_id = teacher.clone();
                self.student_id = student.clone();
            }
            Told::Started { teacher_name, .. } => {
                self.status = Status::Started;
                self.teacher_name = Some(teacher_name.clone());
            }
            Told::Refused { reason, .. } => {
                self.status = Status::Refused;
                self.explanation = Some(reasons::refused(reason));
                self.reason = Some(reason.clone());
            }
            Told::Ended { .. } => self.status = Status::Ended,
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("party", self.student_id.to_string()),
            ("requestId", self.request_id.to_string()),
            ("status", self.status.word().to_owned()),
        ];
        values.extend(self.shared_with().map(|teacher| ("party", teacher.to_owned())));
        values
    }

    fn wanted(index: &str, value: &str) -> String {
        if index == "status" { value.to_lowercase() } else { value.to_owned() }
    }

    fn owner(&self) -> Option<&str> {
        Some(self.student_id.as_str())
    }

    /// Its teacher; one who consults himself is one party only.
    fn shared_with(&self) -> Option<&str> {
        (self.teacher_id != self.student_id).then_some(self.teacher_id.as_str())
    }

    fn settled(&self) -> bool {
        self.status != Status::Requested
    }
}
