//! Every saga walks as its table says, and rests where it may.

use super::{Moment, Rules, Told, Wrong, hold};
use kernel::Saga;
use runtime::registry::Registry;
use std::collections::{BTreeMap, BTreeSet};

/// Sagas that are one stream each, or one channel of a stream: from their facts alone it can be told where they are.
/// With each, the states in which people are waited for.
const FOLLOWED: &[(&str, &[&str])] = &[
    ("reservation", &[]),
    ("rental", &["accepted", "packed", "delivering", "delivered", "delayed"]),
    ("parcel", &["created", "inTransit"]),
    ("order", &[]),
    ("consultation", &[]),
    // For the end of quiet hours; how long is looked at elsewhere.
    ("notice", &["waiting"]),
];

/// Where a saga may be: in a state, or in the middle of what one step tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    State(&'static str),
    Telling(usize, usize),
}

/// All sagas of all kinds.
pub(super) struct Sagas {
    kinds: Vec<(&'static Saga, &'static [&'static str])>,
    /// By kind and stream.
    at: BTreeMap<(usize, String), BTreeSet<At>>,
}

impl Sagas {
    pub(super) fn of(registry: &Registry) -> Self {
        let all = registry.contexts.iter().flat_map(|context| &context.sagas).copied();
        let waits =
            |saga: &Saga| FOLLOWED.iter().find(|(decider, _)| *decider == saga.decider).map(|(_, waits)| *waits);
        Self { kinds: all.filter_map(|saga| Some((saga, waits(saga)?))).collect(), at: BTreeMap::new() }
    }

    fn kind(&self, stream: &str) -> Option<usize> {
        let of = |saga: &Saga| stream.strip_prefix(saga.decider).is_some_and(|rest| rest.starts_with('-'));
        self.kinds.iter().position(|(saga, _)| of(saga))
    }
}

/// Where it may be after this fact.
fn after(saga: &Saga, at: &BTreeSet<At>, fact: &str) -> BTreeSet<At> {
    let mut next = BTreeSet::new();
    for (index, step) in saga.steps.iter().enumerate() {
        for at in at {
            let told = match at {
                At::State(state) if *state == step.from => 0,
                At::Telling(of, told) if *of == index => *told,
                _ => continue,
            };
            if step.tells.get(told) == Some(&fact) {
                let done = told + 1 == step.tells.len();
                next.insert(if done { At::State(step.to) } else { At::Telling(index, told + 1) });
            }
        }
    }
    next
}

impl Rules for Sagas {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let Some(kind) = self.kind(told.stream) else { return Ok(()) };
        let saga = self.kinds[kind].0;
        if !saga.steps.iter().any(|step| step.tells.contains(&told.name)) {
            return Ok(());
        }
        // A notice is made once, and then goes its way on each channel.
        let (begins, key) = match told.data["channel"].as_str() {
            Some(channel) => ("made", format!("{} {channel}", told.stream)),
            None if saga.decider == "notice" => return Ok(()),
            None => (saga.states.first().copied().unwrap_or_default(), told.stream.to_owned()),
        };
        let at = self.at.entry((kind, key)).or_insert_with(|| BTreeSet::from([At::State(begins)]));
        let next = after(saga, at, told.name);
        hold(!next.is_empty(), "I5 sagas", || {
            format!("{} is told of {} after facts from which its table has no such step", told.name, told.stream)
        })?;
        *at = next;
        Ok(())
    }

    fn at_rest(&self, _: Moment) -> Result<(), Wrong> {
        self.at.iter().try_for_each(|((kind, key), at)| {
            let (saga, waits) = self.kinds[*kind];
            // Who asked about what nobody has begun is where it begins.
            let begins = saga.states.first();
            let may =
                |state: &&'static str| saga.ends.contains(state) || waits.contains(state) || begins == Some(state);
            let rests = |at: &At| match at {
                At::State(state) => may(state),
                At::Telling(..) => false,
            };
            let states: Vec<&str> = at.iter().map(|at| if let At::State(state) = at { state } else { "" }).collect();
            hold(at.iter().any(rests), "I5 sagas", || format!("{key} rests in {states:?}"))
        })
    }
}
