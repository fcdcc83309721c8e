//! What members do.

use super::{
    Failure,
    library::{COPIES, Library, TITLES, finish, plain},
    load::Work,
    stats::mixed,
    wire::Answer,
};
use serde_json::Value;
use std::{
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, Instant},
};

/// Members who borrow.
pub(super) const MEMBERS: u64 = 10_000;
/// How long everything that was accepted may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(60);

/// When an answer to a borrow is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    /// As soon as the request is durable.
    Accepted,
    /// After request, promise and confirmation.
    Settled,
}

impl Wants {
    /// For people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Wants::Accepted => "accepted",
            Wants::Settled => "settled",
        }
    }
}

/// The body of the `n`th borrow.
pub(super) fn body(n: u64) -> String {
    let any = mixed(n);
    format!(r#"{{"userId":"m{}","bookId":"b{}"}}"#, any % MEMBERS, (any >> 32) % TITLES)
}

/// Members borrow one copy after another, each of another title.
pub(super) fn borrows(library: &Library, wants: Wants, next: &Arc<AtomicU64>) -> Arc<Work> {
    let mut head = library.head("POST", "/borrows");
    if wants == Wants::Settled {
        head.push_str("prefer: wait=10\r\n");
    }
    let wanted = match wants {
        Wants::Accepted => |answer: &Answer<'_>| answer.status == 201,
        Wants::Settled => |answer: &Answer<'_>| answer.status == 201 && answer.says(r#""status":"borrowed""#),
    };
    let request = move |n: u64, out: &mut Vec<u8>| finish(out, &head, &body(n));
    Arc::new(Work { request: Box::new(request), wanted, next: next.clone() })
}

/// The same requests to a server that only gives them back.
pub(super) fn echoes(library: &Library, next: &Arc<AtomicU64>) -> Arc<Work> {
    let mut head = library.head("POST", "/borrows");
    head.push_str("prefer: wait=10\r\n");
    let request = move |n: u64, out: &mut Vec<u8>| finish(out, &head, &body(n));
    let wanted = |answer: &Answer<'_>| answer.status == 201;
    Arc::new(Work { request: Box::new(request), wanted, next: next.clone() })
}

/// Waits until as many copies are out as were lent, then checks every title and every member's page.
pub(super) async fn verify(library: &Library, lent: u64) -> Result<String, Failure> {
    let started = Instant::now();
    let (mut out, mut promised) = stocks(library).await?;
    while (out, promised) != (lent, 0) {
        if started.elapsed() > PATIENCE {
            return Err(format!("{lent} copies were lent, but {out} are out and {promised} promised"));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        (out, promised) = stocks(library).await?;
    }
    let settled = started.elapsed();
    let mut held = held(library).await?;
    while held != lent {
        if started.elapsed() > PATIENCE {
            return Err(format!("{lent} copies were lent, but the members' pages show {held}"));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        held = self::held(library).await?;
    }
    Ok(format!(
        "Checked afterwards: {lent} copies lent, {out} out in `/stocks`, {held} in `/userInfos`; for every title \
         acquired = qty + promised + out + sold (all at rest {:.1} s after the last answer).",
        settled.as_secs_f64()
    ))
}

/// Copies that are out, and promised; all of each title are accounted for.
async fn stocks(library: &Library) -> Result<(u64, u64), Failure> {
    let mut wire = library.wire().await?;
    let (mut out, mut promised, mut titles) = (0, 0, 0);
    let mut cursor = String::new();
    loop {
        let request = plain(&library.head("GET", &format!("/stocks?limit=200{cursor}")));
        let page = wire.ask(&request).await?.json()?;
        for stock in page["items"].as_array().into_iter().flatten() {
            let number = |name: &str| stock[name].as_u64().unwrap_or(0);
            out += number("out");
            promised += number("promised");
            titles += 1;
            let all = number("qty") + number("promised") + number("out") + number("sold");
            if all != number("acquired") || all != COPIES {
                return Err(format!("copies of a title were lost or made up: {stock}"));
            }
        }
        match &page["next"] {
            Value::String(next) => cursor = format!("&cursor={next}"),
            _ if titles == TITLES => return Ok((out, promised)),
            _ => return Err(format!("{titles} titles in /stocks instead of {TITLES}")),
        }
    }
}

/// Copies that members have, as their pages show it.
async fn held(library: &Library) -> Result<u64, Failure> {
    let mut wire = library.wire().await?;
    let mut held = 0;
    for member in 0..MEMBERS {
        let request = plain(&library.head("GET", &format!("/userInfos/m{member}")));
        let answer = wire.ask(&request).await?;
        let count = answer.json()?["borrowCnt"].as_u64().ok_or_else(|| answer.unexpected())?;
        held += count;
    }
    Ok(held)
}
