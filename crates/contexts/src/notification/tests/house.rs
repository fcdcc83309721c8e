//! The whole context in memory, without a runtime. Every state is folded from its facts each time it is needed: each step
//! is taken as if after a restart.

use super::super::{effect::{Console, Deliver, Kakao, Mail}, inbox, inbox::Inbox, policies::*};
use super::*;
use kernel::{Call, Cause, Decider, Effect, Policy, To, View, When, read_fact, spec::cause_on, write_fact};
use std::collections::BTreeMap;

/// A fact of the context: name, data, when.
type Told = (String, String, Millis);

pub(super) struct House {
    pub(super) now: Millis,
    pub(super) log: Vec<Told>,
    pub(super) calls: Vec<(Millis, Call)>,
    pub(super) outside: fn(&Call) -> Outcome,
    notices: BTreeMap<String, Vec<Event>>,
    inboxes: BTreeMap<String, Vec<inbox::Event>>,
    cursor: usize,
}

fn state<D: Decider>(events: &[D::Event]) -> D {
    events.iter().fold(D::default(), D::evolve)
}

impl House {
    /// It is this hour in Seoul, and everybody outside answers.
    pub(super) fn at(hour: Millis) -> Self {
        let now = (18_883 * 24 + hour - 9) * HOUR;
        let outside = |_: &Call| Outcome::Done(json!({}));
        let (notices, inboxes) = (BTreeMap::new(), BTreeMap::new());
        Self { now, log: vec![], calls: vec![], outside, notices, inboxes, cursor: 0 }
    }

    fn cause(&self) -> Cause {
        Cause { at: self.now, ..cause_on("2021-09-13") }
    }

    fn tell<F: kernel::Fact>(&mut self, events: &[F]) {
        let now = self.now;
        self.log.extend(events.iter().map(|event| write_fact(event).unwrap()).map(|(name, data)| (name, data, now)));
    }

    /// Asks one notice. Nothing a policy asks is refused.
    pub(super) fn ask(&mut self, notice: &str, command: Command) -> Result<(), String> {
        let cause = self.cause();
        let stream = self.notices.entry(notice.to_owned()).or_default();
        let events = state::<Notice>(stream).decide(command, &cause).map_err(|no| format!("{no:?}"))?;
        stream.extend(events.clone());
        self.tell(&events);
        Ok(())
    }

    fn ask_all(&mut self, commands: Vec<To<Notice>>) {
        commands.into_iter().for_each(|to| self.ask(&to.id, to.command).unwrap());
    }

    fn ask_inbox(&mut self, to: To<Inbox>) {
        let cause = self.cause();
        let stream = self.inboxes.entry(to.id).or_default();
        let events = state::<Inbox>(stream).decide(to.command, &cause).unwrap();
        stream.extend(events.clone());
        self.tell(&events);
    }

    pub(super) fn prefer(&mut self, preferences: Preferences) {
        self.ask_inbox(To::new("kim", inbox::Command::Prefer { member: kim(), preferences }));
    }

    /// Something happened elsewhere.
    pub(super) fn hear(&mut self, (name, data): &(&'static str, Value)) {
        let cause = self.cause();
        let to = commands(name, data, &cause);
        self.ask_all(to);
    }

    /// The context's own reactions hear what they have not heard.
    pub(super) fn settle(&mut self) {
        while let Some((name, data, _)) = self.log.get(self.cursor).cloned() {
            self.cursor += 1;
            let cause = self.cause();
            if NoticesToInboxes::HEARS.contains(&name.as_str()) {
                let to = NoticesToInboxes::react(read_fact(&name, &data).unwrap(), &cause);
                to.into_iter().for_each(|to| self.ask_inbox(to));
            }
            if RoutesToNotices::HEARS.contains(&name.as_str()) {
                self.ask_all(RoutesToNotices::react(read_fact(&name, &data).unwrap(), &cause));
            }
            self.delivers::<Deliver<Console>>(&name, &data, &cause);
            self.delivers::<Deliver<Mail>>(&name, &data, &cause);
            self.delivers::<Deliver<Kakao>>(&name, &data, &cause);
        }
    }

    /// One channel hears of it, and is called if it is for him.
    fn delivers<E: Effect<Target = Notice>>(&mut self, name: &str, data: &str, cause: &Cause) {
        let heard = || read_fact(name, data).unwrap();
        if let Some(call) = E::HEARS.contains(&name).then(|| E::call(&heard(), cause)).flatten() {
            let outcome = (self.outside)(&call);
            self.calls.push((self.now, call));
            self.ask_all(E::told(heard(), outcome, cause));
        }
    }

    /// The last facts are heard again.
    pub(super) fn redeliver(&mut self, facts: usize) {
        self.cursor = self.cursor.saturating_sub(facts);
    }

    /// When the next alarm rings.
    pub(super) fn next(&self) -> Option<Millis> {
        let alarms = self.notices.values().filter_map(|stream| state::<Notice>(stream).alarm());
        alarms.map(|alarm| if let When::At(at) = alarm.when { at } else { 0 }).min()
    }

    /// Time goes by until the next alarm; it rings, and everybody hears of it.
    pub(super) fn ring(&mut self) -> bool {
        let Some(due) = self.next() else { return false };
        self.now = self.now.max(due);
        let rings = |(id, stream): (&String, &Vec<Event>)| Some((id.clone(), state::<Notice>(stream).alarm()?));
        let alarms: Vec<_> = self.notices.iter().filter_map(rings).collect();
        for (id, alarm) in alarms.into_iter().filter(|(_, alarm)| alarm.when == When::At(due)) {
            self.ask(&id, alarm.command).unwrap();
        }
        self.settle();
        true
    }

    /// The documents of a view.
    pub(super) fn documents<V: View>(&self) -> Vec<V> {
        let mut documents = BTreeMap::<String, V>::new();
        for (name, data, at) in self.log.iter().filter(|(name, ..)| V::HEARS.contains(&name.as_str())) {
            let fact: V::Fact = read_fact(name, data).unwrap();
            let cause = Cause { at: *at, ..cause_on("2021-09-13") };
            let Some(key) = V::key(&fact) else { continue };
            let after = documents.remove(&key).unwrap_or_default().evolve(&fact, &cause);
            documents.extend(after.map(|document| (key, document)));
        }
        documents.into_values().collect()
    }

    /// How often a fact of this name was told.
    pub(super) fn told(&self, fact: &str) -> usize {
        self.log.iter().filter(|(name, ..)| name == fact).count()
    }

    /// Calls to this service: after how many minutes.
    pub(super) fn calls_to(&self, service: &str) -> Vec<Millis> {
        let calls = self.calls.iter().filter(|(_, call)| call.service == service);
        calls.map(|(at, _)| (at - self.calls[0].0) / MINUTE).collect()
    }
}

/// What follows from a fact of another context.
pub(super) fn commands(name: &str, data: &Value, cause: &Cause) -> Vec<To<Notice>> {
    fn react<P: Policy<Target = Notice>>(name: &str, data: &Value, cause: &Cause) -> Vec<To<Notice>> {
        if !P::HEARS.contains(&name) {
            return vec![];
        }
        P::react(read_fact(name, &data.to_string()).unwrap(), cause)
    }
    [
        react::<ReservationNotices>,
        react::<LoanNotices>,
        react::<RentalNotices>,
        react::<ParcelNotices>,
        react::<OrderNotices>,
        react::<TeacherNotices>,
        react::<ConsultationNotices>,
    ]
    .into_iter()
    .flat_map(|react| react(name, data, cause))
    .collect()
}
