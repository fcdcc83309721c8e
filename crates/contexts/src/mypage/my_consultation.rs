use kernel::{Cause, ConsultingId, Day, MemberId, Millis, RequestId, View};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A request and the consultation that came of it, on the pages of its student and its teacher (003-P1).
///
/// Teaching tells who waits, consulting who talks, and either may be heard of first; so what each said is kept apart, and
/// they are put together when somebody looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MyConsultation {
    pub id: RequestId,
    pub student_id: MemberId,
    pub student_name: Option<String>,
    pub teacher_id: MemberId,
    pub teacher_name: Option<String>,
    /// The consultation that was heard of last.
    pub consulting_id: Option<ConsultingId>,
    /// Why the request was canceled.
    canceled_because: Option<String>,
    /// Why the latest consultation did not come about.
    refused_because: Option<String>,
    /// Which one that was, and when: each has a log of its own, and of two logs either may be heard first.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_last: Option<(Millis, ConsultingId)>,
    queue: Queue,
    talk: Talk,
}

/// What teaching says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Queue {
    #[default]
    Waiting,
    Started,
    Ended,
    Canceled,
}

/// What consulting says. Whatever has started ends, so it only goes forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Talk {
    #[default]
    NotYet,
    Started,
    Ended,
}

/// What is told about it.
#[derive(Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub(super) enum Told {
    #[serde(rename = "request.made")]
    Made { request: RequestId, student: MemberId, student_name: Option<String>, teacher: MemberId },
    #[serde(rename = "request.canceled")]
    Canceled { request: RequestId, student: MemberId, teacher: MemberId, reason: String },
    #[serde(rename = "teacher.taken")]
    Taken {
        request: RequestId,
        student: MemberId,
        teacher: MemberId,
        teacher_name: String,
        consulting: ConsultingId,
    },
    #[serde(rename = "teacher.freed")]
    Freed { request: RequestId, student: MemberId, teacher: MemberId, ended: bool },
    #[serde(rename = "consulting.started")]
    Started {
        request: RequestId,
        student: MemberId,
        teacher: MemberId,
        teacher_name: String,
        consulting: ConsultingId,
    },
    #[serde(rename = "consulting.refused")]
    Refused { request: RequestId, student: MemberId, teacher: MemberId, consulting: ConsultingId, reason: String },
    #[serde(rename = "consulting.ended")]
    Ended { request: RequestId, student: MemberId, teacher: MemberId, consulting: ConsultingId },
}

impl Told {
    /// The request, its student and its teacher: every one of these facts names them.
    fn names(&self) -> (&RequestId, &MemberId, &MemberId) {
        match self {
            Told::Made { request, student, teacher, .. }
            | Told::Canceled { request, student, teacher, .. }
            | Told::Taken { request, student, teacher, .. }
            | Told::Freed { request, student, teacher, .. }
            | Told::Started { request, student, teacher, .. }
            | Told::Refused { request, student, teacher, .. }
            | Told::Ended { request, student, teacher, .. } => (request, student, teacher),
        }
    }
}

impl MyConsultation {
    fn talks(&mut self, consulting: &ConsultingId, talk: Talk) {
        self.consulting_id = Some(consulting.clone());
        if self.talk < talk {
            self.talk = talk;
        }
    }

    /// Both together, in the words of a request.
    fn status(&self) -> &'static str {
        match (self.queue, self.talk) {
            (_, Talk::Ended) | (Queue::Ended, _) => "ended",
            (_, Talk::Started) | (Queue::Started, _) => "started",
            (Queue::Waiting, _) => "waiting",
            (Queue::Canceled, _) => "canceled",
        }
    }
}

impl View for MyConsultation {
    const NAME: &'static str = "my_consultations";
    const HEARS: &'static [&'static str] = &[
        "request.made",
        "request.canceled",
        "teacher.taken",
        "teacher.freed",
        "consulting.started",
        "consulting.refused",
        "consulting.ended",
    ];
    /// `party` holds its student and its teacher.
    const INDEXES: &'static [&'static str] = &["party"];
    type Fact = Told;

    fn key(fact: &Told) -> Option<String> {
        Some(fact.names().0.to_string())
    }

    fn evolve(mut self, fact: &Told, cause: &Cause) -> Option<Self> {
        let (request, student, teacher) = fact.names();
        (self.id, self.student_id, self.teacher_id) = (request.clone(), student.clone(), teacher.clone());
        match fact {
            Told::Made { student_name, .. } => {
                self.student_name = student_name.clone();
                self.queue = Queue::Waiting;
            }
            Told::Canceled { reason, .. } => {
                self.canceled_because = Some(reason.clone());
                self.queue = Queue::Canceled;
            }
            Told::Taken { teacher_name, consulting, .. } => {
                self.teacher_name = Some(teacher_name.clone());
                // Consulting knows better which one it was, once it has said so.
                if self.talk == Talk::NotYet {
                    self.consulting_id = Some(consulting.clone());
                }
                self.queue = Queue::Started;
            }
            Told::Freed { ended, .. } => {
                self.queue = if *ended { Queue::Ended } else { Queue::Waiting };
            }
            Told::Started { teacher_name, consulting, .. } => {
                self.teacher_name = Some(teacher_name.clone());
                self.talks(consulting, Talk::Started);
            }
            Told::Refused { reason, consulting, .. } => {
                let this = Some((cause.at, consulting.clone()));
                if self.refused_last <= this {
                    (self.refused_last, self.refused_because) = (this, Some(reason.clone()));
                }
            }
            Told::Ended { consulting, .. } => self.talks(consulting, Talk::Ended),
        }
        Some(self)
    }

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let parties = std::iter::once(self.student_id.as_str()).chain(self.shared_with());
        parties.map(|party| ("party", party.to_owned())).collect()
    }

    fn owner(&self) -> Option<&str> {
        Some(self.student_id.as_str())
    }

    fn shared_with(&self) -> Option<&str> {
        (self.teacher_id != self.student_id).then_some(self.teacher_id.as_str())
    }

    fn on(&self, _: Day) -> Option<Value> {
        let status = self.status();
        let mut shown = json!({
            "id": self.id, "studentId": self.student_id, "teacherId": self.teacher_id, "status": status,
        });
        let talks = matches!(status, "started" | "ended");
        let reason = match status {
            "canceled" => self.canceled_because.as_deref(),
            "waiting" => self.refused_because.as_deref(),
            _ => None,
        };
        let consulting = self.consulting_id.as_ref().filter(|_| talks).map(ConsultingId::as_str);
        let names = [("studentName", self.student_name.as_deref()), ("teacherName", self.teacher_name.as_deref())];
        for (name, value) in names.into_iter().chain([("consultingId", consulting), ("reason", reason)]) {
            if let Some(value) = value {
                shown[name] = value.into();
            }
        }
        Some(shown)
    }
}
