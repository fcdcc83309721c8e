//! The demo library: ten thousand real books, and the few that the sources' own examples name.

use crate::{
    Failure,
    books::{Shelf, card},
    data::Folder,
};
use edge_http::api::{Api, Entrance, router};
use futures_util::{StreamExt, TryStreamExt, stream};
use kernel::text;
use records::{Entry, Format, Reader};
use serde_json::{Value, json};
use std::sync::Arc;

/// See `data/README.md` for where they come from and their licence.
const BOOKS: &[u8] = include_bytes!("../data/books.csv");
/// Copies of each demo title.
const COPIES: u32 = 3;
/// Books under way at once: enough to fill a batch of the engine.
const AT_ONCE: usize = 400;

/// Loads what is missing. Loading twice adds nothing.
pub(crate) async fn load(api: &Arc<Api>, folder: &Folder) -> Result<(), Failure> {
    let told = text!("데모 자료를 씁니다. 시험용입니다", "demo data is on: for trying things, not for a real library");
    tracing::warn!("{} / {}", told.ko, told.en);
    if folder.has_demo() {
        return Ok(());
    }
    let shelf = Shelf::Here(router(api, Entrance::Door));
    if api.node.context("catalogue").is_some() {
        books(&shelf).await?;
    }
    for (context, path, bodies) in others() {
        if api.node.context(context).is_some() {
            for body in bodies {
                shelf.make(path, &body).await?;
            }
        }
    }
    folder.demo_is_loaded()
}

/// What there is besides books: context, collection, and what is in it. The sources' own commands name some of it.
fn others() -> [(&'static str, &'static str, Vec<Value>); 3] {
    let product = |id: &str, name: &str, price: u32| json!({ "id": id, "name": name, "price": price, "stock": 1000 });
    let points = |who: &str, point: u32| json!({ "id": format!("demo-{who}"), "customerId": who, "point": point });
    let teacher =
        |id: &str, name: &str, introduction: &str| json!({ "id": id, "name": name, "introduction": introduction });
    [
        ("shop", "/products", vec![product("test1", "TEST1", 1000), product("chicken", "chicken", 15000)]),
        ("payment", "/points", vec![points("guest", 10_000_000), points("kim", 50_000), points("lee", 50_000)]),
        (
            "teaching",
            "/teachers",
            vec![
                teacher("seo", "서지우", "중학교 수학, 개념부터 천천히"),
                teacher("yoon", "윤하람", "Essays in English and Korean"),
                teacher("bae", "배도윤", "코딩 첫걸음"),
            ],
        ),
    ]
}

/// Ten thousand real books, and the one that the sources' commands name.
async fn books(shelf: &Shelf) -> Result<(), Failure> {
    let reader = Reader::new(Format::Csv, BOOKS).map_err(|e| e.to_string())?;
    let books = reader.filter_map(|entry| match entry {
        Ok(Entry::Record(record)) => Some((format!("gb{}", record.row_id.clone()?), card(&record, COPIES))),
        _ => None,
    });
    let famous = json!({ "title": "마당 깊은 책", "author": "마당", "price": 1000, "stock": 1000 });
    let famous = famous.as_object().cloned().unwrap_or_default();
    let books = std::iter::once(("5".to_owned(), famous)).chain(books);
    let puts = stream::iter(books).map(|(id, book)| async move {
        shelf.put(&id, &book).await.map_err(|why| format!("the demo book {id} was not taken: {why}"))
    });
    puts.buffer_unordered(AT_ONCE).try_for_each(|_| async { Ok(()) }).await
}
