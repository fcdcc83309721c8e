//! What is done at the desk all the time, in a line each.

use super::library::Library;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The last day on which 000's worked example is not late.
pub(crate) const DUE: &str = "2021-09-27";

/// A name nobody has.
pub(crate) fn fresh(word: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{word}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The day so many days after [`DUE`].
pub(crate) fn after_due(days: i64) -> String {
    let due: jiff::civil::Date = DUE.parse().unwrap();
    due.checked_add(jiff::Span::new().days(days)).unwrap().to_string()
}

/// Today, in the library's zone.
pub(crate) fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().in_tz("Asia/Seoul").unwrap().date()
}

impl Library {
    /// Registers a book with so many copies; gives its id.
    #[track_caller]
    pub(crate) fn book(&self, stock: u32) -> String {
        let id = fresh("book");
        self.post("/books", json!({"id": id, "title": "어린 왕자", "stock": stock})).send().is(201);
        id
    }

    /// A loan made at the desk, settled.
    #[track_caller]
    pub(crate) fn borrow(&self, user: &str, book: &str, qty: u32) -> Value {
        self.post("/borrows", json!({"userId": user, "bookId": book, "qty": qty})).wait().send().is(201)
    }

    /// A loan that was due on [`DUE`].
    #[track_caller]
    pub(crate) fn lend_until_due(&self, user: &str, book: &str, qty: u32) -> String {
        let dates = json!({"userId": user, "bookId": book, "qty": qty, "borrowDate": "2021-09-13", "expireDate": DUE});
        let loan = self.post("/borrows", dates).wait().send().is(201);
        assert_eq!(loan["status"], "borrowed", "{loan}");
        loan["id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn stock(&self, book: &str) -> Value {
        self.get(&format!("/stocks/{book}")).send().is(200)
    }

    /// Copies on the shelf.
    #[track_caller]
    pub(crate) fn qty(&self, book: &str) -> u64 {
        self.stock(book)["qty"].as_u64().unwrap()
    }

    /// On the shelf, promised, out, acquired.
    #[track_caller]
    pub(crate) fn counts(&self, book: &str) -> [u64; 4] {
        let stock = self.stock(book);
        ["qty", "promised", "out", "acquired"].map(|name| stock[name].as_u64().unwrap_or_else(|| panic!("{stock}")))
    }

    #[track_caller]
    pub(crate) fn user_info(&self, user: &str) -> Value {
        self.get(&format!("/userInfos/{user}")).send().is(200)
    }

    /// Copies on loan, fees so far.
    #[track_caller]
    pub(crate) fn dashboard(&self, user: &str) -> (u64, u64) {
        let info = self.user_info(user);
        (info["borrowCnt"].as_u64().unwrap(), info["expireFee"].as_u64().unwrap())
    }

    /// Every item of a list, page by page.
    #[track_caller]
    pub(crate) fn all(&self, path: &str) -> Vec<Value> {
        let mut items = vec![];
        let mut cursor = String::new();
        let mark = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self.get(&format!("{path}{mark}limit=200{cursor}")).send().is(200);
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }
}
