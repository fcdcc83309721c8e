//! A tariff of late fees, as we hear of it with every loan.

use kernel::{Day, Won};
use serde::{Deserialize, Serialize};

/// A version and its steps, in order of lateness.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tariff {
    pub version: String,
    pub steps: Vec<Step>,
}

/// From so many days late it costs so much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step {
    pub from_day: u32,
    pub fee: Won,
}

impl Tariff {
    /// What would be charged if it came back that day.
    pub(super) fn fee(&self, due_day: Day, on: Day) -> Won {
        let late_days = late_days(due_day, on);
        self.steps.iter().rev().find(|step| step.from_day <= late_days).map_or(Won::ZERO, |step| step.fee)
    }
}

/// Civil days after the due day.
pub(super) fn late_days(due_day: Day, on: Day) -> u32 {
    u32::try_from(on.days_since(due_day)).unwrap_or(0)
}

/// The tariffs of all open loans, each kept once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Tariffs(Vec<Tariff>);

impl Tariffs {
    pub(super) fn learn(&mut self, tariff: &Tariff) {
        if !self.0.iter().any(|known| known.version == tariff.version) {
            self.0.push(tariff.clone());
        }
    }

    pub(super) fn keep(&mut self, is_used: impl Fn(&str) -> bool) {
        self.0.retain(|known| is_used(&known.version));
    }

    pub(super) fn fee(&self, version: &str, due_day: Day, on: Day) -> Won {
        self.0.iter().find(|known| known.version == version).map_or(Won::ZERO, |tariff| tariff.fee(due_day, on))
    }
}
