//! The parking lot, for admins: what policies asked and could not be done.

use super::{
    Api, Moment,
    caller::admit,
    command::{Came, json},
    elsewhere::elsewhere,
};
use crate::problem::Problem;
use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use kernel::{Who, text};
use serde_json::json;

/// What is wanted of the parking lot of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    List,
    Replay,
    Drop,
}

/// Lists, tries again or gives up.
pub(super) async fn run(api: &Api, wish: Wish, moment: &Moment, came: Came) -> Result<Response<Body>, Problem> {
    admit(Who::Admin, moment.caller.as_ref())?;
    let named = came.path.get("context");
    let entry = api.node.registry().context(named).ok_or_else(Problem::absent)?;
    let Some(context) = api.local(entry.name) else { return elsewhere(api, entry.name, moment, came).await };
    let id = came.path.get("id");
    let failed = |why: String| {
        tracing::warn!(context = context.name(), id, "the parking lot: {why}");
        let says = text!("다시 시도할 수 없습니다: {why}", "this cannot be tried again: {why}");
        Problem::new(StatusCode::CONFLICT, "cannot-replay", says)
    };
    match wish {
        Wish::List => {
            let query = came.uri.query().unwrap_or_default();
            let after =
                query.split('&').find_map(|part| part.strip_prefix("cursor=")).and_then(|cursor| cursor.parse().ok());
            let (entries, more) = context.parked(after, 50).await?;
            let next = entries.last().filter(|_| more).map(|(row, _)| row.to_string());
            let items: Vec<_> = entries.into_iter().map(|(_, parked)| parked).collect();
            Ok(json(json!({ "items": items, "next": next }).to_string()))
        }
        Wish::Replay => {
            let done = context.replay(id).await.map_err(failed)?.ok_or_else(Problem::absent)?;
            Ok(json(json!({ "id": id, "done": done }).to_string()))
        }
        Wish::Drop => {
            if !context.drop_parked(id).await.map_err(failed)? {
                return Err(Problem::absent());
            }
            tracing::warn!(context = context.name(), id, "an admin gave up what was parked");
            Ok(json(json!({ "id": id, "dropped": true }).to_string()))
        }
    }
}
