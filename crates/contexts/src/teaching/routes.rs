use super::{
    listing::Listing,
    request::Request,
    teacher::{Command, Teacher},
};
use kernel::{
    Asked, Field, Host, Item, Key, Kind, Lease, List, MemberId, Method, Millis, Order, RefusalKind, Refused, RequestId, To,
    Who, text,
};

const PRESENCE: &str = "/teachers/{id}/presence";
/// How often a stream that is kept open keeps the lease, in milliseconds: two heartbeats may be lost.
const HEARTBEAT: Millis = 10_000;

const PROFILE: &[Field] = &[
    Field::new("name", Kind::Text(100), "What the teacher is called.").required(),
    Field::new("introduction", Kind::Text(2000), "What students should know."),
    Field::new("id", Kind::Id, "Which member teaches. Default: you; for the desk, a fresh id.").alias(&["teacherId"]),
];
const CHANGES: &[Field] = &[
    Field::new("name", Kind::Text(100), "What the teacher is called."),
    Field::new("introduction", Kind::Text(2000), "What students should know."),
];
const ASK: &[Field] = &[
    Field::new("studentId", Kind::Member, "Who asks; you, if it is missing.").alias(&["userId", "userid"]),
    Field::new("studentName", Kind::Text(100), "What the teacher may call the student."),
    Field::new("teacherId", Kind::Id, "Which teacher.").required(),
];
const WITHDRAW: &[Field] =
    &[Field::new("status", Kind::Word(&["canceled"]), "Canceled, as long as the request waits.").required()];

pub(super) fn join(host: &mut impl Host) {
    teachers(host);
    favorites(host);
    presence(host);
    requests(host);
}

fn teachers(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Listing>(Method::Post, "/teachers", Who::TeacherOrDesk, register)
            .summary("Registers a teacher with an introduction.")
            .fields(PROFILE),
    );
    host.command(
        kernel::Command::new::<Listing>(Method::Patch, "/teachers/{id}", Who::TeacherOrDesk, change)
            .summary("Changes a teacher's name or introduction.")
            .fields(CHANGES)
            .own("id"),
    );
    host.item(Item::<Listing>::new("/teachers/{id}", Who::Anyone, "id").summary("One teacher, and whether he is there."));
    host.list(
        List::<Listing>::new("/teachers", Who::Anyone)
            .filters(&["status"])
            .summary("Teachers, and whether they are there."),
    );
}

fn favorites(host: &mut impl Host) {
    const FAVORITE: &str = "/teachers/{id}/favorites/{studentId}";
    host.command(
        kernel::Command::new::<Listing>(Method::Put, FAVORITE, Who::Owner, favor)
            .summary("Marks a teacher as a favourite: the student is told when he comes online.")
            .own("studentId"),
    );
    host.command(
        kernel::Command::new::<Listing>(Method::Delete, FAVORITE, Who::Owner, unfavor)
            .summary("Takes the mark away again.")
            .own("studentId"),
    );
}

fn presence(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Listing>(Method::Post, PRESENCE, Who::Owner, |asked| of_teacher(asked, Command::Keep))
            .summary("Says that the teacher is there, for thirty seconds more.")
            .own("id"),
    );
    host.command(
        kernel::Command::new::<Listing>(Method::Delete, PRESENCE, Who::Owner, |asked| of_teacher(asked, Command::Leave))
            .summary("Says that the teacher leaves.")
            .own("id"),
    );
    host.lease(Lease {
        path: PRESENCE,
        who: Who::Owner,
        summary: "The teacher is there as long as this stream is open.",
        every: HEARTBEAT,
        keep: Method::Post,
        end: Method::Delete,
    });
}

fn requests(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Request>(Method::Post, "/requests", Who::Owner, ask)
            .summary("Asks a teacher for a consultation; the request waits in his queue.")
            .fields(ASK),
    );
    host.command(
        kernel::Command::new::<Request>(Method::Patch, "/requests/{id}", Who::Owner, withdraw)
            .summary("Cancels a request that waits.")
            .fields(WITHDRAW)
            .target::<Request>(Key::Path("id")),
    );
    host.item(Item::<Request>::new("/requests/{id}", Who::Owner, "id").summary("One request, for its student and teacher."));
    host.list(
        List::<Request>::new("/requests", Who::Owner)
            .filters(&["studentId", "teacherId", "status"])
            .owned_by("party")
            .summary("Requests one has made, or that were made to one."),
    );
}

fn order(teacher: MemberId, command: Command, shows: impl Into<String>) -> Result<Order<Teacher>, Refused> {
    Ok(Order { to: To::new(teacher, command), shows: shows.into() })
}

/// A command for the teacher named by the path.
fn of_teacher(asked: &Asked<'_>, command: Command) -> Result<Order<Teacher>, Refused> {
    let teacher: MemberId = asked.path_id("id")?;
    order(teacher.clone(), command, teacher)
}

/// A field as it was given.
fn words(asked: &Asked<'_>, field: &str) -> Option<String> {
    asked.given.text(field).map(str::to_owned)
}

fn register(asked: &Asked<'_>) -> Result<Order<Teacher>, Refused> {
    let desk = asked.caller.role.is_desk();
    let teacher = match asked.given.id::<MemberId>("id") {
        Some(id) if !desk && id.as_str() != asked.caller.id => {
            let says = text!("선생님은 자신만 등록할 수 있습니다", "a teacher registers himself only");
            return Err(Refused::new(RefusalKind::Forbidden, "not-yours", says).at("id"));
        }
        Some(id) => id,
        None if desk => asked.fresh()?,
        None => asked.caller.id.parse().map_err(|_| not_a_member())?,
    };
    let name = words(asked, "name").unwrap_or_default();
    let command = Command::Register { teacher: teacher.clone(), name, introduction: words(asked, "introduction") };
    order(teacher.clone(), command, teacher)
}

fn not_a_member() -> Refused {
    let says = text!("회원만 선생님으로 등록할 수 있습니다", "only a member can be registered as a teacher");
    Refused::new(RefusalKind::Invalid, "bad-id", says).at("id")
}

fn change(asked: &Asked<'_>) -> Result<Order<Teacher>, Refused> {
    of_teacher(asked, Command::Change { name: words(asked, "name"), introduction: words(asked, "introduction") })
}

fn favor(asked: &Asked<'_>) -> Result<Order<Teacher>, Refused> {
    of_teacher(asked, Command::Favor { student: asked.path_id("studentId")? })
}

fn unfavor(asked: &Asked<'_>) -> Result<Order<Teacher>, Refused> {
    of_teacher(asked, Command::Unfavor { student: asked.path_id("studentId")? })
}

fn ask(asked: &Asked<'_>) -> Result<Order<Teacher>, Refused> {
    let request: RequestId = asked.fresh()?;
    let student = asked.given.member("studentId")?;
    let teacher = asked.given.member("teacherId")?;
    let student_name = words(asked, "studentName");
    let command = Command::Ask { request: request.clone(), student, student_name, teacher: teacher.clone() };
    order(teacher, command, request)
}

/// By its student. Its teacher sees the request too, but it is not his to cancel.
fn withdraw(asked: &Asked<'_>) -> Result<Order<Teacher>, Refused> {
    let Request { id: request, student_id, teacher_id, .. } = asked.about()?;
    if asked.caller.id != student_id.as_str() && !Who::Owner.reaches_others(asked.caller.role) {
        let says = text!("신청한 학생만 취소할 수 있습니다", "only the student who asked can cancel the request");
        return Err(Refused::new(RefusalKind::Forbidden, "student-only", says));
    }
    order(teacher_id, Command::Withdraw { request: request.clone() }, request)
}
