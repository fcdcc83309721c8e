//! Who waits, who is taken, who is refused.

use super::super::{
    presence::LEASE,
    queue::{CONSULTING, EXPIRED, NOT_WAITING, OFFLINE, TOO_MANY, UNKNOWN_TEACHER, WAITING_MAX, WAITS, WITHDRAWN},
};
use super::*;

#[test]
fn req_003_i1_a_request_is_always_taken() {
    given([registered()]).when(ask("q1", "kim")).then([made("q1", "kim")]);
    given(there([])).when(ask("q1", "kim")).then([made("q1", "kim")]);
    given(there([made("q1", "kim"), taken("c1", "q1", "kim")])).when(ask("q2", "park")).then([made("q2", "park")]);
    given([registered(), made("q1", "kim")]).when(ask("q1", "kim")).nothing();
    given([registered(), made("q1", "kim")]).when(ask("q2", "kim")).then([made("q2", "kim")]);
}

#[test]
fn a_request_to_nobody_is_taken_and_canceled() {
    let after = given([]).when(ask("q1", "kim")).then([made("q1", "kim"), canceled("q1", "kim", UNKNOWN_TEACHER)]);
    assert!(after.alarm().is_none());
}

#[test]
fn a_student_waits_for_one_teacher_with_twenty_requests_at_most() {
    let mut life = Life::new(&[]);
    for n in 0..WAITING_MAX {
        assert_eq!(life.does(0, ask(&format!("q{n}"), "kim")), [made(&format!("q{n}"), "kim")]);
    }
    assert_eq!(life.does(0, ask("more", "kim")), [made("more", "kim"), canceled("more", "kim", TOO_MANY)]);
    assert_eq!(life.does(0, ask("q0", "kim")), [], "what waits, waits");
    assert_eq!(life.does(0, ask("other", "park")), [made("other", "park")], "others have places of their own");
    life.does(0, Command::Withdraw { request: request("q3") });
    assert_eq!(life.does(0, ask("again", "kim")), [made("again", "kim")]);
}

#[test]
fn decision_7_only_what_waits_is_canceled() {
    let withdraw = || Command::Withdraw { request: request("q1") };
    let waiting = [registered(), made("q1", "kim")];
    given(waiting.clone()).when(withdraw()).then([canceled("q1", "kim", WITHDRAWN)]);
    given(waiting.into_iter().chain([canceled("q1", "kim", WITHDRAWN)])).when(withdraw()).refused("not-waiting");
    let begun = there([made("q1", "kim"), taken("c1", "q1", "kim")]);
    given(begun.clone()).when(withdraw()).refused("not-waiting");
    given(begun.into_iter().chain([freed("c1", "q1", "kim", true, 1)])).when(withdraw()).refused("not-waiting");
}

#[test]
fn a_request_waits_for_seven_days() {
    let mut life = Life::new(&[]);
    life.does(0, ask("q1", "kim"));
    life.does(MINUTE, ask("q2", "park"));
    assert_eq!(life.rings(WAITS - 1), []);
    assert_eq!(life.rings(WAITS), [canceled("q1", "kim", EXPIRED)]);
    assert_eq!(life.rings(WAITS + MINUTE), [canceled("q2", "park", EXPIRED)]);
    assert!(life.teacher.alarm().is_none());
}

#[test]
fn req_003_a4_a_teacher_who_is_online_and_free_is_taken() {
    given(there([made("q1", "kim")])).when(take("c1", "q1", "kim")).then([taken("c1", "q1", "kim")]);
    given(there([made("q1", "kim"), taken("c1", "q1", "kim")])).when(take("c1", "q1", "kim")).nothing();
}

#[test]
fn req_003_a2_and_t1_nobody_is_taken_who_is_offline() {
    let gone = [registered(), made("q1", "kim")];
    given(gone).when(take("c1", "q1", "kim")).then([refused("c1", "q1", "kim", OFFLINE)]);
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    life.does(0, ask("q1", "kim"));
    let told = life.does(LEASE, take("c1", "q1", "kim"));
    assert_eq!(told, [refused("c1", "q1", "kim", OFFLINE)], "the lease ran out, though nobody has noticed yet");
}

#[test]
fn req_003_a2_nobody_is_taken_who_is_in_a_consultation() {
    let busy = there([made("q1", "kim"), made("q2", "park"), taken("c1", "q1", "kim")]);
    given(busy).when(take("c2", "q2", "park")).then([refused("c2", "q2", "park", CONSULTING)]);
}

#[test]
fn nobody_is_taken_for_what_does_not_wait_for_him() {
    let waiting = there([made("q1", "kim")]);
    given(waiting.clone()).when(take("c1", "q2", "kim")).then([refused("c1", "q2", "kim", NOT_WAITING)]);
    given(waiting).when(take("c1", "q1", "park")).then([refused("c1", "q1", "park", NOT_WAITING)]);
    given([]).when(take("c1", "q1", "kim")).then([refused("c1", "q1", "kim", NOT_WAITING)]);
}

#[test]
fn r11_of_two_requests_that_race_one_gets_him() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    life.does(0, ask("q1", "kim"));
    life.does(0, ask("q2", "park"));
    assert_eq!(life.does(0, take("c2", "q2", "park")), [taken("c2", "q2", "park")]);
    assert_eq!(life.does(0, take("c1", "q1", "kim")), [refused("c1", "q1", "kim", CONSULTING)]);
}

#[test]
fn r13_of_two_that_start_one_request_one_gets_it() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    life.does(0, ask("q1", "kim"));
    assert_eq!(life.does(0, take("c1", "q1", "kim")), [taken("c1", "q1", "kim")]);
    assert_eq!(life.does(0, take("c2", "q1", "kim")), [refused("c2", "q1", "kim", NOT_WAITING)]);
    assert_eq!(life.does(0, free("c2", false)), [], "the loser does not free him");
}

#[test]
fn any_request_of_the_queue_may_begin() {
    let waiting = there([made("q1", "kim"), made("q2", "park")]);
    given(waiting).when(take("c1", "q2", "park")).then([taken("c1", "q2", "park")]);
}

#[test]
fn req_003_a5_and_b3_after_it_he_is_free_again_and_it_counts() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    for (n, (q, c)) in [("q1", "c1"), ("q2", "c2")].into_iter().enumerate() {
        life.does(0, ask(q, "kim"));
        life.does(0, take(c, q, "kim"));
        assert_eq!(life.does(0, free(c, true)), [freed(c, q, "kim", true, n as u32 + 1)]);
        assert_eq!(life.does(0, free(c, true)), []);
    }
}

#[test]
fn what_did_not_take_place_does_not_count_and_its_request_waits_again() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    life.does(0, ask("q1", "kim"));
    life.does(0, take("c1", "q1", "kim"));
    assert_eq!(life.does(0, free("c1", false)), [freed("c1", "q1", "kim", false, 0)]);
    assert_eq!(life.does(0, take("c2", "q1", "kim")), [taken("c2", "q1", "kim")]);
    life.does(WAITS, free("c2", false));
    assert!(life.rings(WAITS).contains(&canceled("q1", "kim", EXPIRED)), "seven days are over");
}

#[test]
fn a_lease_that_ends_during_a_consultation_leaves_him_in_it() {
    let mut life = Life::new(&["park"]);
    life.does(0, Command::Keep);
    life.does(0, ask("q1", "kim"));
    life.does(0, take("c1", "q1", "kim"));
    assert_eq!(life.rings(10 * LEASE), []);
    let after = life.does(11 * LEASE, free("c1", true));
    assert_eq!(after, [freed("c1", "q1", "kim", true, 1), offline(1, LEASE)]);
}

#[test]
fn who_leaves_during_a_consultation_is_offline_afterwards_unless_he_comes_back() {
    let mut life = Life::new(&["park"]);
    life.does(0, Command::Keep);
    life.does(0, ask("q1", "kim"));
    life.does(0, take("c1", "q1", "kim"));
    let left = Event::Present { teacher: lee(), until: START + SECOND };
    assert_eq!(life.does(SECOND, Command::Leave), [left]);
    assert_eq!(life.does(2 * SECOND, Command::Leave), []);
    assert_eq!(life.does(3 * SECOND, Command::Keep), [present(3 * SECOND)], "the same session: nobody is told");
    life.does(4 * SECOND, Command::Leave);
    let after = life.does(5 * SECOND, free("c1", true));
    assert_eq!(after, [freed("c1", "q1", "kim", true, 1), offline(1, 4 * SECOND)]);
}

#[test]
fn r18_when_the_last_teacher_leaves_requests_stay_and_go_on_when_he_returns() {
    let mut life = Life::new(&[]);
    life.does(0, Command::Keep);
    life.does(0, ask("q1", "kim"));
    assert_eq!(life.does(SECOND, Command::Leave), [offline(1, SECOND)]);
    assert_eq!(life.does(MINUTE, take("c1", "q1", "kim")), [refused("c1", "q1", "kim", OFFLINE)]);
    life.does(24 * 60 * MINUTE, Command::Keep);
    let next_day = life.does(24 * 60 * MINUTE, take("c2", "q1", "kim"));
    assert_eq!(next_day, [taken("c2", "q1", "kim")]);
}
