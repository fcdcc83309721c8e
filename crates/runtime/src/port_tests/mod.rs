//! What every adapter of a port has to do. An adapter's own tests run the suite over it:
//!
//! ```ignore
//! store_suite(|| MyStorage::empty()).await;
//! ```

#![allow(clippy::unwrap_used, reason = "a suite says that something is wrong by panicking")]

mod documents;
mod facts;
pub mod facts_port;
mod faults;
mod listing;
mod searching;

use crate::ports::{Append, Change, Commit, Committed, Doc, NewFact, Position, Recorded, Select, Shelf, Store};
use kernel::{Actor, Cause, Day, Role, Searched};
use std::{future::Future, sync::Arc};

/// Somewhere a store keeps things.
pub trait Storage: Send + Sync {
    /// Opens it, and again after the store of an earlier opening was closed: all it had acknowledged has to be there.
    fn open(&self) -> impl Future<Output = Arc<dyn Store>> + Send;
}

macro_rules! cases {
    ($fresh:expr, $($module:ident :: $case:ident),* $(,)?) => {
        $(
            eprintln!("store suite: {}", stringify!($case));
            $module::$case(&$fresh()).await;
        )*
    };
}

/// Everything a [`Store`] has to do; panics at the first thing it does not. Needs a runtime with several threads.
/// `fresh` makes an empty storage.
pub async fn store_suite<S: Storage>(fresh: impl Fn() -> S) {
    cases!(
        fresh,
        facts::positions_are_dense_and_in_order,
        facts::facts_come_back_as_they_were,
        facts::an_unknown_stream_is_empty,
        facts::a_moved_stream_stores_nothing_and_all_are_named,
        facts::one_stream_may_be_appended_to_twice,
        facts::reading_goes_in_pages,
        facts::long_streams_are_loaded,
        facts::the_head_wakes_those_who_wait,
        facts::many_writers_at_once_lose_and_double_nothing,
        documents::preparing_twice_makes_nothing_new,
        documents::another_shape_under_the_same_name_is_refused,
        documents::odd_names_of_shelves_are_refused,
        documents::documents_come_and_go,
        documents::facts_and_documents_are_one,
        documents::the_last_change_of_a_key_counts,
        documents::large_documents_and_odd_keys,
        documents::a_dropped_shelf_is_gone,
        listing::rows_stay_in_the_order_they_came,
        listing::bounds_select,
        listing::indexes_follow_the_document,
        listing::values_up_to_a_bound_come_in_their_order,
        listing::paging_is_steady_while_rows_come_and_go,
        searching::bounds_narrow_a_search,
        searching::all_words_have_to_be_there,
        searching::better_places_come_first,
        searching::words_follow_the_document,
        searching::pages_of_hits_do_not_overlap,
        searching::scripts_without_spaces_are_found,
        faults::opening_again_finds_everything,
        faults::dropping_without_closing_is_safe,
        faults::a_closed_store_refuses,
    );
}

/// A cause whose parts tell `n`.
pub(crate) fn cause(n: u64) -> Arc<Cause> {
    Arc::new(Cause {
        command: format!("command-{n}"),
        correlation: "대화 \"1\"".into(),
        causation: format!("loans/{n}"),
        actor: Actor { role: Role::Librarian, id: "kim".into() },
        at: 1_700_000_000_000 + n,
        today: Day::new(2024, 2, 29).unwrap_or_default(),
    })
}

pub(crate) fn fact(name: &str) -> NewFact {
    NewFact { name: name.into(), schema: 1, data: r#"{"qty":1}"#.into() }
}

pub(crate) fn append(stream: &str, expected: u64, facts: impl IntoIterator<Item = NewFact>) -> Append {
    Append { stream: stream.into(), expected, facts: facts.into_iter().collect(), cause: cause(expected) }
}

pub(crate) fn put(shelf: &str, key: &str, doc: Doc) -> Change {
    Change { shelf: shelf.into(), key: key.into(), doc: Some(doc) }
}

fn take(shelf: &str, key: &str) -> Change {
    Change { shelf: shelf.into(), key: key.into(), doc: None }
}

fn shelf(name: &str, indexes: &'static [&'static str], searched: bool) -> Shelf {
    Shelf { name: name.into(), indexes, searched }
}

fn indexed(body: &str, values: &[(&'static str, &str)]) -> Doc {
    let indexed = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Doc { indexed, ..Doc::plain(body, 1) }
}

fn titled(first: &str, rest: &str) -> Doc {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Doc { searched: Some(Searched { first: words(first), rest: words(rest) }), ..Doc::plain(first, 1) }
}

async fn appended(store: &dyn Store, appends: Vec<Append>) -> Committed {
    store.commit(Commit { appends, changes: vec![] }).await.expect("the commit is taken")
}

async fn changed(store: &dyn Store, changes: Vec<Change>) {
    store.commit(Commit { appends: vec![], changes }).await.expect("the commit is taken");
}

async fn all(store: &dyn Store) -> Vec<Recorded> {
    store.read(0, usize::MAX).await.expect("the log can be read")
}

async fn loaded(store: &dyn Store, stream: &str) -> Vec<Recorded> {
    let mut streams = store.load(&[stream.into()]).await.expect("streams can be loaded");
    assert_eq!(streams.len(), 1);
    streams.remove(0).expect("the stream is sound")
}

async fn got(store: &dyn Store, shelf: &str, key: &str) -> Option<Doc> {
    let mut docs = store.get(shelf, &[key.into()]).await.expect("documents can be got");
    assert_eq!(docs.len(), 1);
    docs.remove(0)
}

/// The keys of a page, and whether there are more.
async fn listed(store: &dyn Store, shelf: &str, select: Select) -> (Vec<String>, bool) {
    let page = store.list(shelf, &select).await.expect("documents can be listed");
    (page.rows.iter().map(|row| row.key.to_string()).collect(), page.more)
}

fn positions(facts: &[Recorded]) -> Vec<Position> {
    facts.iter().map(|fact| fact.position).collect()
}
