//! What a reservation does, and what is seen of it.

mod properties;
mod views;

use super::{
    facts::{Event, Was},
    decider::{Command, Reservation},
    saga::SAGA,
};
use kernel::{
    MemberId, RefusalKind, ReservationId, TitleId,
    spec::{self, explore},
};

fn given(events: impl IntoIterator<Item = Event>) -> spec::Given<Reservation> {
    spec::given(events)
}

fn v1() -> ReservationId {
    "v1".parse().unwrap()
}

fn kim() -> MemberId {
    "kim".parse().unwrap()
}

fn five() -> TitleId {
    "5".parse().unwrap()
}

fn request() -> Command {
    Command::Request { reservation: v1(), member: kim(), title: five() }
}

fn succeed() -> Command {
    Command::Succeed { name: "어린 왕자".into() }
}

fn fail() -> Command {
    Command::Fail { why: "out-of-stock".into() }
}

fn requested() -> Event {
    Event::Requested { reservation: v1(), member: kim(), title: five() }
}

fn succeeded() -> Event {
    Event::Succeeded { reservation: v1(), member: kim(), title: five(), name: "어린 왕자".into() }
}

fn failed() -> Event {
    Event::Failed { reservation: v1(), member: kim(), title: five(), reason: "out-of-stock".into() }
}

fn canceled(was: Was) -> Event {
    let name = (was == Was::Succeeded).then(|| "어린 왕자".to_owned());
    Event::Canceled { reservation: v1(), member: kim(), title: five(), name, was }
}

fn stage(reservation: &Reservation) -> &'static str {
    match reservation {
        Reservation::New => "new",
        Reservation::Requested(_) => "requested",
        Reservation::Succeeded(..) => "succeeded",
        Reservation::Failed => "failed",
        Reservation::Canceled => "canceled",
    }
}

#[test]
fn req_001_f5_f6_it_is_taken_and_succeeds_or_fails() {
    given([]).when(request()).then([requested()]);
    given([requested()]).when(succeed()).then([succeeded()]);
    given([requested()]).when(fail()).then([failed()]);
}

#[test]
fn what_is_said_twice_changes_nothing() {
    given([requested()]).when(request()).nothing();
    given([requested(), succeeded()]).when(succeed()).nothing();
    given([requested(), failed()]).when(fail()).nothing();
    // The first answer stands.
    given([requested(), succeeded()]).when(fail()).nothing();
    given([requested(), failed()]).when(succeed()).nothing();
}

#[test]
fn req_001_f8_it_is_canceled_while_asked_for_and_when_it_succeeded() {
    given([requested()]).when(Command::Cancel).then([canceled(Was::Requested)]);
    given([requested(), succeeded()]).when(Command::Cancel).then([canceled(Was::Succeeded)]);
    // A late answer finds it canceled.
    given([requested(), canceled(Was::Requested)]).when(succeed()).nothing();
    given([requested(), canceled(Was::Requested)]).when(fail()).nothing();
}

#[test]
fn decision_7_only_what_is_open_is_canceled() {
    given([requested(), failed()]).when(Command::Cancel).refused("already-failed");
    for was in [Was::Requested, Was::Succeeded] {
        let refused = given([requested(), canceled(was)]).when(Command::Cancel).refused("already-canceled");
        assert_eq!(refused.kind, RefusalKind::Rule);
    }
    assert_eq!(given([]).when(Command::Cancel).refused("not-found").kind, RefusalKind::Absent);
}

#[test]
fn the_saga_is_what_its_table_says() {
    explore::<Reservation>(&[request(), succeed(), fail(), Command::Cancel], stage).is(&SAGA);
}
