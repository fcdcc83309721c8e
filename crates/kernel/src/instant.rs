use crate::{Day, Millis};

const DAY_MS: Millis = 86_400_000;

/// An instant as documents show it: RFC 3339, UTC.
pub fn instant(at: Millis) -> String {
    let day = i32::try_from(at / DAY_MS).map_or(Day::default(), |days| Day::default().plus(days));
    let (second, milli) = ((at % DAY_MS) / 1000, at % 1000);
    format!("{day}T{:02}:{:02}:{:02}.{milli:03}Z", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_in_utc() {
        assert_eq!(instant(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(instant(1_631_545_199_999), "2021-09-13T14:59:59.999Z");
        assert_eq!(instant(1_709_164_800_000), "2024-02-29T00:00:00.000Z");
    }
}
