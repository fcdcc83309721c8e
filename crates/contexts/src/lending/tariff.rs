//! What lateness costs (000-T3): data with a version, which travels in the facts, so that anybody who hears of a
//! loan can say what it would cost, and a loan keeps the tariff it was made under.

use kernel::Won;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A tariff of late fees.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tariff {
    pub version: String,
    /// In order of lateness.
    pub steps: Vec<Step>,
}

/// From so many days late a return costs so much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step {
    pub from_day: u32,
    pub fee: Won,
}

impl Tariff {
    /// The tariff for loans made today: 1–7 days 500 won, 8–14 days 1000 won, from 15 days 2000 won.
    pub(super) fn in_force() -> Self {
        let step = |from_day, won| Step { from_day, fee: Won(won) };
        Self { version: "late-fee-1".into(), steps: vec![step(1, 500), step(8, 1000), step(15, 2000)] }
    }

    /// The fee for one return, so many civil days late. It is per return, not per copy (README §3, 4).
    pub(super) fn fee(&self, late_days: u32) -> Won {
        self.steps.iter().rev().find(|step| step.from_day <= late_days).map_or(Won::ZERO, |step| step.fee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn req_000_t3_late_fee_per_return() {
        let expected = [
            (0, 0),
            (1, 500),
            (7, 500),
            (8, 1000),
            (14, 1000),
            (15, 2000),
            (16, 2000),
            (3650, 2000),
            (u32::MAX, 2000),
        ];
        for (days, won) in expected {
            assert_eq!(Tariff::in_force().fee(days), Won(won), "{days} days late");
        }
    }

    proptest! {
        /// The fee is a function of the lateness alone, and being later is never cheaper.
        #[test]
        fn later_is_never_cheaper(a in 0u32..4000, b in 0u32..4000) {
            let tariff = Tariff::in_force();
            let (earlier, later) = (a.min(b), a.max(b));
            prop_assert!(tariff.fee(earlier) <= tariff.fee(later));
            prop_assert_eq!(tariff.fee(a), Tariff::in_force().fee(a));
        }
    }
}
