use super::reasons::{self, NOT_WAITING, TEACHER_BUSY, TEACHER_OFFLINE};
use kernel::{Actor, Found, Given, Guard, RefusalKind, Refused, Silence, Verdict, Who, text};
use serde_json::Value;

/// A consultation is asked for by the teacher or by the student of a request that waits, when the teacher is online and
/// free (003-A2, 003-T1). Without an answer nobody knows who the two are, so there is nothing to accept: the caller is
/// asked to try again shortly (003-I2). His request waits meanwhile; it was taken (003-I1).
pub(super) const READY: Guard =
    Guard { name: "ready", asks: "teaching", at: request_of, judge, silence: Silence::Refuse(away) };

fn request_of(given: &Given) -> String {
    format!("/requests/{}", given.text("requestId").unwrap_or_default())
}

fn judge(found: Found<'_>, _: &Given, caller: &Actor) -> Result<Verdict, Refused> {
    let Found::There(request) = found else { return Err(absent()) };
    let is = |party: &str| word(request, party) == Some(caller.id.as_str());
    if !is("studentId") && !is("teacherId") && !Who::Owner.reaches_others(caller.role) {
        return Err(if caller.role.is_desk() { not_yours() } else { absent() });
    }
    if word(request, "status") != Some("waiting") {
        return Err(no(NOT_WAITING));
    }
    let teacher = word(request, "teacherId").unwrap_or_default();
    Ok(Verdict::Ask { at: format!("/teachers/{teacher}"), judge: is_free })
}

fn is_free(found: Found<'_>) -> Result<(), Refused> {
    let Found::There(teacher) = found else { return Err(no(TEACHER_OFFLINE)) };
    match word(teacher, "status") {
        Some("offline") => Err(no(TEACHER_OFFLINE)),
        Some("consulting") => Err(no(TEACHER_BUSY)),
        // What is not a clear no is left to teaching itself.
        _ => Ok(()),
    }
}

fn word<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name)?.as_str()
}

fn no(reason: &str) -> Refused {
    Refused::new(RefusalKind::Rule, reason, reasons::refused(reason)).at("requestId")
}

/// Somebody else's request is not there, like one that never was.
fn absent() -> Refused {
    let says = text!("그런 상담 신청이 없습니다", "there is no such request");
    Refused::new(RefusalKind::Absent, "not-found", says).at("requestId")
}

/// The desk helps with much, but consultations are between the two: it is told so.
fn not_yours() -> Refused {
    let says = text!(
        "상담은 신청한 학생과 그 선생님만 시작할 수 있습니다",
        "only the student of the request and its teacher can start the consultation"
    );
    Refused::new(RefusalKind::Forbidden, "not-yours", says).at("requestId")
}

/// Teaching does not answer.
pub(super) fn away() -> Refused {
    let says = text!(
        "지금은 상담을 시작할 수 없습니다. 신청은 대기열에 그대로 있으니 잠시 후 다시 시도해 주세요",
        "consultations cannot be started at the moment; the request keeps its place, please wait a moment and try again"
    );
    Refused::new(RefusalKind::Later, "teaching-away", says)
}
