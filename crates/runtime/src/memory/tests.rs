use super::*;
use crate::port_tests::{Storage, append, fact, store_suite};

struct Kept(Memory);

impl Storage for Kept {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.0.reopen())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_passes_the_suite() {
    store_suite(|| Kept(Memory::new())).await;
}

#[tokio::test]
async fn a_fault_is_used_up_and_an_unknown_outcome_stops() {
    let store = Memory::new();
    let one = || Commit { appends: vec![append("a", 0, [fact("x")])], changes: vec![] };
    store.inject(Fault::Failed);
    store.inject(Fault::Stale);
    store.inject(Fault::UnknownNotDone);
    assert!(matches!(store.commit(one()).await, Err(StoreError::Failed(_))));
    assert_eq!(store.commit(one()).await.unwrap(), Committed::Stale(vec!["a".into()]));
    assert!(matches!(store.commit(one()).await, Err(StoreError::Unknown(_))));
    assert!(matches!(store.commit(one()).await, Err(StoreError::Stopped(_))));
    let store = store.reopen();
    assert_eq!(store.read(0, 9).await.unwrap(), []);
    store.inject(Fault::UnknownButDone);
    assert!(matches!(store.commit(one()).await, Err(StoreError::Unknown(_))));
    let store = store.reopen();
    assert_eq!(store.read(0, 9).await.unwrap().len(), 1);
    assert_eq!(*store.head().borrow(), 1);
}

#[tokio::test]
async fn damage_costs_one_stream_and_stops_readers_before_it() {
    let store = Memory::new();
    let appends = vec![append("a", 0, [fact("x")]), append("b", 0, [fact("x")]), append("c", 0, [fact("x")])];
    store.commit(Commit { appends, changes: vec![] }).await.unwrap();
    store.damage(2);
    let loaded = store.load(&["a".into(), "b".into(), "c".into()]).await.unwrap();
    assert_eq!(loaded.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(store.read(0, 9).await.unwrap().len(), 1);
    assert!(matches!(store.read(1, 9).await, Err(StoreError::Corrupt { position: 2, .. })));
}
