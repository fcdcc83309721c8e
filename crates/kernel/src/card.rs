//! Cards: what is remembered of them, and what is not.

use serde::{Deserialize, Serialize};

/// A card's number, for as long as a request takes: it is never written anywhere (README §3, 12).
#[derive(Clone, PartialEq)]
pub(crate) struct CardNumber(String);

impl std::fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("card number")
    }
}

/// A card as it is remembered: what the provider of payments knows it by, and the last four digits for people
/// (README §3, 12).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// What the provider knows the payment by.
    pub key: String,
    /// The last four digits; empty when the provider was told the number, not we.
    pub last4: String,
}

impl CardNumber {
    /// The number that every sandbox declines.
    const DECLINED: &str = "4000000000000002";

    /// Twelve to nineteen digits, however they are grouped.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let fits = (12..=19).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then_some(Self(digits))
    }

    /// What the built-in sandbox remembers of it: its verdict, and nothing the number could be computed from.
    pub(crate) fn remembered(&self, fresh: &str) -> Card {
        let good = self.check_digit_fits() && self.0 != Self::DECLINED;
        let verdict = if good { "approve" } else { "decline" };
        let last4 = self.0.get(self.0.len() - 4..).unwrap_or_default().to_owned();
        Card { key: format!("sandbox-{verdict}-{fresh}"), last4 }
    }

    /// The check digit every card number ends in (Luhn).
    fn check_digit_fits(&self) -> bool {
        let doubled = |(n, b): (usize, u8)| {
            let digit = u32::from(b - b'0');
            if n % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        };
        self.0.bytes().rev().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
    }
}
