use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A civil date. Due dates and days late are counted in these, never in hours (README §3, 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Not a date we can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDay;

impl fmt::Display for BadDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date is written 2021-09-13 or 20210913, between the years 1900 and 9000")
    }
}
impl std::error::Error for BadDay {}

impl Day {
    /// A date by its parts; `None` when there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// The day `days` later (or earlier); stays at the ends of the calendar.
    pub fn plus(self, days: i32) -> Self {
        let moved = self.0.checked_add(jiff::Span::new().days(days));
        Self(moved.unwrap_or(if days < 0 { Date::MIN } else { Date::MAX }))
    }

    /// Civil days from `earlier` to `self`; negative when `self` is before it.
    pub fn days_since(self, earlier: Day) -> i32 {
        self.0.since(earlier.0).map(|span| span.get_days()).unwrap_or(0)
    }

    /// Year, month and day.
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }
}

impl Default for Day {
    fn default() -> Self {
        Self(Date::constant(1970, 1, 1))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = BadDay;

    /// `2021-09-13` or `20210913` (README §3, 11).
    fn from_str(text: &str) -> Result<Self, BadDay> {
        let digits: String = match text.len() {
            8 => text.to_owned(),
            10 if text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-') => {
                text.replace('-', "")
            }
            _ => return Err(BadDay),
        };
        if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadDay);
        }
        let number = |from: usize, to: usize| digits[from..to].parse::<i16>().map_err(|_| BadDay);
        let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
        if !(1900..=9000).contains(&year) {
            return Err(BadDay);
        }
        Self::new(year, month as i8, day as i8).ok_or(BadDay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_written_forms_are_one_day() {
        let day: Day = "2021-09-13".parse().unwrap();
        assert_eq!("20210913".parse(), Ok(day));
        assert_eq!(day.to_string(), "2021-09-13");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for bad in
            ["2021-02-29", "20211301", "2021-9-13", "yesterday", "", "0000-01-01", "20210913T", "２０２１０９１３"]
        {
            assert_eq!(bad.parse::<Day>(), Err(BadDay), "{bad}");
        }
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let from: Day = "2024-02-28".parse().unwrap();
        assert_eq!("2024-03-01".parse::<Day>().unwrap().days_since(from), 2);
        assert_eq!(from.plus(366).days_since(from), 366);
        assert_eq!(from.plus(-59).to_string(), "2023-12-31");
    }
}
