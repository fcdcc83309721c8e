//! What the tests are written in.

mod desk;
mod http;
mod library;
mod process;

pub(crate) use desk::{DUE, after_due, fresh, today};
pub(crate) use http::{Answer, Ask, Entrance};
pub(crate) use library::{CATALOGUE, LENDING, Library, Topology};
pub(crate) use process::{Done, Starting, madang, run};

use std::{
    fmt::Debug,
    time::{Duration, Instant},
};

/// Waits until what is looked at is as expected: a state that stays, never a moment that passes.
#[track_caller]
pub(crate) fn becomes<T: PartialEq + Debug>(expected: T, mut look: impl FnMut() -> T) {
    let until = Instant::now() + Duration::from_secs(15);
    loop {
        let seen = look();
        if seen == expected {
            return;
        }
        assert!(Instant::now() < until, "it stays {seen:?} and does not become {expected:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Does `work` in so many threads at once; gives what each came to.
pub(crate) fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = std::sync::Barrier::new(threads);
    std::thread::scope(|scope| {
        let one = |n| {
            let (barrier, work) = (&barrier, &work);
            move || {
                barrier.wait();
                work(n)
            }
        };
        let handles: Vec<_> = (0..threads).map(|n| scope.spawn(one(n))).collect();
        handles.into_iter().map(|handle| handle.join().expect("a thread came to an end")).collect()
    })
}

/// Makes each check a test in one process, and a test in two.
macro_rules! everywhere {
    ($($check:ident),+ $(,)?) => {
        mod in_one_process {
            $(#[test] fn $check() { super::$check(&crate::support::Library::start(crate::support::Topology::One)); })+
        }
        mod in_two_processes {
            $(#[test] fn $check() { super::$check(&crate::support::Library::start(crate::support::Topology::Two)); })+
        }
    };
}
pub(crate) use everywhere;
