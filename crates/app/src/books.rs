//! Takes book records into a catalogue: here, or on a server.

use crate::Failure;
use axum::{Router, body::Body};
use bytes::Bytes;
use edge_http::api::UNCHANGED;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use records::Record;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tower::ServiceExt;

/// How often a busy catalogue is asked again, and how long it is left in peace in between.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(250);

/// What came of putting a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is new, or its record has changed.
    Taken,
    /// It was there, just so.
    Unchanged,
}

/// Where books go.
#[derive(Clone)]
pub(crate) enum Shelf {
    /// The API of this process.
    Here(Router),
    /// A server, with a token for it.
    There(Box<There>),
}

#[derive(Clone)]
pub(crate) struct There {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    token: Option<String>,
}

impl Shelf {
    /// The catalogue of a server.
    pub(crate) fn there(url: &str, token: Option<String>) -> Result<Self, Failure> {
        let url = url.trim_end_matches('/').to_owned();
        if !url.starts_with("http://") {
            return Err(format!("--server {url}: write it as http://host:port"));
        }
        let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
        Ok(Self::There(Box::new(There { client, url, token })))
    }

    /// Puts a book there under `id`; it may be there already. Tells what was wrong if it is not taken.
    pub(crate) async fn put(&self, id: &str, book: &Map<String, Value>) -> Result<Put, Failure> {
        let body = Bytes::from(Value::Object(book.clone()).to_string());
        for _ in 0..TRIES {
            let response = self.send(Method::PUT, &format!("/books/{id}"), body.clone()).await?;
            let answer = response.body();
            match response.status() {
                status if status.is_success() => {
                    let unchanged = response.headers().contains_key(UNCHANGED);
                    return Ok(if unchanged { Put::Unchanged } else { Put::Taken });
                }
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => tokio::time::sleep(PAUSE).await,
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                    return Err(format!("the server does not let us: {}", detail(answer)));
                }
                status => return Err(format!("{status}: {}", detail(answer))),
            }
        }
        Err("the catalogue stayed busy".to_owned())
    }

    /// Makes something that has an id of its own; it may be there already.
    pub(crate) async fn make(&self, path: &str, body: &Value) -> Result<(), Failure> {
        let response = self.send(Method::POST, path, Bytes::from(body.to_string())).await?;
        match response.status() {
            StatusCode::CREATED | StatusCode::CONFLICT => Ok(()),
            status => Err(format!("{path}: {status}: {}", detail(response.body()))),
        }
    }

    /// One request and its whole answer.
    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Bytes>, Failure> {
        let build = |url: &str| {
            let request = Request::builder().method(method.clone()).uri(format!("{url}{path}"));
            request.header(header::CONTENT_TYPE, "application/json")
        };
        match self {
            Self::Here(router) => {
                let request =
                    build("").header(header::HOST, "localhost").body(Body::from(body)).map_err(|e| e.to_string())?;
                let Ok(response) = router.clone().oneshot(request).await;
                whole(response).await
            }
            Self::There(there) => {
                let mut request = build(&there.url);
                if let Some(token) = &there.token {
                    request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
                }
                let request = request.body(Full::new(body)).map_err(|e| e.to_string())?;
                let response =
                    there.client.request(request).await.map_err(|e| format!("{} does not answer: {e}", there.url))?;
                whole(response).await
            }
        }
    }
}

async fn whole<B>(response: Response<B>) -> Result<Response<Bytes>, Failure>
where
    B: hyper::body::Body,
    B::Error: std::fmt::Display,
{
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|e| e.to_string())?;
    Ok(Response::from_parts(parts, body.to_bytes()))
}

fn detail(answer: &[u8]) -> String {
    let problem: Option<Value> = serde_json::from_slice(answer).ok();
    problem
        .and_then(|problem| problem["detail"].as_str().map(str::to_owned))
        .unwrap_or_else(|| "no reason given".to_owned())
}

/// The body of `PUT /books/{id}` for a record. Longer texts than a catalogue card takes are cut.
pub(crate) fn card(record: &Record, copies: u32) -> Map<String, Value> {
    let mut card = Map::new();
    let mut put = |name: &str, value: Option<String>, max: usize| {
        let value = value.map(|text| text.chars().filter(|c| !c.is_control()).take(max).collect::<String>());
        if let Some(text) = value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
            card.insert(name.to_owned(), Value::String(text));
        }
    };
    put("title", Some(record.title.clone()), 1000);
    put("author", record.author.clone(), 1000);
    put("publisher", record.publisher.clone(), 500);
    put("language", record.language.clone(), 64);
    let also: Vec<&str> = record.other_titles.iter().chain(&record.other_authors).map(String::as_str).collect();
    put("also", Some(also.join(" / ")), 1000);
    put("isbn", record.isbns.first().map(|isbn| isbn.as_str().to_owned()), 32);
    if let Some(year) = record.year {
        card.insert("year".to_owned(), json!(year));
    }
    card.insert("stock".to_owned(), json!(record.copies.unwrap_or(copies)));
    card
}
