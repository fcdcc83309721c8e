//! Teachers and consultations: each teacher is in one at a time, and free again after it.

use super::{Moment, Rules, Told, Wrong, hold};
use kernel::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// All teachers, requests and consultations.
#[derive(Default)]
pub(super) struct Teachers {
    /// The consultation a teacher is taken for.
    taken: BTreeMap<String, String>,
    /// Consultations of a teacher that have started and not ended.
    running: BTreeMap<String, BTreeSet<String>>,
    /// Consultations that took place.
    counted: BTreeMap<String, i64>,
    /// Requests that wait, were started, or are over.
    requests: BTreeMap<String, &'static str>,
    ended: BTreeMap<String, i64>,
    /// How long a request waits.
    until: BTreeMap<String, Millis>,
}

impl Teachers {
    fn request(&mut self, told: &Told<'_>, from: &[&str], to: &'static str) -> Result<(), Wrong> {
        let id = told.text("request");
        let was = self.requests.insert(id.clone(), to).unwrap_or("new");
        hold(from.contains(&was), "I5 sagas", || format!("{} of request {id}, which is {was}", told.name))
    }
}

impl Rules for Teachers {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let (teacher, consulting) = (told.text("teacher"), told.text("consulting"));
        match told.name {
            "request.made" => {
                self.until.insert(told.text("request"), told.number("until") as Millis);
                self.request(told, &["new"], "waiting")
            }
            "request.canceled" => self.request(told, &["waiting"], "canceled"),
            "teacher.taken" => {
                self.request(told, &["waiting"], "started")?;
                let other = self.taken.insert(teacher.clone(), consulting.clone());
                hold(other.is_none(), "I2 quantities", || {
                    format!("teacher {teacher} is taken for {consulting}, and was for {other:?}")
                })
            }
            "teacher.freed" => {
                let took_place = told.data["ended"] == true;
                self.request(told, &["started"], if took_place { "ended" } else { "waiting" })?;
                let of = self.taken.remove(&teacher);
                let count = self.counted.entry(teacher.clone()).or_default();
                *count += i64::from(took_place);
                hold(
                    of.as_ref() == Some(&consulting) && *count == told.number("consultingCount"),
                    "I2 quantities",
                    || format!("teacher {teacher} is freed of {consulting} ({count}), and was in {of:?}"),
                )
            }
            "consulting.started" => {
                let running = self.running.entry(teacher.clone()).or_default();
                running.insert(consulting);
                hold(running.len() == 1, "I2 quantities", || format!("teacher {teacher} is in {running:?} at once"))
            }
            "consulting.ended" => {
                *self.ended.entry(teacher.clone()).or_default() += 1;
                let was = self.running.entry(teacher).or_default().remove(&consulting);
                hold(was, "I5 sagas", || format!("{consulting} ended without having started"))
            }
            _ => Ok(()),
        }
    }

    fn at_rest(&self, now: Moment) -> Result<(), Wrong> {
        let waits = |request: &str| self.requests.get(request) == Some(&"waiting");
        let late = self.until.iter().find(|(request, until)| **until <= now.at && waits(request));
        hold(late.is_none(), "I5 sagas", || format!("a request still waits: {late:?}"))?;
        let taken = self.taken.iter().next();
        hold(taken.is_none(), "I5 sagas", || format!("a teacher is not free again: {taken:?}"))?;
        let started = self.requests.iter().find(|(_, stage)| **stage == "started");
        hold(started.is_none(), "I5 sagas", || format!("a request does not come to its end: {started:?}"))?;
        let counted: BTreeMap<_, _> = self.counted.iter().filter(|(_, count)| **count > 0).collect();
        let ended: BTreeMap<_, _> = self.ended.iter().collect();
        hold(counted == ended, "I5 sagas", || format!("consultations that ended: {ended:?}, counted: {counted:?}"))
    }
}
