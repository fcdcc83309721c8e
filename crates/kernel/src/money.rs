use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum};

/// An amount of Korean won. The won has no minor unit, so this counts whole won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Won(pub i64);

impl Won {
    /// No money.
    pub const ZERO: Won = Won(0);

    /// The sum; saturates, since an amount beyond 9 × 10¹⁸ won is a mistake long before it is a number.
    pub fn plus(self, other: Won) -> Won {
        Won(self.0.saturating_add(other.0))
    }
}

impl Sum for Won {
    fn sum<I: Iterator<Item = Won>>(amounts: I) -> Won {
        amounts.fold(Won::ZERO, Won::plus)
    }
}

impl fmt::Display for Won {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
