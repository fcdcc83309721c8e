//! Futures that are polled by hand: nothing moves unless the scheduler says so.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

/// Something under way.
pub(crate) type Task<T> = Pin<Box<dyn Future<Output = T>>>;

/// Moves it once.
pub(crate) fn poll<T>(task: &mut Task<T>) -> Option<T> {
    match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// The value of something that waits for nobody.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Lets others go first, so many times.
pub(crate) async fn pause(times: u64) {
    let mut left = times;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        // Those who keep many futures at once look only at the ones that called.
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// What comes within so many looks; waiting is given up after them.
pub(crate) async fn at_most<T>(looks: u64, future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut left = looks;
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}
