use super::{
    consultation::{ANSWER_WITHIN, Command, Consultation, LASTS_AT_MOST, Stage},
    facts::{By, Event},
    guard::{READY, away},
    policies::AnswersOfTeachers,
    reasons,
    resource::Consulting,
    saga::SAGA,
};
use kernel::{
    Actor, Alarm, Decider, Found, Given, MemberId, Millis, Policy, RefusalKind, Refused, Role, Silence, Verdict, View, When,
    read_fact, spec, spec::cause_on, spec::explore, spec::told,
};
use serde_json::{Value, json};

/// The instant of 13 September 2021, when everything in these tests happens.
const NOW: Millis = 18_883 * 86_400_000;

fn given(events: impl IntoIterator<Item = Event>) -> spec::Given<Consultation> {
    spec::given(events)
}

fn member(id: &str) -> MemberId {
    id.parse().unwrap()
}

fn ask() -> Command {
    let (consulting, request) = ("c1".parse().unwrap(), "q1".parse().unwrap());
    Command::Request { consulting, request, teacher: member("lee"), student: member("kim") }
}

/// One of the facts of this consultation, with what it says besides who is in it.
fn fact(name: &str, more: Value) -> Event {
    let mut data = json!({"consulting": "c1", "request": "q1", "teacher": "lee", "student": "kim"});
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    read_fact(name, &data.to_string()).unwrap()
}

fn requested() -> Event {
    fact("consulting.requested", json!({"until": NOW + ANSWER_WITHIN}))
}

fn started() -> Event {
    fact("consulting.started", json!({"teacherName": "이 선생님", "until": NOW + LASTS_AT_MOST}))
}

fn refused(reason: &str) -> Event {
    fact("consulting.refused", json!({"reason": reason}))
}

fn ended(by: By) -> Event {
    fact("consulting.ended", json!({"teacherName": "이 선생님", "by": by}))
}

fn start() -> Command {
    Command::Start { teacher_name: "이 선생님".into() }
}

fn end(by: &str) -> Command {
    Command::End { by: member(by) }
}

#[test]
fn a_consultation_starts_when_its_teacher_is_taken() {
    given([]).when(ask()).then([requested()]);
    given([requested()]).when(start()).then([started()]);
}

#[test]
fn r13_a_consultation_that_does_not_get_its_teacher_is_refused() {
    let why = "teacher-busy";
    given([requested()]).when(Command::Refuse { why: why.into() }).then([refused(why)]);
    given([requested(), refused(why)]).when(start()).nothing();
    given([requested(), started()]).when(Command::Refuse { why: why.into() }).nothing();
}

#[test]
fn req_003_b2_the_teacher_ends_it_and_the_student_does_not() {
    given([requested(), started()]).when(end("lee")).then([ended(By::Teacher)]);
    let no = given([requested(), started()]).when(end("kim")).refused("teacher-only");
    assert_eq!(no.kind, RefusalKind::Forbidden);
}

#[test]
fn decision_7_only_what_has_started_is_ended() {
    given([requested()]).when(end("lee")).refused("not-started");
    given([requested(), refused("teacher-busy")]).when(end("lee")).refused("not-open");
    given([requested(), started(), ended(By::Clock)]).when(end("lee")).refused("not-open");
    given([]).when(end("lee")).refused("unknown-consulting");
}

#[test]
fn nobody_answers_for_ten_minutes_and_it_is_refused() {
    let alarm = given([requested()]).state().alarm().unwrap();
    assert!(matches!(alarm, Alarm { when: When::At(at), command: Command::NoAnswer } if at == NOW + ANSWER_WITHIN));
    given([requested()]).when(Command::NoAnswer).then([refused("timed-out")]);
    given([requested(), started()]).when(Command::NoAnswer).nothing();
}

#[test]
fn nobody_ends_it_for_eight_hours_and_the_clock_does() {
    let alarm = given([requested(), started()]).state().alarm().unwrap();
    assert!(matches!(alarm, Alarm { when: When::At(at), command: Command::TooLong } if at == NOW + LASTS_AT_MOST));
    given([requested(), started()]).when(Command::TooLong).then([ended(By::Clock)]);
    for over in [vec![requested(), refused("timed-out")], vec![requested(), started(), ended(By::Clock)], vec![]] {
        assert!(given(over).state().alarm().is_none());
    }
}

#[test]
fn every_consultation_goes_as_the_table_says() {
    let refuse = Command::Refuse { why: "teacher-busy".into() };
    let commands = [ask(), start(), refuse, end("lee"), Command::NoAnswer, Command::TooLong];
    let stage = |consultation: &Consultation| match consultation.stage {
        Stage::New => "new",
        Stage::Requested { .. } => "requested",
        Stage::Started { .. } => "started",
        Stage::Ended => "ended",
        Stage::Refused => "refused",
    };
    explore::<Consultation>(&commands, stage).is(&SAGA);
}

fn kim() -> Actor {
    Actor { role: Role::Patron, id: "kim".into() }
}

/// What the guard says when the two resources are these.
fn ready(caller: &Actor, request: Found<'_>, teacher: Found<'_>) -> Result<(), Refused> {
    match (READY.judge)(request, &Given::default(), caller)? {
        Verdict::Go => panic!("the teacher has to be asked about too"),
        Verdict::Ask { at, judge } => {
            assert_eq!(at, "/teachers/lee");
            judge(teacher)
        }
    }
}

fn waits(status: &str) -> Value {
    json!({"id": "q1", "studentId": "kim", "teacherId": "lee", "status": status})
}

#[test]
fn req_003_t1_and_a2_no_consultation_unless_the_teacher_is_online_and_free() {
    let code = |status: &str| {
        let teacher = json!({"status": status});
        ready(&kim(), Found::There(&waits("waiting")), Found::There(&teacher)).map_err(|no| (no.kind, no.code))
    };
    assert_eq!(code("online"), Ok(()));
    assert_eq!(code("offline"), Err((RefusalKind::Rule, "teacher-offline".into())));
    assert_eq!(code("consulting"), Err((RefusalKind::Rule, "teacher-busy".into())));
    let nobody = ready(&kim(), Found::There(&waits("waiting")), Found::Absent).unwrap_err();
    assert_eq!(nobody.code, "teacher-offline");
}

#[test]
fn a_request_that_does_not_wait_starts_nothing() {
    for status in ["started", "ended", "canceled"] {
        assert_eq!(ready(&kim(), Found::There(&waits(status)), Found::Absent).unwrap_err().code, "not-waiting");
    }
}

#[test]
fn somebody_elses_request_is_not_there_and_the_desk_is_told_it_is_not_his() {
    let online = json!({"status": "online"});
    let kind = |role, id: &str| {
        let caller = Actor { role, id: id.into() };
        ready(&caller, Found::There(&waits("waiting")), Found::There(&online)).map_err(|no| (no.kind, no.code))
    };
    let absent = Err((RefusalKind::Absent, "not-found".to_owned()));
    assert_eq!(kind(Role::Patron, "park"), absent);
    assert_eq!(kind(Role::Teacher, "choi"), absent);
    assert_eq!(kind(Role::Librarian, "desk"), Err((RefusalKind::Forbidden, "not-yours".to_owned())));
    assert_eq!(kind(Role::Librarian, "kim"), Ok(()), "who is one of the two is, whatever his role");
    assert_eq!(kind(Role::Teacher, "lee"), Ok(()));
    assert_eq!(kind(Role::Admin, "root"), Ok(()));
    assert_eq!(ready(&kim(), Found::Absent, Found::Absent).map_err(|no| (no.kind, no.code)), absent);
}

#[test]
fn req_003_i2_when_teaching_is_silent_the_caller_tries_again_shortly() {
    assert!(matches!(READY.silence, Silence::Refuse(_)));
    assert_eq!((away().kind, away().code.as_str()), (RefusalKind::Later, "teaching-away"));
}

#[test]
fn answers_of_teaching_go_to_the_consultation_that_asked() {
    let react = |name: &str, more: Value| {
        let mut data = json!({"consulting": "c1", "request": "q1", "teacher": "lee", "student": "kim"});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let to = AnswersOfTeachers::react(read_fact(name, &data.to_string()).unwrap(), &cause_on("2021-09-13"));
        assert_eq!((to.len(), to[0].id.as_str()), (1, "c1"));
        serde_json::to_value(&to[0].command).unwrap()
    };
    let start = json!({"start": {"teacherName": "이 선생님"}});
    assert_eq!(react("teacher.taken", json!({"teacherName": "이 선생님"})), start);
    for (why, ours) in
        [("offline", "teacher-offline"), ("consulting", "teacher-busy"), ("not-waiting", "not-waiting")]
    {
        assert_eq!(react("teacher.refused", json!({"why": why})), json!({"refuse": {"why": ours}}));
    }
}

#[test]
fn every_reason_there_is_has_a_sentence() {
    for reason in ["not-waiting", "teacher-offline", "teacher-busy", "timed-out"] {
        let says = reasons::refused(reason).en;
        assert!(!says.contains(&format!("({reason})")), "{reason} has no sentence of its own: {says}");
    }
}

#[test]
fn req_003_p1_a_consultation_is_shown_to_its_student_and_its_teacher() {
    let shown = |events: &[Event]| {
        let facts: Vec<(String, String)> = events.iter().map(|event| kernel::write_fact(event).unwrap()).collect();
        let facts: Vec<(&str, Value)> =
            facts.iter().map(|(name, data)| (name.as_str(), serde_json::from_str(data).unwrap())).collect();
        told::<Consulting>(&facts).pop().unwrap().1
    };
    let asked = shown(&[requested()]);
    let json = json!({"id": "c1", "requestId": "q1", "studentId": "kim", "teacherId": "lee", "status": "requested"});
    assert_eq!(serde_json::to_value(&asked).unwrap(), json);
    assert_eq!((asked.owner(), asked.shared_with(), asked.settled()), (Some("kim"), Some("lee"), false));
    let parties = asked.indexed().into_iter().filter(|(index, _)| *index == "party").map(|(_, party)| party);
    assert_eq!(parties.collect::<Vec<_>>(), ["kim", "lee"]);
    let begun = serde_json::to_value(shown(&[requested(), started()])).unwrap();
    assert_eq!((&begun["status"], &begun["teacherName"]), (&json!("started"), &json!("이 선생님")));
    let over = shown(&[requested(), started(), ended(By::Teacher)]);
    assert!(over.settled());
    assert_eq!(serde_json::to_value(over).unwrap()["status"], json!("ended"));
    let no = serde_json::to_value(shown(&[requested(), refused("teacher-busy")])).unwrap();
    assert_eq!((&no["status"], &no["reason"]), (&json!("refused"), &json!("teacher-busy")));
    assert!(no["explanation"]["ko"].as_str().unwrap().contains("다른 상담"), "{no}");
}
