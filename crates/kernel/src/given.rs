mod reading;

use crate::card::CardNumber;
use crate::{Actor, BadId, Card, Day, Field, Kind, MemberId, RefusalKind, Refused, Text, TitleId, Who, Won, text};
use reading::{lines, read_worth, unknown};
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

#[cfg(test)]
mod tests;
