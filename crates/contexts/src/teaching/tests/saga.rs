//! The table of the teacher, held against the decider.
//!
//! He has endlessly many states, since sessions and consultations are counted; so every way of seven steps is walked, which
//! leads through all of the table, and not every state.

use super::super::saga::SAGA;
use super::*;
use kernel::write_fact;
use std::collections::BTreeSet;

const STEPS: usize = 7;

/// Where he is, as the public sees it.
fn stage(teacher: &Teacher) -> &'static str {
    match (&teacher.name, teacher.queue.taken(), teacher.presence.until()) {
        (None, ..) => "unknown",
        (_, Some(_), _) => "consulting",
        (.., Some(_)) => "online",
        (.., None) => "offline",
    }
}

fn commands() -> Vec<Command> {
    let register = Command::Register { teacher: lee(), name: "이 선생님".into(), introduction: None };
    let withdraw = Command::Withdraw { request: request("q1") };
    let run_out = Command::RunOut { at: Millis::MAX };
    let talks = [take("c1", "q1", "kim"), free("c1", true), free("c1", false)];
    [register, Command::Keep, Command::Leave, run_out, ask("q1", "kim"), withdraw].into_iter().chain(talks).collect()
}

fn rebuild(log: &[Event]) -> Teacher {
    log.iter().fold(Teacher::default(), Teacher::evolve)
}

#[test]
fn decision_9_the_teacher_goes_as_the_table_says() {
    let mut found = BTreeSet::new();
    let mut twice = BTreeSet::new();
    let mut logs: Vec<Vec<Event>> = vec![vec![]];
    let mut seen = BTreeSet::new();
    for _ in 0..STEPS {
        let mut longer = vec![];
        for (log, command) in logs.iter().flat_map(|log| commands().into_iter().map(move |command| (log, command))) {
            let (before, text) = (rebuild(log), format!("{command:?}"));
            let on = text.split([' ', '{']).next().unwrap_or_default().to_owned();
            let events = before.decide(command.clone(), &at(0)).unwrap_or_default();
            if events.is_empty() {
                continue;
            }
            let tells: Vec<String> = events.iter().map(|event| write_fact(event).unwrap().0).collect();
            let log = [log.clone(), events].concat();
            let after = rebuild(&log);
            found.insert((stage(&before), on.clone(), stage(&after), tells));
            if after.decide(command, &at(0)).is_ok_and(|events| !events.is_empty()) {
                twice.insert((stage(&after), on));
            }
            if seen.insert(format!("{after:?}")) {
                longer.push(log);
            }
        }
        logs = longer;
    }
    let table = SAGA.steps.iter().map(|step| {
        let tells = step.tells.iter().map(|fact| (*fact).to_owned()).collect::<Vec<_>>();
        (step.from, step.on.to_owned(), step.to, tells)
    });
    assert_eq!(found, table.collect());
    // A consultation that cannot have him is told so as often as it asks: the refusal changes nothing, and only the first one
    // concerns it. A request to nobody leaves nothing behind that would know it again.
    let again = [("offline", "Take"), ("online", "Take"), ("unknown", "Ask"), ("unknown", "Take")];
    assert_eq!(twice, again.map(|(from, on)| (from, on.to_owned())).into());
}
