use crate::{Actor, BadId, Day, Field, Kind, MemberId, RefusalKind, Refused, Text, TitleId, Who, Won, text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, str::FromStr};

/// A request body that was understood: the declared fields with values of their kinds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given(BTreeMap<&'static str, Worth>);

#[derive(Clone, Debug, PartialEq)]
enum Worth {
    Text(String),
    Qty(u32),
    Number(i64),
    Won(i64),
    Day(Day),
    Words(Vec<String>),
    Lines(Vec<Given>),
    Object(Value),
    Card(CardNumber),
}

/// A card's number, for as long as a request takes: it is never written anywhere (README §3, 12).
#[derive(Clone, PartialEq)]
struct CardNumber(String);

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
    fn read(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let fits = (12..=19).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then_some(Self(digits))
    }

    /// What the built-in sandbox remembers of it: its verdict, and nothing the number could be computed from.
    fn remembered(&self, fresh: &str) -> Card {
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

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field as the caller wrote it.
    pub field: String,
    /// Stable name for programs.
    pub code: &'static str,
    /// For people.
    pub says: Text,
    /// Of a type that cannot be read at all (400); else understood but wrong (422).
    pub unreadable: bool,
    /// Not for this caller (403).
    pub forbidden: bool,
}

impl Fault {
    fn wrong(field: &str, code: &'static str, says: Text) -> Self {
        Self { field: field.to_owned(), code, says, unreadable: false, forbidden: false }
    }
    fn unreadable(field: &str, says: Text) -> Self {
        Self { unreadable: true, ..Self::wrong(field, "wrong-type", says) }
    }
    fn forbidden(field: &str, code: &'static str, says: Text) -> Self {
        Self { forbidden: true, ..Self::wrong(field, code, says) }
    }
}

impl Given {
    /// Reads a JSON object by its description. All faults are told at once.
    /// On a route of these rights; they say whether the caller may act for others.
    pub fn read(
        fields: &'static [Field],
        body: &Map<String, Value>,
        caller: &Actor,
        who: Who,
    ) -> Result<Self, Vec<Fault>> {
        let mut given = Given::default();
        let mut faults = vec![];
        for (name, value) in body {
            match fields.iter().find(|field| field.is_called(name)) {
                None => faults.push(unknown(fields, name)),
                Some(_) if value.is_null() => {}
                Some(field) => match given.take(field, name, value, (caller, who)) {
                    Ok(()) => {}
                    Err(fault) => faults.push(fault),
                },
            }
        }
        for field in fields {
            let missing =
                !given.0.contains_key(field.name) && !faults.iter().any(|fault| field.is_called(&fault.field));
            if missing && field.kind == Kind::Member {
                given.0.insert(field.name, Worth::Text(caller.id.clone()));
            } else if missing && field.required {
                let name = field.name;
                let says = text!("{name} 값이 필요합니다", "{name} is missing");
                faults.push(Fault::wrong(name, "missing-field", says));
            }
        }
        if faults.is_empty() { Ok(given) } else { Err(faults) }
    }

    fn take(&mut self, field: &Field, name: &str, value: &Value, (caller, who): (&Actor, Who)) -> Result<(), Fault> {
        if field.desk_only && !caller.role.is_desk() {
            let says = text!("{name} 값은 사서만 정할 수 있습니다", "only a librarian may set {name}");
            return Err(Fault::forbidden(name, "not-yours", says));
        }
        let worth = match field.kind {
            Kind::Lines(fields) => lines(fields, name, value, (caller, who))?,
            kind => read_worth(kind, name, value)?,
        };
        if field.kind == Kind::Member && !who.reaches_others(caller.role) && worth != Worth::Text(caller.id.clone()) {
            let says = text!("{name} 값은 본인이어야 합니다", "{name} has to be yourself");
            return Err(Fault::forbidden(name, "not-yours", says));
        }
        if self.0.get(field.name).is_some_and(|earlier| *earlier != worth) {
            let says = text!("{name} 값이 두 번, 서로 다르게 주어졌습니다", "{name} is given twice, differently");
            return Err(Fault::wrong(name, "given-twice", says));
        }
        self.0.insert(field.name, worth);
        Ok(())
    }

    /// Was the field given?
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Words of a text or word field.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name)? {
            Worth::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An id of whichever kind is asked for.
    pub fn id<T: FromStr<Err = BadId>>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// The title, which has to be given.
    pub fn title(&self, name: &'static str) -> Result<TitleId, Refused> {
        self.id(name).ok_or_else(|| missing(name))
    }

    /// The member; the caller, if none was named.
    pub fn member(&self, name: &'static str) -> Result<MemberId, Refused> {
        self.id(name).ok_or_else(|| missing(name))
    }

    /// Pieces.
    pub fn qty(&self, name: &str) -> Option<u32> {
        match self.0.get(name)? {
            Worth::Qty(qty) => Some(*qty),
            _ => None,
        }
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.0.get(name)? {
            Worth::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Money.
    pub fn won(&self, name: &str) -> Option<Won> {
        match self.0.get(name)? {
            Worth::Won(won) => Some(Won(*won)),
            _ => None,
        }
    }

    /// Several words.
    pub fn words(&self, name: &str) -> Option<&[String]> {
        match self.0.get(name)? {
            Worth::Words(words) => Some(words),
            _ => None,
        }
    }

    /// Several objects, each with its own fields.
    pub fn lines(&self, name: &str) -> Option<&[Given]> {
        match self.0.get(name)? {
            Worth::Lines(lines) => Some(lines),
            _ => None,
        }
    }

    /// An object as it came; nobody has looked into it.
    pub fn object(&self, name: &str) -> Option<&Value> {
        match self.0.get(name)? {
            Worth::Object(object) => Some(object),
            _ => None,
        }
    }

    /// A card, as it is remembered under this fresh id.
    pub fn card(&self, name: &str, fresh: &str) -> Option<Card> {
        match self.0.get(name)? {
            Worth::Card(number) => Some(number.remembered(fresh)),
            _ => None,
        }
    }

    /// A date.
    pub fn day(&self, name: &str) -> Option<Day> {
        match self.0.get(name)? {
            Worth::Day(day) => Some(*day),
            _ => None,
        }
    }
}

/// The refusal for a field that has to be there.
fn missing(name: &str) -> Refused {
    Refused::new(RefusalKind::Invalid, "missing-field", text!("{name} 값이 필요합니다", "{name} is missing")).at(name)
}

fn unknown(fields: &'static [Field], name: &str) -> Fault {
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

fn read_worth(kind: Kind, name: &str, value: &Value) -> Result<Worth, Fault> {
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
fn lines(fields: &'static [Field], name: &str, value: &Value, who: (&Actor, Who)) -> Result<Worth, Fault> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use serde_json::json;

    const FIELDS: &[Field] = &[
        Field::new("userId", Kind::Member, ""),
        Field::new("bookId", Kind::Id, "").alias(&["bookid"]).required(),
        Field::new("qty", Kind::Qty { min: 1 }, ""),
        Field::new("borrowDate", Kind::Day, "").desk_only(),
        Field::new("status", Kind::Word(&["canceled"]), ""),
        Field::new("year", Kind::Number { min: -5000, max: 3000 }, ""),
    ];

    fn read(role: Role, body: Value) -> Result<Given, Vec<(String, &'static str)>> {
        let caller = Actor { role, id: "kim".into() };
        let told = |faults: Vec<Fault>| faults.into_iter().map(|f| (f.field, f.code)).collect();
        Given::read(FIELDS, body.as_object().unwrap(), &caller, Who::OwnerOrDesk).map_err(told)
    }

    #[test]
    fn decision_11_numbers_and_strings_mean_the_same() {
        let numbers = read(Role::Patron, json!({"bookId": 5, "qty": 2})).unwrap();
        let strings = read(Role::Patron, json!({"bookid": "5", "qty": "2", "userId": "kim"})).unwrap();
        assert_eq!(numbers, strings);
        assert_eq!((numbers.qty("qty"), numbers.text("bookId")), (Some(2), Some("5")));
    }

    #[test]
    fn a_number_may_be_negative_and_stays_in_its_bounds() {
        for year in [json!(-350), json!("-350")] {
            assert_eq!(read(Role::Patron, json!({"bookId": 5, "year": year})).unwrap().number("year"), Some(-350));
        }
        for year in [json!(-5001), json!(3001), json!(1.5)] {
            assert_eq!(read(Role::Patron, json!({"bookId": 5, "year": year})).unwrap_err()[0].1, "out-of-range");
        }
    }

    #[test]
    fn all_faults_are_told_at_once_with_their_fields() {
        let faults = read(Role::Librarian, json!({"qty": -1, "borrowDate": "soon", "colour": "red", "status": "gone"}));
        let mut faults = faults.unwrap_err();
        faults.sort();
        let expected = [
            ("bookId", "missing-field"),
            ("borrowDate", "bad-date"),
            ("colour", "unknown-field"),
            ("qty", "out-of-range"),
            ("status", "unknown-word"),
        ];
        assert_eq!(faults, expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn types_that_cannot_be_read_are_told_apart_from_wrong_values() {
        for body in [
            json!({"bookId": {}}),
            json!({"bookId": [1]}),
            json!({"bookId": 1, "qty": "many"}),
            json!({"bookId": true}),
        ] {
            assert_eq!(read(Role::Patron, body.clone()).unwrap_err()[0].1, "wrong-type", "{body}");
        }
        for body in
            [json!({"bookId": 1, "qty": 1e30}), json!({"bookId": 1, "qty": 1.5}), json!({"bookId": 1, "qty": 0})]
        {
            assert_eq!(read(Role::Patron, body.clone()).unwrap_err()[0].1, "out-of-range", "{body}");
        }
    }

    #[test]
    fn decision_12_a_card_number_is_forgotten_at_once() {
        const CARD: &[Field] = &[Field::new("cardNo", Kind::Card, "")];
        let desk = Actor { role: Role::Librarian, id: "desk".into() };
        let read =
            |number: Value| Given::read(CARD, json!({"cardNo": number}).as_object().unwrap(), &desk, Who::OwnerOrDesk);
        let good = read(json!("4242-4242 4242 4242")).unwrap();
        let card = good.card("cardNo", "x").unwrap();
        assert_eq!((card.key.as_str(), card.last4.as_str()), ("sandbox-approve-x", "4242"));
        assert!(!format!("{good:?}{card:?}").contains("42424242"));
        for declined in ["4000000000000002", "4242424242424241", "123456789990"] {
            let card = read(json!(declined)).unwrap().card("cardNo", "x").unwrap();
            assert_eq!(card.key, "sandbox-decline-x", "{declined}");
        }
        const KEY: &[Field] = &[Field::new("paymentKey", Kind::PaymentKey, "")];
        let key = |body: Value| Given::read(KEY, body.as_object().unwrap(), &desk, Who::OwnerOrDesk);
        assert!(key(json!({"paymentKey": "tviva20260101_ab-c="})).is_ok());
        for typed in ["4242424242424242", "4242-4242-4242-4242", "a/../b?c", ""] {
            let faults = key(json!({"paymentKey": typed})).unwrap_err();
            assert!(faults[0].code == "bad-payment-key" && !format!("{faults:?}").contains("4242"), "{faults:?}");
        }
        assert!(!format!("{:?}", key(json!({"4242424242424242": 1})).unwrap_err()).contains("4242"));
        for bad in [json!("1234"), json!("4242x42424242424"), json!(""), json!(["4242424242424242"])] {
            let faults = read(bad).unwrap_err();
            assert!(!format!("{faults:?}").contains("4242"), "{faults:?}");
        }
    }

    #[test]
    fn lists_say_which_of_their_entries_is_wrong() {
        const LINE: &[Field] = &[Field::new("name", Kind::Text(10), "").required()];
        const LISTS: &[Field] =
            &[Field::new("lines", Kind::Lines(LINE), ""), Field::new("channels", Kind::Words(&["mail", "kakao"]), "")];
        let desk = Actor { role: Role::Librarian, id: "desk".into() };
        let read = |body: Value| Given::read(LISTS, body.as_object().unwrap(), &desk, Who::OwnerOrDesk);
        let given = read(json!({"lines": [{"name": "a"}, {"name": "b"}], "channels": ["MAIL"]})).unwrap();
        let names: Vec<_> = given.lines("lines").unwrap().iter().map(|line| line.text("name").unwrap()).collect();
        assert_eq!((names, given.words("channels").unwrap()), (vec!["a", "b"], &["mail".to_owned()][..]));
        assert_eq!(read(json!({"lines": [{"name": "a"}, {}]})).unwrap_err()[0].field, "lines[1].name");
        assert_eq!(read(json!({"channels": ["pigeon"]})).unwrap_err()[0].code, "unknown-word");
        assert!(read(json!({"lines": {}})).unwrap_err()[0].unreadable);
        assert_eq!(read(json!({"lines": []})).unwrap_err()[0].code, "out-of-range");
    }

    #[test]
    fn only_the_desk_acts_for_others_and_sets_dates() {
        assert_eq!(read(Role::Patron, json!({"bookId": 1, "userId": "lee"})).unwrap_err()[0].1, "not-yours");
        assert_eq!(read(Role::Patron, json!({"bookId": 1, "borrowDate": "20210913"})).unwrap_err()[0].1, "not-yours");
        let desk = read(Role::Librarian, json!({"bookId": 1, "userId": "lee", "borrowDate": "20210913"})).unwrap();
        assert_eq!(desk.text("userId"), Some("lee"));
    }
}
