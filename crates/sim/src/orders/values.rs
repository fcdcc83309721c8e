//! What stands in the body of a request.

use super::{MEMBERS, draws::Draws, is_in_vain};
use kernel::{Actor, Field, Key, Kind, Method, Who};
use serde_json::{Map, Value, json};

const WORDS: [&str; 10] = [
    "어린 왕자",
    "azureMaster",
    "토지",
    "The Trial",
    "978-89-374-6001-5",
    "kor",
    "chicken",
    "pizza",
    "Momo",
    "채식주의자",
];
const CARDS: [&str; 4] = ["4242424242424242", "4242424242424242", "4242424242424242", "4000000000000002"];

/// What people write into fields of these names; an empty word is anything.
const WRITTEN: &[(&str, &[&str])] = &[
    ("mail", &["kim@example.org", "lee@example.org", "kim@example.org", "lee"]),
    ("phone", &["010-1234-5678", "01012345678", "010-1234-5678", "12"]),
    ("quietFrom", &["22:00", "23:30", "09:00"]),
    ("quietTo", &["07:00", "06:00", "22:00"]),
    ("utcOffset", &["+09:00", "-03:00"]),
    ("status", &["canceled", "canceled", "canceled", "paid"]),
];

impl Draws<'_> {
    pub(super) fn body(&mut self, caller: &Actor) -> Map<String, Value> {
        let fields: Vec<&Field> = self.entry.fields.iter().filter(|f| !f.desk_only || caller.role.is_desk()).collect();
        let lines = fields.iter().find_map(|field| match field.kind {
            Kind::Lines(of) => Some((field.name, of)),
            _ => None,
        });
        // Things are given in lines, or without them.
        let in_lines = lines.filter(|_| self.chance.happens(4000));
        let fields: Vec<&Field> = match (in_lines, lines) {
            (Some((_, of)), _) => fields.into_iter().filter(|field| of.iter().all(|f| f.name != field.name)).collect(),
            (None, Some((name, _))) => fields.into_iter().filter(|field| field.name != name).collect(),
            (None, None) => fields,
        };
        let fields = self.given(&fields, caller);
        let mut body = self.written(&fields, caller);
        if let Some((name, of)) = in_lines {
            let of: Vec<&Field> = of.iter().collect();
            let many = self.chance.between(1, 3);
            let lines = (0..many).map(|_| {
                let given = self.given(&of, caller);
                Value::from(self.written(&given, caller))
            });
            let lines: Vec<Value> = lines.collect();
            body.insert(name.to_owned(), Value::from(lines));
        }
        if self.chance.happens(9000) {
            agree(&fields, &mut body);
        }
        body
    }

    fn written(&mut self, fields: &[&Field], caller: &Actor) -> Map<String, Value> {
        fields.iter().map(|field| (field.name.to_owned(), self.value(field, caller))).collect()
    }

    /// The fields that are given this time.
    fn given<'f>(&mut self, fields: &[&'f Field], caller: &Actor) -> Vec<&'f Field> {
        // A change usually changes one thing.
        if self.entry.method == Method::Patch && fields.iter().all(|field| !field.required) {
            let many = [1, 1, 1, 2][self.chance.below(4) as usize];
            let likely: Vec<&Field> =
                fields.iter().copied().filter(|field| !is_in_vain(field) || self.chance.happens(500)).collect();
            let many_fields = likely.len() as u64;
            let mut one = || self.chance.below(many_fields).min(self.chance.below(many_fields)) as usize;
            return (0..many).filter_map(|_| likely.get(one()).copied()).collect();
        }
        // Who makes himself something is that something.
        let himself = self.entry.who == Who::TeacherOrDesk && !caller.role.is_desk();
        let refers = fields.iter().any(|field| field.required && field.kind == Kind::Id);
        let makes = fields.iter().any(|field| field.required && matches!(field.kind, Kind::Text(_)));
        let one = self.one;
        let mut given = vec![];
        for field in fields {
            let wanted = match field.kind {
                _ if field.required => 9900,
                // What is named after something else has no id of its own.
                Kind::Id if field.name == "id" => [6000, 500][usize::from(one.is_some())],
                _ if is_in_vain(field) => 300,
                Kind::Qty { min: 0 } if one.is_some() => 1000,
                Kind::Id if one == Some(field.name) => 10_000,
                Kind::Id => 300,
                Kind::Member => 7000,
                // What is made is described; what is wanted of it was described before.
                Kind::Won if refers => 1000,
                Kind::Won | Kind::Qty { min: 0 } if makes => 8500,
                Kind::Qty { .. } => 4000,
                Kind::Day if field.desk_only => 5000,
                Kind::Day => 2000,
                Kind::Words(_) => 5000,
                Kind::Text(_) if WRITTEN.iter().any(|(name, _)| *name == field.name) => 9000,
                Kind::Text(_) if field.name.ends_with("Key") => 1500,
                _ => 3000,
            };
            if self.chance.happens(wanted) && !(himself && field.name == "id") {
                given.push(*field);
            }
        }
        given
    }

    fn id(&mut self, field: &Field) -> String {
        if let Some((_, key)) = self.about.clone().filter(|(name, _)| *name == field.name && self.chance.happens(9700))
        {
            return key;
        }
        // What is made has an id of its own.
        if field.name == "id" {
            let free = self.free_id().filter(|_| self.chance.happens(9000));
            return free.unwrap_or_else(|| self.some_id(field.name));
        }
        let target = self.entry.target.filter(|target| target.key == Key::Field(field.name));
        if let Some(target) = target {
            return self.key_of(target.view, field.name);
        }
        if let Some(view) = self.known.named_after(field.name).filter(|_| self.chance.happens(9000)) {
            return self.key_of(view, field.name);
        }
        let known = self.known;
        // Half of what is asked for is about what one has already.
        let whose = if self.chance.happens(5000) { self.whose.clone() } else { None };
        let own = known.values.get(&(whose, field.name.to_lowercase()));
        let values = own.or_else(|| known.values.get(&(None, field.name.to_lowercase())));
        let values: Vec<&String> = values.into_iter().flatten().collect();
        match self.chance.one(&values) {
            Some(value) if self.chance.happens(9000) => (*value).clone(),
            _ => self.some_id(field.name),
        }
    }

    fn text(&mut self, field: &Field) -> String {
        if field.name.ends_with("Key") {
            // The same key for two payments is somebody who tries.
            let word = self.chance.one(&["pay", "pay", "pay", "decline", "shared"]).copied().unwrap_or("pay");
            return if word == "shared" {
                format!("shared-{}", self.chance.below(3))
            } else {
                format!("{word}-{}", self.hub.fresh())
            };
        }
        let written = WRITTEN.iter().find(|(name, _)| *name == field.name).map_or(&WORDS[..], |(_, words)| words);
        self.chance.one(written).copied().unwrap_or("kor").to_owned()
    }

    fn number(&mut self, min: i64, max: i64) -> i64 {
        let money = [500, 1000, 3000, 10_000, 10_000, 50_000, min];
        let usual = [1, 1, 2, 3, min, max, 60, 2021];
        let of: &[i64] = if max >= Kind::WON_MAX { &money } else { &usual };
        self.chance.one(of).copied().unwrap_or(min).clamp(min, max)
    }

    fn value(&mut self, field: &Field, caller: &Actor) -> Value {
        match field.kind {
            Kind::Id => Value::from(self.id(field)),
            Kind::Member if caller.role.is_desk() => {
                Value::from(self.whose.clone().unwrap_or_else(|| MEMBERS[0].to_owned()))
            }
            Kind::Member => Value::from(caller.id.clone()),
            Kind::Text(_) => Value::from(self.text(field)),
            Kind::Qty { min } => {
                let more = if min == 0 { [0, 1, 1, 2, 2, 3, 5, 9] } else { [0, 0, 0, 0, 0, 1, 2, 20] };
                Value::from(min + self.chance.one(&more).copied().unwrap_or(0))
            }
            Kind::Number { min, max } => Value::from(self.number(min, max)),
            Kind::Won => Value::from(self.chance.one(&[1000, 1000, 1000, 500, 2000, 15_000, 0]).copied().unwrap_or(0)),
            Kind::Day => {
                let days = self.chance.below(45) as i32 - 12;
                Value::from(self.today.plus(days).to_string())
            }
            Kind::Words(words) => Value::from(vec![self.chance.one(words).copied().unwrap_or_default()]),
            Kind::Lines(_) => Value::from(Vec::<Value>::new()),
            // What others made: it names one of our things.
            Kind::PaymentKey => Value::from("payment-key"),
            Kind::Object => json!({ "orderId": self.key_of(self.entry.shows, "id"), "status": "DONE" }),
            Kind::Card => Value::from(self.chance.one(&CARDS).copied().unwrap_or_default()),
            Kind::Word(words) => {
                // What is usual is named first.
                let at = self.chance.below(words.len() as u64).min(self.chance.below(words.len() as u64));
                Value::from(words.get(at as usize).copied().unwrap_or_default())
            }
        }
    }
}

/// Who gives a card pays with it, and who wants to pay with one gives it.
fn agree(fields: &[&Field], body: &mut Map<String, Value>) {
    let has_card = fields.iter().any(|field| field.kind == Kind::Card || field.name.ends_with("Key"));
    let how = fields.iter().find(|field| matches!(field.kind, Kind::Word(words) if words.contains(&"card")));
    if let Some(how) = how
        && (body.get(how.name).is_some_and(|word| word == "card") != has_card)
    {
        body.remove(how.name);
    }
}
