use kernel::Millis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MINUTE_MS: Millis = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// Where clocks stand if nobody says otherwise: Asia/Seoul, which has no summer time, as minutes before UTC.
pub(super) const SEOUL: i16 = 9 * 60;

/// Hours in which a member is not to be disturbed: from one minute of the day up to another, over midnight if need be.
///
/// A decider knows the instant and the civil day of a command, but not its hour: the day says the hour only to within a day.
/// So the quiet hours carry the difference between their clock and UTC, as their owner set it, and are a function of the
/// instant alone. Whatever difference is set, they end within a day, so nothing is held for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quiet {
    /// Minute of the day in which they begin.
    pub from: u16,
    /// Minute of the day in which they are over.
    pub to: u16,
    /// Minutes that the clock on the wall is ahead of UTC.
    pub utc_offset: i16,
}

impl Quiet {
    /// When they are over, if it is quiet at this instant.
    pub(super) fn end(self, at: Millis) -> Option<Millis> {
        let minutes = at / MINUTE_MS;
        let now = (i64::try_from(minutes).ok()? + i64::from(self.utc_offset)).rem_euclid(DAY_MINUTES);
        let since = (now - i64::from(self.from)).rem_euclid(DAY_MINUTES);
        let lasts = (i64::from(self.to) - i64::from(self.from)).rem_euclid(DAY_MINUTES);
        let left = u64::try_from(lasts - since).ok().filter(|left| *left > 0)?;
        Some((minutes + left) * MINUTE_MS)
    }
}

/// The minute of the day, from `22:30`.
pub(super) fn minute_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?;
    let (hours, minutes): (u16, u16) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The difference to UTC in minutes, from `+09:00`.
pub(super) fn utc_offset(text: &str) -> Option<i16> {
    let minutes = i16::try_from(minute_of_day(text.get(1..)?)?).ok().filter(|minutes| *minutes <= 14 * 60)?;
    match text.get(..1)? {
        "+" => Some(minutes),
        "-" => Some(-minutes),
        _ => None,
    }
}

/// `22:30`, from the minute of the day.
pub(super) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `+09:00`, from the difference in minutes.
pub(super) fn written_offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{}", clock(minutes.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: Millis = 3_600_000;

    fn quiet(from: &str, to: &str, offset: &str) -> Quiet {
        let minute = |text| minute_of_day(text).unwrap();
        Quiet { from: minute(from), to: minute(to), utc_offset: utc_offset(offset).unwrap() }
    }

    #[test]
    fn quiet_hours_go_over_midnight_by_the_clock_on_the_wall() {
        let night = quiet("22:00", "07:00", "+09:00");
        let seoul = |hour: Millis| (20 * 24 + hour - 9) * HOUR;
        assert_eq!(night.end(seoul(22)), Some(seoul(24 + 7)));
        assert_eq!(night.end(seoul(24 + 3) + 59_999), Some(seoul(24 + 7)));
        assert_eq!(night.end(seoul(24 + 7) - 1), Some(seoul(24 + 7)));
        assert_eq!(night.end(seoul(24 + 7)), None);
        assert_eq!(night.end(seoul(22) - 1), None);
    }

    #[test]
    fn quiet_hours_within_a_day() {
        let siesta = quiet("13:00", "14:30", "-03:30");
        let there = |minutes: Millis| (48 * 60 + minutes + 3 * 60 + 30) * MINUTE_MS;
        assert_eq!(siesta.end(there(13 * 60)), Some(there(14 * 60 + 30)));
        assert_eq!((siesta.end(there(12 * 60)), siesta.end(there(15 * 60))), (None, None));
    }

    #[test]
    fn times_that_are_none_are_not_read() {
        for bad in ["24:00", "7:00", "07:60", "0700", "", ":", "-1:00", "07:0０"] {
            assert_eq!(minute_of_day(bad), None, "{bad}");
        }
        for bad in ["09:00", "+15:00", "*09:00", "", "+", "é9:00"] {
            assert_eq!(utc_offset(bad), None, "{bad}");
        }
        for good in ["+09:00", "-03:30", "+00:00"] {
            assert_eq!(written_offset(utc_offset(good).unwrap()), good);
        }
    }

    proptest! {
        /// Whatever is set, they end within a day, and it is not quiet then.
        #[test]
        fn quiet_hours_end(from in 0u16..1440, to in 0u16..1440, utc_offset in -840i16..841, at in 0u64..4_000_000_000_000) {
            let quiet = Quiet { from, to, utc_offset };
            if let Some(end) = quiet.end(at) {
                prop_assert!(end > at && end - at <= 24 * HOUR);
                prop_assert_eq!(quiet.end(end), None);
            }
        }
    }
}
