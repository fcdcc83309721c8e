//! Everything at once, in any order of messages, with repetitions.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Long enough for every clock to run out.
const AGES: u64 = 9 * 24 * HOUR;

const TAKES: &str = "teaching.teachers_for_consultations";
const ANSWERS: &str = "consulting.answers_of_teachers";

/// What may happen, in any order.
#[derive(Clone, Debug)]
enum Turn {
    Keep { teacher: usize },
    Leave { teacher: usize },
    Request { student: usize, teacher: usize },
    Cancel { nth: usize },
    Start { nth: usize, by_teacher: bool },
    End { nth: usize },
    Step { policy: usize },
    Redeliver { policy: usize, facts: usize },
    Time { seconds: u64 },
}

fn turn() -> impl Strategy<Value = Turn> {
    let two = || 0usize..2;
    let nth = || 0usize..12;
    prop_oneof![
        5 => two().prop_map(|teacher| Turn::Keep { teacher }),
        1 => two().prop_map(|teacher| Turn::Leave { teacher }),
        4 => (two(), two()).prop_map(|(student, teacher)| Turn::Request { student, teacher }),
        1 => nth().prop_map(|nth| Turn::Cancel { nth }),
        6 => (nth(), any::<bool>()).prop_map(|(nth, by_teacher)| Turn::Start { nth, by_teacher }),
        3 => nth().prop_map(|nth| Turn::End { nth }),
        9 => two().prop_map(|policy| Turn::Step { policy }),
        2 => (two(), 1usize..30).prop_map(|(policy, facts)| Turn::Redeliver { policy, facts }),
        2 => prop_oneof![Just(5u64), Just(40), Just(700), Just(30_000)].prop_map(|seconds| Turn::Time { seconds }),
    ]
}

const TEACHERS: [(Role, &str); 2] = [LEE, HAN];
const STUDENTS: [(Role, &str); 2] = [KIM, PARK];
const POLICIES: [&str; 2] = [TAKES, ANSWERS];

/// Whoever this document says is its `party`.
fn party(document: &Value, party: &str) -> (Role, &'static str) {
    let all = TEACHERS.into_iter().chain(STUDENTS);
    all.into_iter().find(|(_, id)| document[party] == *id).unwrap()
}

fn play(town: &mut Town, turn: &Turn) {
    let nth_of = |town: &Town, view: &str, nth: usize| town.all(view, TODAY).into_iter().nth(nth);
    // A refusal is an answer like another here; what matters is what the facts add up to.
    match turn {
        Turn::Keep { teacher } => drop(keep(town, TEACHERS[*teacher])),
        Turn::Leave { teacher } => drop(leave(town, TEACHERS[*teacher])),
        Turn::Request { student, teacher } => drop(request(town, STUDENTS[*student], TEACHERS[*teacher].1)),
        Turn::Cancel { nth } => {
            if let Some(request) = nth_of(town, "requests", *nth) {
                let path = format!("/requests/{}", id(&request));
                let student = party(&request, "studentId");
                let _ = ask(town, student, ("PATCH", &path), json!({"status": "canceled"}));
            }
        }
        Turn::Start { nth, by_teacher } => {
            if let Some(request) = nth_of(town, "requests", *nth) {
                let who = party(&request, if *by_teacher { "teacherId" } else { "studentId" });
                let _ = start(town, who, &id(&request));
            }
        }
        Turn::End { nth } => {
            if let Some(consulting) = nth_of(town, "consultings", *nth) {
                let _ = end(town, party(&consulting, "teacherId"), &id(&consulting));
            }
        }
        Turn::Step { policy } => drop(town.step(town.policy_named(POLICIES[*policy]))),
        Turn::Redeliver { policy, facts } => town.redeliver(town.policy_named(POLICIES[*policy]), *facts),
        Turn::Time { seconds } => pass(town, seconds * SECOND),
    }
}

/// Time goes by, and whoever wants to be woken is.
fn pass(town: &mut Town, time: u64) {
    town.time += time;
    for (_, teacher) in TEACHERS {
        town.ring_at("teacher", teacher, TODAY);
    }
    for consulting in town.all("consultings", TODAY) {
        town.ring_at("consultation", &id(&consulting), TODAY);
    }
}

/// At every position of the log a teacher is taken by one consultation at most, and in one that has started at most.
fn one_at_a_time(town: &Town) -> Result<(), TestCaseError> {
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let mut started: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, data, _) in &town.log {
        let data: Value = serde_json::from_str(data).unwrap();
        let word = |field: &str| data[field].as_str().unwrap_or_default().to_owned();
        let (teacher, consulting) = (word("teacher"), word("consulting"));
        match name.as_str() {
            "teacher.taken" => prop_assert_eq!(taken.insert(teacher, consulting), None, "taken twice"),
            "teacher.freed" => prop_assert_eq!(taken.remove(&teacher), Some(consulting), "freed by another"),
            "teacher.offline" => prop_assert!(!taken.contains_key(&teacher), "offline while consulting"),
            "consulting.started" => {
                let talks = started.entry(teacher).or_default();
                prop_assert!(talks.insert(consulting) && talks.len() == 1, "two at once: {talks:?}");
            }
            "consulting.ended" => {
                let talks = started.entry(teacher).or_default();
                prop_assert!(talks.remove(&consulting), "ended without having started");
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whatever waits can still be started, and whatever was started ends; nothing is lost on the way.
fn everything_ends(town: &mut Town) -> Result<(), TestCaseError> {
    for consulting in town.all("consultings", TODAY) {
        if consulting["status"] == "started" {
            end(town, party(&consulting, "teacherId"), &id(&consulting)).unwrap();
        }
    }
    town.settle();
    for request in town.all("requests", TODAY) {
        let teacher = party(&request, "teacherId");
        prop_assert!(request["status"] != "started", "a request hangs: {request}");
        if request["status"] == "waiting" {
            keep(town, teacher);
            let consulting = start(town, teacher, &id(&request)).unwrap();
            town.settle();
            prop_assert_eq!(status(town, "consultings", &consulting), "started");
            end(town, teacher, &consulting).unwrap();
            town.settle();
            prop_assert_eq!(status(town, "requests", &id(&request)), "ended");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// However messages are delayed, repeated and mixed: never two consultations of one teacher at once, every one of
    /// them ends or is refused, every request is started, withdrawn or told why not, and the counts are right.
    #[test]
    fn decision_9_any_order_of_messages_ends_well(turns in prop::collection::vec(turn(), 1..90)) {
        let mut town = town();
        for turn in &turns {
            play(&mut town, turn);
        }
        town.settle();
        one_at_a_time(&town)?;
        let asked = town.log.iter().filter(|(name, ..)| name == "request.made").count();
        everything_ends(&mut town)?;
        one_at_a_time(&town)?;
        prop_assert_eq!(town.all("requests", TODAY).len(), asked);
        let consultings = town.all("consultings", TODAY);
        let over = |consulting: &Value| consulting["status"] == "ended" || consulting["status"] == "refused";
        prop_assert!(consultings.iter().all(over), "a consultation hangs");
        for (_, teacher) in TEACHERS {
            let ended = consultings.iter().filter(|talk| talk["teacherId"] == teacher && talk["status"] == "ended");
            let shown = town.get("teachers", teacher, TODAY).unwrap();
            prop_assert_eq!(&shown["consultingCount"], &json!(ended.count()));
        }
        let again = town.rebuilt();
        for view in ["teachers", "requests", "consultings", "my_consultations"] {
            prop_assert_eq!(town.all(view, TODAY), again.all(view, TODAY));
        }
        for request in town.all("requests", TODAY) {
            let mine = town.get("my_consultations", &id(&request), TODAY).unwrap();
            let said = |of: &Value| ["status", "consultingId"].map(|name| of[name].clone());
            prop_assert_eq!(said(&mine), said(&request));
        }
    }

    /// Left alone, everything comes to rest by its clocks.
    #[test]
    fn r18_whatever_nobody_cares_for_ends_by_itself(turns in prop::collection::vec(turn(), 1..60)) {
        let mut town = town();
        for turn in &turns {
            play(&mut town, turn);
        }
        for _ in 0..2 {
            pass(&mut town, AGES);
            town.settle();
        }
        one_at_a_time(&town)?;
        let rests = |document: &Value| ["ended", "refused", "canceled"].iter().any(|end| document["status"] == *end);
        prop_assert!(town.all("requests", TODAY).iter().chain(&town.all("consultings", TODAY)).all(rests));
        prop_assert!(town.all("teachers", TODAY).iter().all(|teacher| teacher["status"] == "offline"));
        prop_assert_eq!(TEACHERS.map(|(_, teacher)| town.ring_at("teacher", teacher, TODAY)), [0, 0]);
    }
}
