//! What a customer asked for, and the two sums in it: how long, and for how much.

use super::refusal::Refusal;
use kernel::{Card, Day, MemberId, PaymentId, RentalId, TitleId, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days a rental lasts when the customer names no end.
pub(super) const DAYS: i32 = 7;

/// How it is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum PayBy {
    #[default]
    Point,
    Card,
}

/// What a customer wants to rent, as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wish {
    pub rental: RentalId,
    pub member: MemberId,
    pub title: TitleId,
    /// What the book is called, if we have heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub qty: u32,
    /// Of one copy: as we know it or, as long as we do not, as the customer says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Won>,
    /// What is to be paid, as soon as the price is certain. No money is asked for before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Won>,
    pub payment: PaymentId,
    pub method: PayBy,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    pub start_day: Day,
    pub return_day: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_phone_no: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// From when until when. Days gone by are as good as others: they neither refuse nor delay; only their order is checked.
/// Who names an end and no beginning does not contradict himself, so the beginning gives way.
pub(super) fn period(start: Option<Day>, end: Option<Day>, today: Day) -> Result<(Day, Day), Refusal> {
    match (start, end) {
        (Some(start), Some(end)) if end < start => Err(Refusal::EndsBeforeItStarts { start, end }),
        (Some(start), Some(end)) => Ok((start, end)),
        (None, Some(end)) => Ok((today.min(end), end)),
        (start, None) => {
            let start = start.unwrap_or(today);
            Ok((start, start.plus(DAYS)))
        }
    }
}

/// The price both sides mean. A customer who believes in another price is told at once; one we cannot check yet is kept.
pub(super) fn agreed(given: Option<Won>, known: Option<Won>) -> Result<Option<Won>, Refusal> {
    match (given, known) {
        (Some(given), Some(known)) if given != known => Err(Refusal::PriceDiffers { given, known }),
        (given, known) => Ok(known.or(given)),
    }
}

/// What so many copies cost.
pub(super) fn amount(price: Won, qty: u32) -> Won {
    Won(price.0.saturating_mul(i64::from(qty)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_rental_lasts_seven_days_unless_somebody_says_otherwise() {
        let today = day("2021-09-13");
        let days = |start: Option<&str>, end: Option<&str>| period(start.map(day), end.map(day), today);
        assert_eq!(days(None, None), Ok((today, day("2021-09-20"))));
        assert_eq!(days(Some("2021-10-01"), None), Ok((day("2021-10-01"), day("2021-10-08"))));
        assert_eq!(days(None, Some("2021-10-13")), Ok((today, day("2021-10-13"))));
        assert_eq!(days(Some("2021-09-13"), Some("2021-09-13")), Ok((today, today)));
    }

    #[test]
    fn a_return_date_in_the_past_is_taken_but_not_one_before_the_start() {
        let today = day("2026-01-01");
        let (start, end) = (day("2021-09-13"), day("2021-10-13"));
        assert_eq!(period(Some(start), Some(end), today), Ok((start, end)));
        assert_eq!(period(None, Some(end), today), Ok((end, end)));
        let backwards = period(Some(end), Some(start), today);
        assert_eq!(backwards, Err(Refusal::EndsBeforeItStarts { start: end, end: start }));
    }

    #[test]
    fn req_003_r4_the_price_is_the_titles_and_a_given_one_has_to_be_the_same() {
        let won = |n| Some(Won(n));
        assert_eq!(agreed(None, won(1000)), Ok(won(1000)));
        assert_eq!(agreed(won(1000), won(1000)), Ok(won(1000)));
        assert_eq!(agreed(won(1000), None), Ok(won(1000)));
        assert_eq!(agreed(None, None), Ok(None));
        assert_eq!(
            agreed(won(999), won(1000)),
            Err(Refusal::PriceDiffers { given: Won(999), known: Won(1000) })
        );
        assert_eq!(amount(Won(1000), 3), Won(3000));
        assert_eq!(amount(Won(i64::MAX), 2), Won(i64::MAX));
    }
}
