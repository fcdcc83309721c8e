use super::reasons;
use kernel::{Cause, ConsultingId, MemberId, RequestId, Text, View};
use serde::{Deserialize, Serialize};

/// A student's wish to consult a teacher, as the two of them see it. Nobody else does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    pub id: RequestId,
    pub student_id: MemberId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub student_name: Option<String>,
    pub teacher_id: MemberId,
    pub status: Status,
    /// Why it was canceled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Text>,
    /// The consultation that came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consulting_id: Option<ConsultingId>,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    #[default]
    Waiting,
    Started,
    Ended,
    Canceled,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Waiting => "waiting",
            Status::Started => "started",
            Status::Ended => "ended",
            Status::Canceled => "canceled",
        }
    }
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "request.made")]
    Made { request: RequestId, student: MemberId, student_name: Option<String>, teacher: MemberId },
    #[serde(rename = "request.canceled")]
    Canceled { request: RequestId, reason: String },
    #[serde(rename = "teacher.taken")]
    Taken { request: RequestId, consulting: ConsultingId },
    #[serde(rename = "teacher.freed")]
    Freed { request: RequestId, ended: bool },
}

impl View for Request {
    const LINED: bool = true;
    const NAME: &'static str = "requests";
    const HEARS: &'static [&'static str] = &["request.made", "request.canceled", "teacher.taken", "teacher.freed"];
    /// `party` holds its student and its teacher; `waitingFor` the teacher, as long as it waits.
    const INDEXES: &'static [&'static str] = &["party", "studentId", "teacherId", "status", "waitingFor"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        let (Told::Made { request, .. }
        | Told::Canceled { request, .. }
        | Told::Taken { request, .. }
        | Told::Freed { request, .. }) = fact;
        Some(request.to_string())
    }

    fn evolve(mut self, fact: &Told, _: &Cause) -> Option<Self> {
        match fact {
            Told::Made { request, student, student_name, teacher } => {
                self.id = request.clone();
                self.student_id = student.clone();
                self.student_name = student_name.clone();
                self.teacher_id = teacher.clone();
            }
            Told::Canceled { reason, .. } => {
                self.status = Status::Canceled;
                self.explanation = Some(reasons::canceled(reason));
                self.reason = Some(reason.clone());
            }
            Told::Taken { consulting, .. } => {
                self.status = Status::Started;
                self.consulting_id = Some(consulting.clone());
            }
            Told::Freed { ended: true, .. } => self.status = Status::Ended,
            Told::Freed { ended: false, .. } => {
                self.status = Status::Waiting;
                self.consulting_id = None;
            }
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let (student, teacher) = (self.student_id.to_string(), self.teacher_id.to_string());
        let mut values = vec![
            ("party", student.clone()),
            ("studentId", student),
            ("teacherId", teacher.clone()),
            ("status", self.status.word().to_owned()),
        ];
        values.extend(self.shared_with().map(|teacher| ("party", teacher.to_owned())));
        values.extend(self.queued());
        values
    }

    fn wanted(index: &str, value: &str) -> String {
        if index == "status" { value.to_lowercase() } else { value.to_owned() }
    }

    fn owner(&self) -> Option<&str> {
        Some(self.student_id.as_str())
    }

    /// Its teacher; a teacher who asks himself is one party only.
    fn shared_with(&self) -> Option<&str> {
        (self.teacher_id != self.student_id).then_some(self.teacher_id.as_str())
    }

    fn queued(&self) -> Option<(&'static str, String)> {
        (self.status == Status::Waiting).then(|| ("waitingFor", self.teacher_id.to_string()))
    }
}
