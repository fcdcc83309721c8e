//! Many seeds, and what they showed.

use crate::{Bug, Fault, Run, Violation, run, sights::SIGHTS};
use std::{
    collections::BTreeMap,
    fmt::Write,
    time::{Duration, Instant},
};

/// The share of commands that has to be taken, in percent; outside of it a run set shows nothing.
const ACCEPTED: std::ops::RangeInclusive<f64> = 40.0..=80.0;
/// From so many histories on, every fault and every compensation has to have been seen.
const SEEN_FROM: u64 = 2_000;
/// Seeds a planted bug is looked for in.
pub const BUDGET: u64 = 3000;

/// What a set of runs has shown.
#[derive(Debug, Default)]
pub struct Report {
    /// Runs.
    pub histories: u64,
    /// How long they took.
    pub took: Duration,
    /// Steps of all.
    pub steps: u64,
    /// Facts of all.
    pub facts: u64,
    /// Commands by how they ended.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Faults and other things that were counted.
    pub tally: BTreeMap<String, u64>,
    /// Facts by name.
    pub names: BTreeMap<String, u64>,
    /// The first violation.
    pub violation: Option<Violation>,
}

impl Report {
    /// Runs these seeds, on as many threads, until one goes wrong or the time is over.
    pub fn of(seeds: std::ops::Range<u64>, steps: u64, threads: usize, within: Option<Duration>) -> Self {
        let begun = Instant::now();
        let next = std::sync::atomic::AtomicU64::new(seeds.start);
        let wrong = std::sync::atomic::AtomicBool::new(false);
        let work = || {
            let mut report = Report::default();
            loop {
                let seed = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let over = within.is_some_and(|within| begun.elapsed() > within);
                if seed >= seeds.end || over || wrong.load(std::sync::atomic::Ordering::Relaxed) {
                    return report;
                }
                report.take(run(seed, steps, None, false));
                if report.violation.is_some() {
                    wrong.store(true, std::sync::atomic::Ordering::Relaxed);
                }
            }
        };
        let mut all = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
            let reports = threads.into_iter().filter_map(|thread| thread.join().ok());
            reports.fold(Report::default(), Report::with)
        });
        all.took = begun.elapsed();
        all
    }

    fn take(&mut self, run: Run) {
        self.histories += 1;
        self.steps += run.steps;
        self.facts += run.facts;
        for (word, count) in run.outcomes {
            *self.outcomes.entry(word).or_default() += count;
        }
        add(&mut self.tally, run.tally);
        add(&mut self.names, run.names);
        self.violation = self.violation.take().or(run.violation);
    }

    fn with(mut self, other: Report) -> Self {
        self.histories += other.histories;
        self.steps += other.steps;
        self.facts += other.facts;
        for (word, count) in other.outcomes {
            *self.outcomes.entry(word).or_default() += count;
        }
        add(&mut self.tally, other.tally);
        add(&mut self.names, other.names);
        let mut found: Vec<Violation> = self.violation.take().into_iter().chain(other.violation).collect();
        found.sort_by_key(|violation| violation.seed);
        self.violation = found.into_iter().next();
        self
    }

    /// Of 100 commands that were sent, so many were taken.
    pub fn accepted_share(&self) -> f64 {
        let all: u64 = self.outcomes.values().sum();
        let accepted = self.outcomes.get("accepted").copied().unwrap_or(0);
        if all == 0 { 0.0 } else { accepted as f64 * 100.0 / all as f64 }
    }

    /// Why these runs show less than they should, if they do.
    pub fn judge(&self) -> Result<(), String> {
        if let Some(violation) = &self.violation {
            return Err(violation.to_string());
        }
        if !ACCEPTED.contains(&self.accepted_share()) {
            return Err(format!("{:.1} % of the commands were taken: this shows nothing", self.accepted_share()));
        }
        if self.histories < SEEN_FROM {
            return Ok(());
        }
        let calls = self.tally.contains_key("called outside");
        let faults = Fault::ALL
            .iter()
            .filter(|fault| calls || !fault.is_outside())
            .map(|fault| fault.word())
            .filter(|word| !self.tally.contains_key(*word));
        let undone = SIGHTS.iter().copied().filter(|fact| !self.names.contains_key(*fact));
        let never: Vec<&str> = faults.chain(undone).collect();
        if never.is_empty() { Ok(()) } else { Err(format!("never seen: {}", never.join(", "))) }
    }

    /// As a table.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let seconds = self.took.as_secs_f64();
        let rate = self.histories as f64 / seconds.max(0.001);
        let commands: u64 = self.outcomes.values().sum();
        let _ = writeln!(text, "{} histories in {seconds:.1} s ({rate:.0}/s)", self.histories);
        let _ = writeln!(text, "{} steps, {} facts, {commands} commands", self.steps, self.facts);
        for (word, count) in &self.outcomes {
            let _ = writeln!(text, "  {word:<24}{count:>10}  {:.1} %", *count as f64 * 100.0 / commands.max(1) as f64);
        }
        let _ = writeln!(text, "faults");
        for fault in Fault::ALL {
            let count = self.tally.get(fault.word()).copied().unwrap_or(0);
            let _ = writeln!(text, "  {:<24}{count:>10}  {}", fault.word(), fault.help());
        }
        for (word, count) in self.tally.iter().filter(|(word, _)| !Fault::ALL.iter().any(|f| f.word() == **word)) {
            let _ = writeln!(text, "  {word:<24}{count:>10}");
        }
        let _ = writeln!(text, "facts");
        for (name, count) in &self.names {
            let mark = if SIGHTS.contains(&name.as_str()) { "  has to be seen" } else { "" };
            let _ = writeln!(text, "  {name:<34}{count:>10}{mark}");
        }
        text
    }
}

fn add(to: &mut BTreeMap<String, u64>, more: BTreeMap<String, u64>) {
    for (what, count) in more {
        *to.entry(what).or_default() += count;
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "seed {}, step {}: {}\n{}", self.seed, self.step, self.invariant, self.what)?;
        writeln!(f, "the last steps:")?;
        self.trace.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// The first seed that finds a planted bug, and how.
pub fn find(bug: Bug, budget: u64) -> Option<Violation> {
    (1..=budget).find_map(|seed| run(seed, crate::STEPS, Some(bug), false).violation)
}

/// Looks for every planted bug. The table that `docs/simulator.md` holds, or the names of those that were not found.
pub fn planted(threads: usize) -> Result<String, String> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut found = vec![];
        while let Some(bug) = Bug::ALL.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            found.push((*bug, find(*bug, BUDGET)));
        }
        found
    };
    let mut found: Vec<(Bug, Option<Violation>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    });
    found.sort_by_key(|(bug, _)| format!("{bug:?}"));
    let missed: Vec<String> = found.iter().filter(|(_, by)| by.is_none()).map(|(bug, _)| format!("{bug:?}")).collect();
    if !missed.is_empty() {
        return Err(format!("not found within {BUDGET} seeds: {}", missed.join(", ")));
    }
    let mut text = String::from("| bug | what is wrong | seed | step | seen by |\n|---|---|---|---|---|\n");
    for (bug, violation) in found {
        let Some(Violation { seed, step, invariant, .. }) = violation else { continue };
        let _ = writeln!(text, "| {bug:?} | {} | {seed} | {step} | {invariant} |", bug.help());
    }
    Ok(text)
}
