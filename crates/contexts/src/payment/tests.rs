mod callbacks;
mod cards;
mod fees;
mod outside;
mod points;
mod properties;
mod saga;
mod views;

use super::{
    account::{Account, Command},
    bill::{Bill, Method, Purpose},
    facts::Event,
};
use kernel::{Card, Cause, Decider, MemberId, Millis, PaymentId, Refused, Won, spec::cause_on, write_fact};
use serde_json::Value;

pub(super) fn kim() -> MemberId {
    "kim".parse().unwrap()
}

pub(super) fn id(text: &str) -> PaymentId {
    text.parse().unwrap()
}

pub(super) fn card() -> Card {
    Card { key: "key-p".into(), last4: "4242".into() }
}

/// Kim's payment `p` for an order.
pub(super) fn bill(payment: &str, method: Method, amount: i64) -> Bill {
    let purpose = Purpose { order: Some("o1".parse().unwrap()), ..Purpose::default() };
    Bill { payment: id(payment), member: kim(), purpose, method, amount: Won(amount) }
}

/// Somebody wants money for an order.
pub(super) fn hold(payment: &str, method: Method, amount: i64) -> Command {
    let card = (method == Method::Card).then(card);
    Command::Hold { bill: bill(payment, method, amount), card }
}

pub(super) fn capture(payment: &str) -> Command {
    Command::Capture { bill: bill(payment, Method::Point, 0) }
}

pub(super) fn give_back(payment: &str) -> Command {
    Command::GiveBack { payment: id(payment), reason: "canceled".into() }
}

pub(super) fn top_up(transfer: &str, amount: i64) -> Command {
    Command::TopUp { transfer: transfer.into(), member: kim(), amount: Won(amount), named: true }
}

pub(super) fn owe(fee: &str, amount: i64) -> Command {
    Command::Owe { fee: fee.parse().unwrap(), member: kim(), amount: Won(amount) }
}

pub(super) fn pay_fees(payment: &str, method: Method) -> Command {
    let card = (method == Method::Card).then(card);
    Command::PayFees { payment: id(payment), member: kim(), fee: None, method, card }
}

/// Kim's account through a day, with everything that happened to it.
pub(super) struct Kim {
    pub account: Account,
    pub log: Vec<Event>,
    pub now: Millis,
}

impl Kim {
    pub(super) fn new() -> Self {
        Self { account: Account::default(), log: vec![], now: cause_on("2021-09-13").at }
    }

    /// With this many points.
    pub(super) fn with(points: i64) -> Self {
        let mut kim = Self::new();
        kim.asks(top_up("first", points));
        kim
    }

    pub(super) fn cause(&self) -> Cause {
        Cause { at: self.now, ..cause_on("2021-09-13") }
    }

    /// Something is asked of it now: the facts, or the refusal.
    pub(super) fn tries(&mut self, command: Command) -> Result<Vec<Event>, Refused> {
        let events = self.account.decide(command, &self.cause()).map_err(Refused::from)?;
        self.account = events.iter().fold(std::mem::take(&mut self.account), Account::evolve);
        self.log.extend(events.iter().cloned());
        Ok(events)
    }

    /// Something is asked that is not refused: the names of its facts.
    #[track_caller]
    pub(super) fn asks(&mut self, command: Command) -> Vec<String> {
        let events = self.tries(command).unwrap_or_else(|refused| panic!("was refused: {refused:?}"));
        events.iter().map(|event| write_fact(event).unwrap().0).collect()
    }

    /// Rings as often as it wants to until so many milliseconds have gone by.
    pub(super) fn rings_for(&mut self, time: Millis) -> Vec<String> {
        let until = self.now + time;
        let mut names = vec![];
        while let Some(alarm) = self.account.alarm() {
            let kernel::When::At(at) = alarm.when else { panic!("an account rings at instants") };
            if at > until {
                break;
            }
            self.now = self.now.max(at);
            let rang = self.asks(alarm.command);
            assert!(!rang.is_empty(), "it rings for nothing, and would for ever");
            names.extend(rang);
        }
        self.now = until;
        names
    }

    /// The balance of an account, of all that was posted.
    pub(super) fn balance(&self, account: &str) -> i64 {
        let postings = self.log.iter().flat_map(Event::postings);
        postings.filter(|posting| posting.account == account).map(|posting| posting.amount.0).sum()
    }

    /// Points, held, owed.
    pub(super) fn has(&self) -> [i64; 3] {
        ["points", "held", "owed"].map(|part| self.balance(&format!("member:kim:{part}")))
    }

    /// The last fact of this name, as others hear it.
    #[track_caller]
    pub(super) fn told(&self, name: &str) -> Value {
        let written = self.log.iter().rev().map(|event| write_fact(event).unwrap());
        let found = written.into_iter().find(|(told, _)| told == name);
        let (_, data) = found.unwrap_or_else(|| panic!("nobody told {name}"));
        serde_json::from_str(&data).unwrap()
    }
}
