use super::{Storage, changed, indexed, listed, put, shelf, take};
use crate::ports::{Bound, Change, Select, Store, StoreError};

fn select(bounds: &[Bound], max: usize) -> Select {
    Select { bounds: bounds.to_vec(), max, ..Select::default() }
}

fn is(index: &'static str, value: &str) -> Bound {
    Bound::Is(index, value.to_owned())
}

fn up_to(index: &'static str, value: &str) -> Bound {
    Bound::UpTo(index, value.to_owned())
}

/// The keys of all pages, as somebody who turns pages sees them.
async fn turned(store: &dyn Store, mut select: Select) -> Vec<String> {
    let mut keys = vec![];
    loop {
        let page = store.list("docs", &select).await.unwrap();
        assert!(page.rows.len() <= select.max);
        keys.extend(page.rows.iter().map(|row| row.key.to_string()));
        if !page.more {
            return keys;
        }
        assert_eq!(page.rows.len(), select.max);
        select.after = page.rows.last().map(|row| row.row);
    }
}

pub(super) async fn rows_stay_in_the_order_they_came(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("docs", &[], false)]).await.unwrap();
    for key in ["b", "a", "c", "a", "b", "d"] {
        changed(&*store, vec![put("docs", key, indexed(key, &[]))]).await;
    }
    assert_eq!(turned(&*store, select(&[], 3)).await, ["b", "a", "c", "d"]);
    assert_eq!(turned(&*store, select(&[], 4)).await, ["b", "a", "c", "d"]);
    let newest = Select { newest_first: true, ..select(&[], 3) };
    assert_eq!(listed(&*store, "docs", newest.clone()).await, (["d", "c", "a"].map(str::to_owned).to_vec(), true));
    assert_eq!(turned(&*store, newest).await, ["d", "c", "a", "b"]);
    assert_eq!(listed(&*store, "docs", select(&[], 0)).await, (vec![], true));
    let page = store.list("docs", &select(&[], 1)).await.unwrap();
    assert_eq!((&*page.rows[0].body, page.rows[0].version), ("b", 1));
}

/// 30 documents: every third is by kim, every fifth is out, they are due in turn.
async fn filled(store: &dyn Store) {
    store.prepare(&[shelf("docs", &["by", "state", "due"], false)]).await.unwrap();
    let docs = (0..30).map(|n| {
        let by = if n % 3 == 0 { "kim" } else { "lee" };
        let state = if n % 5 == 0 { "out" } else { "in" };
        let due = format!("{:02}", (n * 7) % 30);
        put("docs", &n.to_string(), indexed("{}", &[("by", by), ("state", state), ("due", &due)]))
    });
    changed(store, docs.collect()).await;
}

pub(super) async fn bounds_select(storage: &impl Storage) {
    let store = storage.open().await;
    filled(&*store).await;
    let kims: Vec<String> = (0..30).step_by(3).map(|n| n.to_string()).collect();
    assert_eq!(turned(&*store, select(&[is("by", "kim")], 4)).await, kims);
    let newest = Select { newest_first: true, ..select(&[is("by", "kim")], 4) };
    assert!(turned(&*store, newest).await.iter().eq(kims.iter().rev()));
    for bounds in [[is("by", "kim"), is("state", "out")], [is("state", "out"), is("by", "kim")]] {
        assert_eq!(turned(&*store, select(&bounds, 1)).await, ["0", "15"]);
    }
    assert!(turned(&*store, select(&[is("by", "ki")], 4)).await.is_empty());
    assert!(turned(&*store, select(&[is("by", "kim"), is("by", "lee")], 4)).await.is_empty());
    assert!(matches!(store.list("docs", &select(&[is("none", "")], 4)).await, Err(StoreError::Failed(_))));
    assert!(matches!(store.list("none", &select(&[], 4)).await, Err(StoreError::Failed(_))));
}

pub(super) async fn indexes_follow_the_document(storage: &impl Storage) {
    let store = storage.open().await;
    filled(&*store).await;
    let kims = || turned(&*store, select(&[is("by", "kim"), is("state", "out")], 9));
    let change = |values: &[(&'static str, &str)]| vec![put("docs", "0", indexed("{}", values))];
    changed(&*store, change(&[("by", "park"), ("state", "out")])).await;
    assert_eq!(kims().await, ["15"]);
    assert_eq!(turned(&*store, select(&[is("by", "park")], 9)).await, ["0"]);
    assert!(!turned(&*store, select(&[up_to("due", "99")], 9)).await.contains(&"0".to_owned()));
    changed(&*store, change(&[])).await;
    assert!(turned(&*store, select(&[is("by", "park")], 9)).await.is_empty());
    changed(&*store, change(&[("by", "kim"), ("by", "park"), ("state", "out")])).await;
    assert_eq!(kims().await, ["0", "15"]);
    assert_eq!(turned(&*store, select(&[is("by", "park")], 9)).await, ["0"]);
    changed(&*store, vec![take("docs", "0")]).await;
    assert_eq!(kims().await, ["15"]);
}

pub(super) async fn values_up_to_a_bound_come_in_their_order(storage: &impl Storage) {
    let store = storage.open().await;
    filled(&*store).await;
    // 7 * 13 = 91 = 1 (mod 30): the document that is due at n is 13 * n.
    let due = |n: u32| (n * 13 % 30).to_string();
    let expected: Vec<String> = (0..=12).map(due).collect();
    for max in [1, 4, 13, 14] {
        assert_eq!(turned(&*store, select(&[up_to("due", "12")], max)).await, expected);
    }
    let last = Select { newest_first: true, ..select(&[up_to("due", "12")], 4) };
    assert!(turned(&*store, last).await.iter().eq(expected.iter().rev()));
    let outs: Vec<String> = (0..=20).filter(|n| n * 13 % 5 == 0).map(due).collect();
    for bounds in [[up_to("due", "20"), is("state", "out")], [is("state", "out"), up_to("due", "20")]] {
        assert_eq!(turned(&*store, select(&bounds, 2)).await, outs);
    }
    let twice = [up_to("due", "20"), up_to("by", "kim")];
    let kims: Vec<String> = (0..=20).filter(|n| n * 13 % 3 == 0).map(due).collect();
    assert_eq!(turned(&*store, select(&twice, 2)).await, kims);
    // Equal values stand in the order of rows.
    let all: Vec<String> = turned(&*store, select(&[up_to("state", "in")], 7)).await;
    assert!(all.iter().map(|key| key.parse::<u32>().unwrap()).is_sorted() && all.len() == 24);
}

pub(super) async fn paging_is_steady_while_rows_come_and_go(storage: &impl Storage) {
    let store = storage.open().await;
    store.prepare(&[shelf("docs", &["by"], false)]).await.unwrap();
    let doc = |n: u32| put("docs", &n.to_string(), indexed("{}", &[("by", "kim")]));
    changed(&*store, (0..10).map(doc).collect::<Vec<Change>>()).await;
    for bounds in [vec![], vec![is("by", "kim")]] {
        let first = store.list("docs", &select(&bounds, 4)).await.unwrap();
        let after = first.rows.last().map(|row| row.row);
        // The row behind which it goes on is gone, one before it too, and new ones have come.
        let here = first.rows.iter().map(|row| take("docs", &row.key)).take(4);
        changed(&*store, here.collect()).await;
        let rest = turned(&*store, Select { after, ..select(&bounds, 3) }).await;
        assert_eq!(rest, (4..10).map(|n| n.to_string()).collect::<Vec<_>>());
        let rows: Vec<Change> =
            (0..4).map(|n| take("docs", &n.to_string())).chain((4..10).map(|n| take("docs", &n.to_string()))).collect();
        changed(&*store, rows).await;
        changed(&*store, (0..10).map(doc).collect::<Vec<Change>>()).await;
        // Their rows are new ones, though the shelf was empty in between: nobody goes on in the middle of them.
        assert_eq!(turned(&*store, Select { after, ..select(&bounds, 3) }).await.len(), 10);
    }
}
