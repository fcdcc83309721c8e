//! What a JSON value says under the kind of its field.

use super::{Fault, Given, Worth};
use crate::{Actor, Field, Kind, MemberId, Text, Who, card::CardNumber, text};
use serde_json::Value;

pub(super) fn unknown(fields: &'static [Field], name: &str) -> Fault {
    let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let known = known.join(", ");
    // What looks like the number of a card is not repeated, wherever it was put.
    let name: String = match name.bytes().filter(u8::is_ascii_digit).count() >= 12 {
        true => "(…)".to_owned(),
        false => name.chars().take(64).collect(),
    };
    let says =
        text!("{name} 값은 없는 항목입니다. 쓸 수 있는 항목: {known}", "there is no field {name}; known: {known}");
    Fault::wrong(&name, "unknown-field", says)
}

pub(super) fn read_worth(kind: Kind, name: &str, value: &Value) -> Result<Worth, Fault> {
    match kind {
        Kind::Id | Kind::Member => {
            let text = scalar(name, value)?;
            let id = text.parse::<MemberId>().map_err(|e| {
                Fault::wrong(name, "bad-id", Text::new(format!("{name}: 쓸 수 없는 id입니다"), format!("{name}: {e}")))
            })?;
            Ok(Worth::Text(id.into()))
        }
        Kind::Text(max) => {
            let text = scalar(name, value)?;
            let text = text.trim();
            if text.is_empty() || text.chars().count() > max || text.chars().any(|c| c.is_control()) {
                let says = text!(
                    "{name}: 1자 이상 {max}자 이하의 글이어야 합니다",
                    "{name} has 1 to {max} characters, no control characters"
                );
                return Err(Fault::wrong(name, "bad-text", says));
            }
            Ok(Worth::Text(text.to_owned()))
        }
        Kind::Word(words) => {
            let text = scalar(name, value)?;
            let known = words.iter().find(|word| word.eq_ignore_ascii_case(&text));
            let all = words.join(", ");
            let says = text!("{name}: 다음 중 하나여야 합니다: {all}", "{name} is one of: {all}");
            known.map(|word| Worth::Text((*word).to_owned())).ok_or_else(|| Fault::wrong(name, "unknown-word", says))
        }
        Kind::Words(words) => {
            let one = |entry| match read_worth(Kind::Word(words), name, entry)? {
                Worth::Text(word) => Ok(word),
                _ => Err(Fault::wrong(name, "unknown-word", text!("{name}", "{name}"))),
            };
            let read: Result<Vec<String>, Fault> = match value {
                Value::Array(entries) if entries.is_empty() => Ok(vec![]),
                _ => entries(name, value)?.iter().map(one).collect(),
            };
            read.map(Worth::Words)
        }
        Kind::Object if value.is_object() => Ok(Worth::Object(value.clone())),
        Kind::Object => Err(Fault::unreadable(name, text!("{name}: 객체여야 합니다", "{name} has to be an object"))),
        // Read with the rights of the caller, above.
        Kind::Lines(_) => Err(Fault::unreadable(name, text!("{name}", "{name}"))),
        Kind::PaymentKey => {
            let text = scalar(name, value)?;
            let plain = (1..=200).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-=".contains(&b));
            let says = text!(
                "{name}: 결제 창이 준 값을 쓰세요. 카드 번호가 아닙니다",
                "{name} is what the provider's payment window gave; it is not the number of a card"
            );
            let fits = plain && CardNumber::read(&text).is_none();
            fits.then_some(Worth::Text(text)).ok_or_else(|| Fault::wrong(name, "bad-payment-key", says))
        }
        Kind::Card => {
            let says = text!("{name}: 카드 번호는 숫자 12~19자리입니다", "{name}: a card number has 12 to 19 digits");
            let number = CardNumber::read(&scalar(name, value)?);
            number.map(Worth::Card).ok_or_else(|| Fault::wrong(name, "bad-card", says))
        }
        Kind::Qty { min } => whole(name, value, i64::from(min), i64::from(Kind::QTY_MAX)).map(|n| Worth::Qty(n as u32)),
        Kind::Number { min, max } => whole(name, value, min, max).map(Worth::Number),
        Kind::Won => whole(name, value, 0, Kind::WON_MAX).map(Worth::Won),
        Kind::Day => {
            let text = scalar(name, value)?;
            let says = text!(
                "{name}: 날짜는 2021-09-13 또는 20210913 형식입니다",
                "{name}: a date is written 2021-09-13 or 20210913"
            );
            text.parse().map(Worth::Day).map_err(|_| Fault::wrong(name, "bad-date", says))
        }
    }
}

/// Most entries of a list in a body.
const LIST_MAX: usize = 100;

/// The entries of a JSON list.
fn entries<'a>(name: &str, value: &'a Value) -> Result<&'a [Value], Fault> {
    let Some(entries) = value.as_array() else {
        return Err(Fault::unreadable(name, text!("{name}: 목록이어야 합니다", "{name} has to be a list")));
    };
    if entries.is_empty() || entries.len() > LIST_MAX {
        let says = text!("{name}: 1개 이상 {LIST_MAX}개 이하여야 합니다", "{name} has 1 to {LIST_MAX} entries");
        return Err(Fault::wrong(name, "out-of-range", says));
    }
    Ok(entries)
}

/// Objects with fields of their own. The first fault is told, with the place of its line.
pub(super) fn lines(fields: &'static [Field], name: &str, value: &Value, who: (&Actor, Who)) -> Result<Worth, Fault> {
    let line = |(n, entry): (usize, &Value)| {
        let Some(object) = entry.as_object() else {
            let says = text!("{name}[{n}]: 객체여야 합니다", "{name}[{n}] has to be an object");
            return Err(Fault::unreadable(name, says));
        };
        Given::read(fields, object, who.0, who.1).map_err(|faults| {
            let first = faults.into_iter().next();
            let fault = first.unwrap_or_else(|| Fault::wrong(name, "wrong", text!("{name}", "{name}")));
            Fault { field: format!("{name}[{n}].{}", fault.field), ..fault }
        })
    };
    entries(name, value)?.iter().enumerate().map(line).collect::<Result<_, _>>().map(Worth::Lines)
}

/// The text of a JSON string or whole number.
fn scalar(name: &str, value: &Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        _ => Err(Fault::unreadable(
            name,
            text!("{name}: 글이나 숫자여야 합니다", "{name} has to be a string or a whole number"),
        )),
    }
}

/// A whole number from a JSON number or string, within bounds.
fn whole(name: &str, value: &Value, min: i64, max: i64) -> Result<i64, Fault> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return Err(Fault::unreadable(name, text!("{name}: 숫자여야 합니다", "{name} has to be a number"))),
    };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b)) {
        return Err(Fault::unreadable(name, text!("{name}: 숫자여야 합니다", "{name} has to be a number")));
    }
    match text.parse::<i64>() {
        Ok(number) if (min..=max).contains(&number) => Ok(number),
        _ => {
            let says = text!(
                "{name}: {min} 이상 {max} 이하의 정수여야 합니다",
                "{name} is a whole number from {min} to {max}"
            );
            Err(Fault::wrong(name, "out-of-range", says))
        }
    }
}
