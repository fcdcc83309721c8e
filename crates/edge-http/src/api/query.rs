//! Routes that show something.

use super::{
    Api, Moment,
    caller::{admit, may_see},
    command::{Came, json, put},
    conditions::{self, etag},
    elsewhere::elsewhere,
    line::{Lines, placed, placed_among},
};
use crate::problem::Problem;
use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use kernel::{Actor, Page as MemberPage, text};
use runtime::{
    context::Context,
    ports::{Bound, Page, Row, Select, Terms},
    registry::{ItemEntry, ListEntry},
    shelf::AnyView,
};
use serde_json::Value;
use std::sync::Arc;

/// Rows of a page, unless asked otherwise, and at most.
const LIMIT: (usize, usize) = (50, 200);
/// Rows of one section of a member's page.
const SECTION: usize = 50;
/// How deep a search may be paged.
const SEARCH_DEPTH: usize = 1_000;
/// Longest search.
const QUERY_MAX: usize = 200;

/// What shows something.
pub(super) enum Shows {
    Item(ItemEntry),
    List(ListEntry),
    Page(Arc<MemberPage>),
}

/// A route that shows something, and where it leads.
pub(super) struct QueryRoute {
    pub context: &'static str,
    pub shows: Shows,
}

impl QueryRoute {
    fn who(&self) -> kernel::Who {
        match &self.shows {
            Shows::Item(item) => item.who,
            Shows::List(list) => list.who,
            Shows::Page(page) => page.who,
        }
    }
}

/// Looks, and answers.
pub(super) async fn run(
    api: &Arc<Api>,
    route: &QueryRoute,
    moment: &Moment,
    came: Came,
) -> Result<Response<Body>, Problem> {
    admit(route.who(), moment.caller.as_ref())?;
    let Some(context) = api.local(route.context) else { return elsewhere(api, route.context, moment, came).await };
    match &route.shows {
        Shows::Item(entry) => item(context, entry, moment, &came).await,
        Shows::List(entry) => list(context, entry, moment, &came).await,
        Shows::Page(page) => member_page(context, page, moment, &came).await,
    }
}

fn view(context: &Context, name: &str) -> Result<Arc<dyn AnyView>, Problem> {
    context.entry().and_then(|entry| entry.view(name)).map(|(_, view)| view.clone()).ok_or_else(Problem::absent)
}

async fn catch_up(context: &Context, view: &str, came: &Came) -> Result<(), Problem> {
    for (source, position) in conditions::not_before(&came.headers)? {
        if !context.has_seen(view, &source, position, conditions::CATCH_UP).await {
            return Err(conditions::not_yet());
        }
    }
    Ok(())
}

async fn item(context: &Context, entry: &ItemEntry, moment: &Moment, came: &Came) -> Result<Response<Body>, Problem> {
    let key = came.path.get(entry.key);
    if entry.of_member {
        may_see(moment.caller.as_ref(), entry.who, &Ok(vec![key.to_owned()]))?;
    }
    catch_up(context, entry.view, came).await?;
    let view = view(context, entry.view)?;
    let Some(doc) = context.get(entry.view, key).await? else {
        return if entry.of_member { blank(&view, key, moment) } else { Err(Problem::absent()) };
    };
    may_see(moment.caller.as_ref(), entry.who, &view.owners(&doc.body))?;
    let tag = etag(doc.version);
    let live = placed(context, entry.view, &view, &doc.body, moment).await;
    if live.is_none() && conditions::is_known(&came.headers, &tag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        put(&mut response, "etag", &tag);
        return Ok(response);
    }
    let mut response = json(live.map_or_else(|| doc.body.to_string(), |live| live.to_string()));
    put(&mut response, "etag", &tag);
    Ok(response)
}

/// Nothing has happened to this member yet: zeros.
fn blank(view: &Arc<dyn AnyView>, key: &str, moment: &Moment) -> Result<Response<Body>, Problem> {
    key.parse::<kernel::MemberId>().map_err(|_| Problem::absent())?;
    Ok(json(view.blank(key, moment.today).to_string()))
}

/// The parameters of a query, unescaped.
fn parameters(came: &Came) -> Vec<(String, String)> {
    let query = came.uri.query().unwrap_or_default();
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let bytes = text.replace('+', " ").into_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What a list was asked for.
struct Wanted {
    limit: usize,
    cursor: Option<u64>,
    query: Option<String>,
    bounds: Vec<Bound>,
}

fn wanted(entry: &ListEntry, view: &Arc<dyn AnyView>, caller: Option<&Actor>, came: &Came) -> Result<Wanted, Problem> {
    let mut wanted = Wanted { limit: LIMIT.0, cursor: None, query: None, bounds: vec![] };
    for (name, value) in parameters(came) {
        let wrong = |says: kernel::Text| Problem {
            errors: vec![serde_json::json!({ "field": name, "detail": says.en })],
            ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-parameter", says)
        };
        match name.as_str() {
            "limit" => {
                let limit: usize = value.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| {
                    wrong(text!("limit은 1 이상의 정수입니다", "limit is a whole number from 1 to 200"))
                })?;
                wanted.limit = limit.min(LIMIT.1);
            }
            "cursor" => {
                let cursor = value
                    .parse()
                    .map_err(|_| wrong(text!("cursor는 앞 쪽의 next 값입니다", "cursor takes the value of next")))?;
                wanted.cursor = Some(cursor);
            }
            "q" if entry.search => {
                if value.chars().count() > QUERY_MAX {
                    return Err(wrong(text!(
                        "검색어는 {QUERY_MAX}자까지입니다",
                        "q has at most {QUERY_MAX} characters"
                    )));
                }
                wanted.query = Some(value);
            }
            _ => match entry.filters.iter().find(|filter| filter.eq_ignore_ascii_case(&name)) {
                Some(filter) => wanted.bounds.push(Bound::Is(filter, view.wanted(filter, &value))),
                None => {
                    let known = entry.filters.join(", ");
                    return Err(wrong(text!(
                        "{name} 값으로는 찾을 수 없습니다. 쓸 수 있는 항목: limit, cursor, {known}",
                        "there is no parameter {name}; known: limit, cursor, {known}"
                    )));
                }
            },
        }
    }
    own_only(entry, caller, &mut wanted.bounds)?;
    Ok(wanted)
}

/// Whoever is not of the desk sees his own.
fn own_only(entry: &ListEntry, caller: Option<&Actor>, bounds: &mut Vec<Bound>) -> Result<(), Problem> {
    let (Some(owner), Some(caller)) = (entry.owner, caller) else { return Ok(()) };
    if entry.who.reaches_others(caller.role) {
        return Ok(());
    }
    let foreign = |bound: &Bound| matches!(bound, Bound::Is(name, value) if *name == owner && *value != caller.id);
    if bounds.iter().any(foreign) {
        let says = text!("본인의 것만 볼 수 있습니다", "{owner} has to be yourself");
        return Err(Problem::new(StatusCode::FORBIDDEN, "not-yours", says));
    }
    bounds.retain(|bound| !matches!(bound, Bound::Is(name, _) if *name == owner));
    bounds.push(Bound::Is(owner, caller.id.clone()));
    Ok(())
}

async fn list(context: &Context, entry: &ListEntry, moment: &Moment, came: &Came) -> Result<Response<Body>, Problem> {
    let view = view(context, entry.view)?;
    let wanted = wanted(entry, &view, moment.caller.as_ref(), came)?;
    catch_up(context, entry.view, came).await?;
    let terms = wanted.query.as_deref().map(words::query_tokens).filter(|terms| !terms.is_empty());
    let (page, next) = match terms {
        Some(words) => {
            let skip = wanted.cursor.and_then(|cursor| usize::try_from(cursor).ok()).unwrap_or(0).min(SEARCH_DEPTH);
            let page =
                context.search(entry.view, &Terms { words, bounds: wanted.bounds, skip, max: wanted.limit }).await?;
            let next = skip + page.rows.len();
            let more = page.more && next < SEARCH_DEPTH;
            (page, more.then_some(next as u64))
        }
        // Words were asked for, but none that anything could be found by.
        None if wanted.query.as_deref().is_some_and(|query| !query.trim().is_empty()) => (Page::default(), None),
        None => {
            let select = Select { bounds: wanted.bounds, after: wanted.cursor, newest_first: false, max: wanted.limit };
            let page = context.list(entry.view, &select).await?;
            let next = page.rows.last().filter(|_| page.more).map(|row| row.row);
            (page, next)
        }
    };
    let (mut items, mut lines) = (vec![], Lines::new());
    for row in &page.rows {
        let live = placed_among(context, entry.view, &view, &row.body, moment, &mut lines).await;
        items.push(live.map_or_else(|| row.body.to_string(), |live| live.to_string()));
    }
    let items = items.join(",");
    let next = next.map_or("null".to_owned(), |next| format!("\"{next}\""));
    Ok(json(format!("{{\"items\":[{items}],\"next\":{next}}}")))
}

/// Documents as they are answered, joined.
fn rows(rows: &[Row], view: &Arc<dyn AnyView>, moment: &Moment) -> String {
    let shown = rows
        .iter()
        .map(|row| view.on(&row.body, moment.today).map_or_else(|| row.body.to_string(), |live| live.to_string()));
    shown.collect::<Vec<_>>().join(",")
}

async fn member_page(
    context: &Context,
    page: &MemberPage,
    moment: &Moment,
    came: &Came,
) -> Result<Response<Body>, Problem> {
    let member = came.path.get(page.member);
    may_see(moment.caller.as_ref(), page.who, &Ok(vec![member.to_owned()]))?;
    member.parse::<kernel::MemberId>().map_err(|_| Problem::absent())?;
    let mut answer = format!("{{\"{}\":{}", page.member, Value::String(member.to_owned()));
    let mut more = vec![];
    for section in &page.sections {
        catch_up(context, section.view, came).await?;
        let view = view(context, section.view)?;
        let bounds = vec![Bound::Is(section.by, member.to_owned())];
        let found =
            context.list(section.view, &Select { bounds, after: None, newest_first: true, max: SECTION }).await?;
        answer.push_str(&format!(",\"{}\":[{}]", section.name, rows(&found.rows, &view, moment)));
        if found.more {
            more.push(section.name);
        }
    }
    // Sections show the newest; which of them have more is said, so that nobody takes a part for the whole.
    answer.push_str(&format!(",\"more\":{}}}", Value::from(more)));
    Ok(json(answer))
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn parameters_are_unescaped_and_never_break() {
        assert_eq!(unescape("%EB%8F%84%EC%84%9C+1"), "도서 1");
        assert_eq!(unescape("100%"), "100%");
        assert_eq!(unescape("%zz%f"), "%zz%f");
        assert_eq!(unescape("%ff"), "\u{fffd}");
    }
}
