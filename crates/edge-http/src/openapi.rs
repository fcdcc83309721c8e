//! OpenAPI 3.1 and AsyncAPI 3.0, from the descriptions the contexts gave of their routes and facts.

use kernel::{Field, Kind, Method, Who};
use runtime::registry::{CommandEntry, ContextEntry, ItemEntry, ListEntry, Registry};
use serde_json::{Map, Value, json};

/// The version of the API, not of the program.
const VERSION: &str = "1.0.0";

/// The OpenAPI document.
pub fn openapi(registry: &Registry) -> Value {
    let mut paths = Map::new();
    let mut add = |path: &str, method: &str, operation: Value| {
        let at = paths.entry(path).or_insert_with(|| json!({}));
        at[method] = operation;
    };
    for context in &registry.contexts {
        for entry in &context.commands {
            each(entry.path, entry.aliases, |path, alias| {
                add(path, verb(entry.method), command(context, entry, path, alias))
            });
        }
        for entry in &context.items {
            each(entry.path, entry.aliases, |path, alias| add(path, "get", item(context, entry, path, alias)));
        }
        for entry in &context.lists {
            each(entry.path, entry.aliases, |path, alias| add(path, "get", list(context, entry, path, alias)));
        }
        for lease in &context.leases {
            let events = json!({ "description": "Events; the lease lasts as long as somebody listens.", "content": { "text/event-stream": { "schema": { "type": "string" } } } });
            let answer = json!({ "200": events, "default": problem() });
            add(lease.path, "get", operation(context, lease.summary, lease.who, lease.path, None, "get", answer));
        }
        for page in &context.pages {
            each(page.path, page.aliases, |path, alias| {
                let answer =
                    json!({ "200": ok("The member's page.", json!({ "type": "object" })), "default": problem() });
                add(path, "get", operation(context, page.summary, page.who, path, alias, "get", answer));
            });
        }
    }
    own(&mut add);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Madang",
            "version": VERSION,
            "summary": "A community library that also reserves, rents, sells and teaches.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The gateway, or a trusted door on loopback." }],
        "tags": registry.contexts.iter().map(|context| json!({ "name": context.name, "description": context.caption })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT (EdDSA)" } },
            "schemas": { "Problem": problem_schema(), "List": list_schema() },
        },
    })
}

fn each(path: &'static str, aliases: &[&'static str], mut add: impl FnMut(&'static str, Option<&'static str>)) {
    add(path, None);
    aliases.iter().for_each(|alias| add(alias, Some(path)));
}

fn verb(method: Method) -> &'static str {
    match method {
        Method::Post => "post",
        Method::Put => "put",
        Method::Patch => "patch",
        Method::Delete => "delete",
    }
}

/// What every operation says.
fn operation(
    context: &ContextEntry,
    summary: &str,
    who: Who,
    path: &str,
    alias: Option<&str>,
    verb: &str,
    answers: Value,
) -> Value {
    let id: String = path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let mut operation = json!({
        "operationId": format!("{verb}{id}"),
        "tags": [context.name],
        "summary": summary,
        "description": who_words(who),
        "x-madang-who": format!("{who:?}"),
        "parameters": parameters(path),
        "security": if who == Who::Anyone { json!([{}]) } else { json!([{ "token": [] }]) },
        "responses": answers,
    });
    if let Some(of) = alias {
        operation["description"] = format!("Another name of `{of}`. {}", who_words(who)).into();
        operation["x-madang-alias-of"] = of.into();
    }
    operation
}

/// Who may, in words.
pub(crate) fn who_words(who: Who) -> &'static str {
    match who {
        Who::Anyone => "Anybody, without a token.",
        Who::OwnerOrDesk => "A signed-in member for what is his own; librarians and admins.",
        Who::Owner => "A signed-in member for what is his own; nobody for him, but admins.",
        Who::TeacherOrDesk => "A teacher for what is his own; librarians and admins.",
        Who::Desk => "Librarians and admins.",
        Who::DeskOrService => "Librarians, admins and services.",
        Who::Admin => "Admins.",
    }
}

fn parameters(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1).filter_map(|part| part.split('}').next());
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect()
}

fn ok(description: &str, schema: Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn problem() -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({ "description": "A problem document (RFC 9457).", "content": { "application/problem+json": { "schema": schema } } })
}

fn command(context: &ContextEntry, entry: &CommandEntry, path: &str, alias: Option<&str>) -> Value {
    let done = ok("The resource as it is now; while its saga runs, `status` says so.", json!({ "type": "object" }));
    let status = if entry.method == Method::Post { "201" } else { "200" };
    let mut answers = json!({ "default": problem() });
    answers[status] = done;
    if entry.method == Method::Delete {
        answers["204"] = json!({ "description": "Nothing is left of it." });
    }
    let mut operation = operation(context, entry.summary, entry.who, path, alias, verb(entry.method), answers);
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.extend(headers());
    }
    if !entry.fields.is_empty() {
        operation["requestBody"] = json!({
            "required": entry.fields.iter().any(|field| field.required),
            "content": { "application/json": { "schema": body_schema(entry.fields) } },
        });
    }
    operation
}

fn headers() -> Vec<Value> {
    let header = |name: &str, description: &str| json!({ "name": name, "in": "header", "required": false, "description": description, "schema": { "type": "string" } });
    vec![
        header("Idempotency-Key", "The same key with the same body gets the first answer again."),
        header("If-Match", "Only if the resource still has this ETag; else 412."),
        header("Prefer", "`wait=N`: hold the answer until the saga has settled, or N seconds (at most 30) are over."),
    ]
}

/// JSON Schema of a body.
pub(crate) fn body_schema(fields: &[Field]) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut schema = kind_schema(field.kind);
        schema["description"] = described(field).into();
        properties.insert(field.name.to_owned(), schema);
        for alias in field.aliases {
            let mut schema = kind_schema(field.kind);
            schema["description"] = format!("Another name of `{}`.", field.name).into();
            properties.insert((*alias).to_owned(), schema);
        }
    }
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required && field.aliases.is_empty()).map(|field| field.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn described(field: &Field) -> String {
    let only = if field.desk_only { " Only librarians and admins may send it." } else { "" };
    let member = if field.kind == Kind::Member {
        " The caller himself if it is missing; somebody else only from the desk."
    } else {
        ""
    };
    let required = if field.required { " Required." } else { "" };
    format!("{}{member}{only}{required}", field.help)
}

fn kind_schema(kind: Kind) -> Value {
    match kind {
        Kind::Id | Kind::Member => json!({ "type": ["string", "integer"], "minLength": 1, "maxLength": 96 }),
        Kind::Text(max) => json!({ "type": ["string", "integer"], "minLength": 1, "maxLength": max }),
        Kind::Qty { min } => json!({ "type": ["integer", "string"], "minimum": min, "maximum": Kind::QTY_MAX }),
        Kind::Number { min, max } => json!({ "type": ["integer", "string"], "minimum": min, "maximum": max }),
        Kind::Won => json!({ "type": ["integer", "string"], "minimum": 0, "maximum": Kind::WON_MAX }),
        Kind::Day => json!({ "type": ["string", "integer"], "examples": ["2021-09-13", "20210913"] }),
        Kind::Words(words) => {
            json!({ "type": "array", "maxItems": 100, "items": kind_schema(Kind::Word(words)) })
        }
        Kind::Lines(fields) => json!({ "type": "array", "minItems": 1, "maxItems": 100, "items": body_schema(fields) }),
        Kind::PaymentKey => {
            json!({ "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_=-]+$" })
        }
        Kind::Object => json!({ "type": "object" }),
        Kind::Card => {
            json!({ "type": ["string", "integer"], "description": "12 to 19 digits; only the last four are kept." })
        }
        Kind::Word(words) => {
            json!({ "type": "string", "description": "Upper and lower case count the same.", "examples": words })
        }
    }
}

fn item(context: &ContextEntry, entry: &ItemEntry, path: &str, alias: Option<&str>) -> Value {
    let answers = json!({ "200": ok("The resource.", json!({ "type": "object" })), "304": { "description": "Unchanged (`If-None-Match`)." }, "default": problem() });
    operation(context, entry.summary, entry.who, path, alias, "get", answers)
}

fn list(context: &ContextEntry, entry: &ListEntry, path: &str, alias: Option<&str>) -> Value {
    let answers = json!({ "200": ok("A page.", json!({ "$ref": "#/components/schemas/List" })), "default": problem() });
    let mut operation = operation(context, entry.summary, entry.who, path, alias, "get", answers);
    let mut parameters = vec![
        json!({ "name": "limit", "in": "query", "description": "Rows of a page; above 200 means 200.", "schema": { "type": "integer", "minimum": 1, "default": 50 } }),
        json!({ "name": "cursor", "in": "query", "description": "The `next` of the page before.", "schema": { "type": "string" } }),
    ];
    let filter = |name: &&'static str| json!({ "name": name, "in": "query", "description": "Only those with this value.", "schema": { "type": "string" } });
    parameters.extend(entry.filters.iter().map(filter));
    if entry.search {
        let words = "Words; all have to be there, best first. Korean by any part of a word, ISBNs in any form.";
        parameters.push(json!({ "name": "q", "in": "query", "description": words, "schema": { "type": "string", "maxLength": 200 } }));
    }
    operation["parameters"] = parameters.into();
    operation
}

fn problem_schema() -> Value {
    let text = json!({ "type": "object", "properties": { "ko": { "type": "string" }, "en": { "type": "string" } } });
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "detail": { "type": "string", "description": "What to do, in the language of Accept-Language." },
            "code": { "type": "string", "description": "Stable, for programs." },
            "message": text,
            "errors": { "type": "array", "items": { "type": "object", "properties": { "field": { "type": "string" }, "code": { "type": "string" }, "detail": { "type": "string" } } } },
            "correlation": { "type": "string" },
        },
    })
}

fn list_schema() -> Value {
    json!({
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": { "type": "array", "items": { "type": "object" } },
            "next": { "type": ["string", "null"], "description": "Pass it as `cursor` for the next page." },
        },
    })
}

/// The routes of the process itself.
fn own(add: &mut impl FnMut(&str, &str, Value)) {
    let open = |summary: &str| json!({ "summary": summary, "tags": ["system"], "x-madang-who": "Anyone", "security": [{}], "responses": { "200": { "description": "The document." } } });
    for (path, summary) in [
        ("/health/live", "The process runs."),
        ("/health/ready", "Every context of this process can answer; peers that are away are named."),
        ("/actuator/health", "Another name of `/health/ready`."),
        ("/metrics", "Metrics for Prometheus."),
        ("/openapi.json", "This document."),
        ("/asyncapi.json", "The facts, as AsyncAPI 3.0."),
        ("/.well-known/jwks.json", "The public keys of our tokens."),
        ("/docs", "This document for people."),
        ("/docs/problems", "What the codes of problems mean."),
    ] {
        add(path, "get", open(summary));
    }
    let admin = |summary: &str, path: &str| {
        json!({ "summary": summary, "tags": ["system"], "x-madang-who": "Admin", "security": [{ "token": [] }], "description": who_words(Who::Admin),
            "parameters": parameters(path), "responses": { "200": ok("What was done.", json!({ "type": "object" })), "default": problem() } })
    };
    add(
        "/parked/{context}",
        "get",
        admin("Commands of policies that could not be done, oldest first.", "/parked/{context}"),
    );
    add(
        "/parked/{context}/{id}/replay",
        "post",
        admin("Tries one again, and then what waits behind it.", "/parked/{context}/{id}/replay"),
    );
    add(
        "/parked/{context}/{id}",
        "delete",
        admin("Gives one up: what it asked will not be done.", "/parked/{context}/{id}"),
    );
}

/// The AsyncAPI document: the facts of every context.
pub fn asyncapi(registry: &Registry) -> Value {
    let (mut channels, mut operations) = (Map::new(), Map::new());
    for context in registry.contexts.iter().filter(|context| !context.deciders.is_empty()) {
        let mut messages = Map::new();
        for decider in &context.deciders {
            let schema = (decider.schema)();
            for name in decider.facts {
                let payload = payload(&schema, name);
                messages.insert(
                    (*name).to_owned(),
                    json!({ "name": name, "contentType": "application/json", "payload": payload }),
                );
            }
        }
        let address = format!("madang.{}", context.name);
        channels.insert(
            context.name.to_owned(),
            json!({ "address": address, "description": context.caption, "messages": messages }),
        );
        let channel = json!({ "$ref": format!("#/channels/{}", context.name) });
        operations.insert(format!("{}Facts", context.name), json!({ "action": "send", "channel": channel }));
    }
    json!({
        "asyncapi": "3.0.0",
        "info": { "title": "Madang facts", "version": VERSION, "description": "Everything that happens, by context, in the order of its log." },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
    })
}

/// The schema of one fact: what stands under its name in the schema of the decider's events, references put in place.
fn payload(schema: &Value, name: &str) -> Value {
    let variants = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
    let variant = variants.and_then(|all| all.iter().find_map(|variant| variant["properties"].get(name)));
    let mut payload =
        variant.or_else(|| schema["properties"].get(name)).cloned().unwrap_or(json!({ "type": "object" }));
    inline(&mut payload, &schema["$defs"], 0);
    payload
}

fn inline(value: &mut Value, defs: &Value, depth: usize) {
    if depth > 8 {
        return;
    }
    let named = value
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|at| at.rsplit('/').next())
        .and_then(|name| defs.get(name))
        .cloned();
    if let Some(definition) = named {
        *value = definition;
    }
    match value {
        Value::Object(map) => map.values_mut().for_each(|value| inline(value, defs, depth + 1)),
        Value::Array(items) => items.iter_mut().for_each(|value| inline(value, defs, depth + 1)),
        _ => {}
    }
}
