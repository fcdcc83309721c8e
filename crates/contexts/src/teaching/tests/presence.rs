//! Profiles, favourites, and who is there.

use super::super::presence::{LEASE, LEASE_RENEWED_BELOW, QUIET_AFTER_LEAVING, STUDENTS_PER_FACT};
use super::*;
use kernel::RefusalKind;

fn register(introduction: Option<&str>) -> Command {
    let introduction = introduction.map(str::to_owned);
    Command::Register { teacher: lee(), name: "이 선생님".into(), introduction }
}

#[test]
fn req_003_c3_a_teacher_registers_an_introduction_and_changes_it() {
    let with = |text: &str| Some(text.to_owned());
    let event = Event::Registered { teacher: lee(), name: "이 선생님".into(), introduction: with("수학") };
    given([]).when(register(Some("수학"))).then([event.clone()]);
    given([event.clone()]).when(register(None)).refused("already-registered");
    let change = Command::Change { name: None, introduction: with("물리") };
    let changed = Event::Changed { teacher: lee(), name: "이 선생님".into(), introduction: with("물리") };
    given([event.clone()]).when(change.clone()).then([changed.clone()]);
    given([event, changed.clone()]).when(change.clone()).nothing();
    let rename = Command::Change { name: with("이영희"), introduction: None };
    let renamed = Event::Changed { teacher: lee(), name: "이영희".into(), introduction: with("물리") };
    given([changed]).when(rename).then([renamed]);
    assert_eq!(given([]).when(change).refused("unknown-teacher").kind, RefusalKind::Absent);
}

#[test]
fn req_003_a3_a_favourite_counts_once() {
    let favor = |student: &str| Command::Favor { student: member(student) };
    let unfavor = |student: &str| Command::Unfavor { student: member(student) };
    let unfavored = Event::Unfavored { teacher: lee(), student: member("kim"), favorite_count: 1 };
    given([registered()]).when(favor("kim")).then([favored("kim", 1)]);
    given([registered(), favored("kim", 1)]).when(favor("kim")).nothing();
    given([registered(), favored("kim", 1)]).when(favor("park")).then([favored("park", 2)]);
    let both = [registered(), favored("kim", 1), favored("park", 2)];
    given(both.clone()).when(unfavor("kim")).then([unfavored.clone()]);
    given(both.into_iter().chain([unfavored])).when(unfavor("kim")).nothing();
    for command in [favor("kim"), unfavor("kim")] {
        given([]).when(command).refused("unknown-teacher");
    }
}

#[test]
fn req_003_c1_a_teacher_who_connects_is_online_and_offline_when_he_leaves() {
    let mut life = Life::new(&[]);
    assert_eq!(life.does(0, Command::Keep), [online(1), present(0)]);
    assert_eq!(life.does(5 * SECOND, Command::Leave), [offline(1, 5 * SECOND)]);
    assert_eq!(life.does(6 * SECOND, Command::Leave), []);
    assert_eq!(life.does(7 * SECOND, Command::Keep), [online(2), present(7 * SECOND)]);
    for command in [Command::Keep, Command::Leave] {
        given([]).when(command).refused("unknown-teacher");
    }
}

#[test]
fn decision_9_presence_is_a_lease_that_runs_out_by_itself() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    assert_eq!(life.rings(LEASE - 1), []);
    assert_eq!(life.rings(LEASE), [offline(1, LEASE)]);
    assert_eq!(life.rings(10 * LEASE), []);
    assert_eq!(life.does(LEASE, Command::RunOut { at: START + LEASE }), []);
}

#[test]
fn decision_9_several_heartbeats_are_one_fact() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    let moves = LEASE - LEASE_RENEWED_BELOW;
    for beat in [0, 1, moves / 2, moves] {
        assert_eq!(life.does(beat, Command::Keep), []);
    }
    assert_eq!(life.does(moves + 1, Command::Keep), [present(moves + 1)]);
    let written = (0..60).filter(|n| !life.does(moves + 1 + n * 10 * SECOND, Command::Keep).is_empty()).count();
    assert!(written <= 30, "{written} facts for 60 heartbeats");
    assert_eq!(life.rings(moves + 591 * SECOND), [], "he was there all the time");
}

#[test]
fn a_late_heartbeat_keeps_the_session_if_nobody_noticed() {
    let mut life = Life::new(&["kim"]);
    life.does(0, Command::Keep);
    assert_eq!(life.does(LEASE + SECOND, Command::Keep), [present(LEASE + SECOND)]);
    assert_eq!(life.does(LEASE + SECOND, Command::RunOut { at: START + LEASE }), [], "an alarm that came too late");
}

#[test]
fn req_003_c2_students_are_told_once_a_session() {
    let mut life = Life::new(&["kim", "park"]);
    assert_eq!(life.does(0, Command::Keep), [online(1), present(0), announced(1, &["kim", "park"])]);
    assert_eq!(life.does(20 * SECOND, Command::Keep), [present(20 * SECOND)]);
}

#[test]
fn req_003_c2_who_marks_him_while_he_is_there_is_not_told() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    assert_eq!(life.does(1, Command::Favor { student: member("kim") }), [favored("kim", 1)]);
    assert_eq!(life.does(20 * SECOND, Command::Keep), [present(20 * SECOND)]);
}

#[test]
fn req_003_c2_coming_back_within_10_minutes_tells_nobody_again() {
    let mut life = Life::new(&["kim"]);
    life.does(0, Command::Keep);
    let mut left = SECOND;
    for session in 2..5 {
        life.does(left, Command::Leave);
        let back = left + QUIET_AFTER_LEAVING - 1;
        assert_eq!(life.does(back, Command::Keep), [online(session), present(back)]);
        left = back + SECOND;
    }
    life.does(left, Command::Leave);
    let back = left + QUIET_AFTER_LEAVING;
    assert_eq!(life.does(back, Command::Keep), [online(5), present(back), announced(5, &["kim"])]);
}

#[test]
fn req_003_c2_many_students_are_told_in_several_facts() {
    let many: Vec<String> = (0..STUDENTS_PER_FACT * 2 + 1).map(|n| format!("student-{n:04}")).collect();
    let mut life = Life::new(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let told = life.does(0, Command::Keep);
    let sizes: Vec<usize> = told
        .iter()
        .filter_map(|event| match event {
            Event::Announced { students, .. } => Some(students.len()),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [STUDENTS_PER_FACT, STUDENTS_PER_FACT, 1]);
}

#[test]
fn r17_one_device_leaves_and_the_other_brings_him_back_unnoticed() {
    let mut life = Life::new(&["kim"]);
    life.does(0, Command::Keep);
    life.does(3 * SECOND, Command::Keep);
    assert_eq!(life.does(5 * SECOND, Command::Leave), [offline(1, 5 * SECOND)]);
    assert_eq!(life.does(13 * SECOND, Command::Keep), [online(2), present(13 * SECOND)]);
    assert_eq!(life.rings(13 * SECOND + LEASE), [offline(2, 13 * SECOND + LEASE)]);
}

#[test]
fn r17_a_half_open_socket_ends_with_its_lease() {
    let mut life = Life::new(&[]);
    for beat in 0..7 {
        life.does(beat * 10 * SECOND, Command::Keep);
    }
    // The last heartbeat that was written down is at most ten seconds older than the last one that came.
    assert_eq!(life.rings(60 * SECOND + LEASE).len(), 1);
    assert!(life.teacher.alarm().is_none());
}
