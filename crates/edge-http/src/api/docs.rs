//! The API document for people: one page, no script, nothing from elsewhere.

use super::Api;
use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use serde_json::Value;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1d2430;background:#fdfcf9}\
h1{font-size:1.8rem;margin-bottom:0}h2{margin-top:2.5rem;border-bottom:2px solid #b4552d;padding-bottom:.2rem}\
details{border:1px solid #e3ddd0;border-radius:.4rem;margin:.4rem 0;background:#fff}summary{cursor:pointer;padding:.5rem .8rem}\
summary:focus-visible{outline:3px solid #b4552d}code{font:14px ui-monospace,monospace}.m{display:inline-block;min-width:4.2rem;font-weight:700}\
.get{color:#1a6b3c}.post{color:#1f4f9e}.patch,.put{color:#8a5a00}.delete{color:#a3241b}table{border-collapse:collapse;width:100%}\
td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-top:1px solid #eee7da}.in{padding:0 .8rem .8rem}\
@media(prefers-color-scheme:dark){body{background:#171a20;color:#e8e4da}details{background:#1f242d;border-color:#333a46}td,th{border-color:#333a46}\
.get{color:#6fcf97}.post{color:#8ab4f8}.patch,.put{color:#f2c26b}.delete{color:#f28b82}a{color:#8ab4f8}}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `ticks` as code.
fn prose(text: &str) -> String {
    let parts = escape(text);
    let marked = parts
        .split('`')
        .enumerate()
        .map(|(n, part)| if n % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() });
    marked.collect()
}

fn html(title: &str, body: &str) -> Response<Body> {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<title>{title}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    );
    let mut response = Response::new(Body::from(page));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        ),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Every route by context.
pub(super) fn page(api: &Api) -> Response<Body> {
    let document = &api.documents.openapi;
    let mut body = String::from(
        "<h1>Madang 마당</h1><p>The API of this library, as this server answers it. \
<a href=\"/openapi.json\">openapi.json</a> · <a href=\"/asyncapi.json\">asyncapi.json</a> · <a href=\"/docs/problems\">problem codes</a></p>",
    );
    let mut tags: Vec<(String, String)> = document["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| (string(&tag["name"]), string(&tag["description"])))
        .collect();
    tags.push(("system".into(), "the process itself".into()));
    for (tag, caption) in tags {
        body.push_str(&format!("<h2>{}</h2><p>{}</p>", escape(&tag), prose(&caption)));
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (verb, operation) in methods.as_object().into_iter().flatten().filter(|(_, operation)| {
                operation["tags"][0] == tag.as_str() && operation["x-madang-alias-of"].is_null()
            }) {
                body.push_str(&route(path, verb, operation));
            }
        }
    }
    html("Madang API", &body)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn route(path: &str, verb: &str, operation: &Value) -> String {
    let summary = prose(&string(&operation["summary"]));
    let who = prose(&string(&operation["description"]));
    let mut rows = String::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        rows.push_str(&row(&string(&parameter["name"]), &string(&parameter["in"]), &string(&parameter["description"])));
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        rows.push_str(&row(name, "body", &string(&property["description"])));
    }
    let table = if rows.is_empty() {
        String::new()
    } else {
        format!("<table><tr><th>name</th><th>in</th><th>meaning</th></tr>{rows}</table>")
    };
    let upper = verb.to_uppercase();
    format!(
        "<details><summary><span class=\"m {verb}\">{upper}</span> <code>{}</code> {summary}</summary><div class=\"in\"><p>{who}</p>{table}</div></details>",
        escape(path)
    )
}

fn row(name: &str, place: &str, meaning: &str) -> String {
    format!("<tr><td><code>{}</code></td><td>{place}</td><td>{}</td></tr>", escape(name), prose(meaning))
}

/// What the codes of problems mean. The rules' own codes are told with their sentence in each problem.
const PROBLEMS: &[(&str, &str, &str)] = &[
    ("broken-json", "400", "The body is not JSON; the place is told."),
    ("not-an-object", "400", "The body is JSON, but not an object."),
    ("too-deep", "400", "The JSON is nested deeper than 32 levels."),
    ("wrong-type", "400", "A field has a type that cannot be read; `errors` names it."),
    ("bad-if-match", "400", "`If-Match` takes one ETag as we gave it."),
    ("bad-idempotency-key", "400", "1 to 255 visible ASCII characters, once."),
    ("bad-not-before", "400", "`Not-Before` is written `context@position`."),
    ("bad-host", "400", "Exactly one valid `Host`."),
    ("act-as-not-here", "400", "`X-Madang-As` is for trusted doors."),
    ("bad-act-as", "400", "`X-Madang-As` is written `ROLE:ID`."),
    ("token-missing", "401", "Send `Authorization: Bearer …`."),
    ("token-*", "401", "The token is not accepted; the code says why."),
    ("not-your-role", "403", "This role may not use the route."),
    ("not-yours", "403", "The body names another member, or a field only librarians may set."),
    ("foreign-host", "403", "A door answers to a loopback `Host` only."),
    ("foreign-origin", "403", "A door takes no commands from other sites' pages."),
    ("not-found", "404", "There is no such thing, or it is somebody else's."),
    ("method-not-allowed", "405", "The path does not take that method."),
    ("rule", "409", "A rule of the library says no: `code` and `detail` say which, `detail` what to do."),
    ("still-running", "409", "The same idempotency key is being worked on; ask again in a moment."),
    ("changed", "412", "It has changed since you read it."),
    ("body-too-large", "413", "More than 1 MiB."),
    ("not-json", "415", "Send `Content-Type: application/json`."),
    ("unknown-field", "422", "There is no such field; `detail` lists those there are."),
    ("missing-field", "422", "A field that has to be there is missing."),
    ("out-of-range", "422", "A number outside its bounds; they are told."),
    ("bad-date", "422", "A date is written `2021-09-13` or `20210913`."),
    ("bad-id", "422", "An id has 1 to 96 letters, digits or any of `. _ ~ @ : -`."),
    ("unknown-word", "422", "The field takes certain words only; `detail` lists them."),
    ("given-twice", "422", "A field and another name of it say different things."),
    ("bad-card", "422", "A card number has 12 to 19 digits."),
    ("bad-payment-key", "422", "A payment key is what the provider's window gave."),
    ("bad-text", "422", "Too long, empty, or with control characters."),
    ("invalid-fields", "422", "Several fields are wrong; `errors` names each."),
    ("bad-parameter", "422", "A query parameter is unknown or wrong."),
    ("idempotency-key-reused", "422", "The key was used for another body."),
    ("too-many-requests", "429", "More than your share; see `Retry-After`."),
    ("busy", "503", "Too many commands are waiting; see `Retry-After`."),
    ("overloaded", "503", "Too many requests are being worked on; see `Retry-After`."),
    ("unavailable", "503", "It is not known whether it was done; repeat it with the same `Idempotency-Key`."),
    ("context-away", "503", "The process where this part runs is away; see `Retry-After`."),
    ("not-yet", "503", "What `Not-Before` asks for has not arrived yet."),
];

/// Where on that page a code is explained: the rules' own explain themselves, and share a place.
pub(crate) fn anchor(code: &str) -> &str {
    let listed = |(name, _, _): &&(&'static str, &str, &str)| {
        *name == code || name.strip_suffix('*').is_some_and(|stem| code.starts_with(stem))
    };
    PROBLEMS.iter().find(listed).map_or("rule", |(name, _, _)| *name)
}

/// The table of codes.
pub(super) fn problems(_: &Api) -> Response<Body> {
    let row = |(code, status, meaning): &(&str, &str, &str)| {
        format!("<tr id=\"{code}\"><td><code>{code}</code></td><td>{status}</td><td>{}</td></tr>", prose(meaning))
    };
    let rows: String = PROBLEMS.iter().map(row).collect();
    let body = format!(
        "<h1>Problem codes</h1><p>Every refusal is a problem document (RFC 9457) whose <code>code</code> is stable. \
Refusals of the library's rules (409) explain themselves in <code>detail</code>.</p><table><tr><th>code</th><th>status</th><th>meaning</th></tr>{rows}</table>"
    );
    html("Madang problem codes", &body)
}
