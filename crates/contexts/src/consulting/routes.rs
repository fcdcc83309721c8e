use super::{
    consultation::{Command, Consultation},
    guard::{READY, away},
    resource::Consulting,
};
use kernel::{Asked, ConsultingId, Field, Host, Item, Key, Kind, List, MemberId, Method, Order, Refused, To, Who};

const START: &[Field] = &[Field::new("requestId", Kind::Id, "The request that waits for the teacher.").required()];
const END: &[Field] =
    &[Field::new("status", Kind::Word(&["ended"]), "Ended, by the teacher, once it has started.").required()];

pub(super) fn join(host: &mut impl Host) {
    host.command(
        kernel::Command::new::<Consulting>(Method::Post, "/consultings", Who::Owner, request)
            .summary("Starts a consultation, if the teacher is online and free.")
            .fields(START)
            .guard(READY),
    );
    host.command(
        kernel::Command::new::<Consulting>(Method::Patch, "/consultings/{id}", Who::Owner, end)
            .summary("Ends a consultation.")
            .fields(END)
            .target::<Consulting>(Key::Path("id")),
    );
    host.item(
        Item::<Consulting>::new("/consultings/{id}", Who::Owner, "id")
            .summary("One consultation, for its student and teacher."),
    );
    host.list(
        List::<Consulting>::new("/consultings", Who::Owner)
            .filters(&["requestId", "status"])
            .owned_by("party")
            .summary("Consultations one was in, or asked for."),
    );
}

/// Who the two are, the guard's first answer says; without it there is no consultation.
fn request(asked: &Asked<'_>) -> Result<Order<Consultation>, Refused> {
    let consulting: ConsultingId = asked.fresh()?;
    let party = |name: &str| asked.answer?.get(name)?.as_str()?.parse::<MemberId>().ok();
    let request = asked.given.id("requestId").ok_or_else(away)?;
    let (teacher, student) = (party("teacherId").ok_or_else(away)?, party("studentId").ok_or_else(away)?);
    let command = Command::Request { consulting: consulting.clone(), request, teacher, student };
    Ok(Order { to: To::new(consulting.clone(), command), shows: consulting.into() })
}

/// Whoever may act for others ends it in the teacher's name.
fn end(asked: &Asked<'_>) -> Result<Order<Consultation>, Refused> {
    let Consulting { id, teacher_id, .. } = asked.about()?;
    let by = match Who::Owner.reaches_others(asked.caller.role) {
        true => teacher_id,
        false => asked.caller.id.parse().unwrap_or_default(),
    };
    Ok(Order { to: To::new(id.clone(), Command::End { by }), shows: id.into() })
}
