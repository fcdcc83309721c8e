//! Whoever is to be told is told once on each channel (decision 10).

use super::{Moment, Rules, Told, Wrong, hold};
use kernel::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// How long a messenger recognises the key of a message.
const RECOGNISED: Millis = 10 * 60_000;

/// Facts somebody is told of: their names, what they name what they happened to, and who is told.
const EVENTS: &[(&str, &str, &str)] = &[
    ("reservation.succeeded", "reservation", "member"),
    ("reservation.canceled", "reservation", "member"),
    ("loan.canceled", "loan", "member"),
    ("fee.charged", "fee", "member"),
    ("rental.accepted", "rental", "member"),
    ("rental.refused", "rental", "member"),
    ("rental.delayed", "rental", "member"),
    ("parcel.delivered", "parcel", "member"),
    ("order.completed", "order", "member"),
    ("order.canceled", "order", "member"),
    ("consulting.ended", "consulting", "student"),
];

/// All notices.
#[derive(Default)]
pub(super) struct Notices {
    /// What somebody ought to be told, and what he was.
    due: BTreeSet<(String, String, String)>,
    made: BTreeSet<(String, String, String)>,
    notices: BTreeSet<String>,
    sent: BTreeSet<(String, String)>,
    /// When a message was first given to a messenger that never said what became of it.
    maybe: BTreeMap<(String, String), Millis>,
    handed: BTreeMap<(String, String), Millis>,
    /// Until when a sending waits.
    waits: BTreeMap<(String, String), Millis>,
}

impl Notices {
    fn made(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let about = |field: &str| told.data["about"][field].as_str().unwrap_or_default().to_owned();
        let event = (about("event"), about("id"), told.text("member"));
        let notice = told.text("notice");
        // A loan that is overdue again, or a teacher who comes again, is another event.
        let comes_again = matches!(&*event.0, "loan.overdue" | "teacher.announced");
        let first = self.made.insert(event.clone()) || comes_again;
        hold(self.notices.insert(notice) && first, "decision 10", || format!("{event:?} is told twice"))
    }

    fn channel(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        let key = (told.text("notice"), told.text("channel"));
        self.waits.remove(&key);
        if told.name == "notice.queued" {
            self.waits.insert(key.clone(), told.number("due") as Millis);
        }
        match told.name {
            "notice.handed" => {
                let at = told.number("at") as Millis;
                let maybe = self.maybe.get(&key).filter(|_| key.1 == "kakao");
                hold(maybe.is_none_or(|since| at <= since + RECOGNISED), "decision 10", || {
                    format!("{key:?} may have arrived, and is sent again at {at}, after {maybe:?} was forgotten")
                })?;
                self.handed.insert(key, at);
            }
            "notice.queued" if told.text("reason") == "unknown" => {
                let at = self.handed.get(&key).copied().unwrap_or(0);
                self.maybe.entry(key).or_insert(at);
            }
            "notice.sent" => {
                hold(self.sent.insert(key.clone()), "decision 10", || format!("{key:?} is sent twice"))?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Rules for Notices {
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong> {
        if let Some((event, id, who)) = EVENTS.iter().find(|(event, ..)| *event == told.name) {
            self.due.insert(((*event).to_owned(), told.text(id), told.text(who)));
        }
        match told.name {
            "notice.made" => self.made(told),
            name if name.starts_with("notice.") => self.channel(told),
            _ => Ok(()),
        }
    }

    fn at_rest(&self, now: Moment) -> Result<(), Wrong> {
        let late = self.waits.iter().find(|(_, due)| **due <= now.at);
        hold(late.is_none(), "I5 sagas", || format!("{late:?} was to be sent, and is not"))?;
        let missing = self.due.difference(&self.made).next();
        hold(missing.is_none(), "decision 10", || format!("nobody was told: {missing:?}"))
    }
}
