use effects::{Patience, Secret, Wanted, World, stand_ins::Rude};
use kernel::{Call, Outcome};
use runtime::ports::Outside;
use serde_json::Value;
use std::{
    io::{self, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};

/// A slow stand-in is slower than this.
pub(crate) fn slow() -> Rude {
    Rude::slow(Duration::from_millis(2500))
}

fn patience() -> Patience {
    Patience { connect: Duration::from_millis(500), whole: Duration::from_millis(800) }
}

pub(crate) fn wanted(cards: &str, mail: &str, kakao: &str) -> Result<Wanted, String> {
    let secret = |text: &str| Secret::from(text.to_owned());
    Wanted::read(&secret(cards), &secret(mail), &secret(kakao), true)
}

pub(crate) fn world(cards: &str, mail: &str, kakao: &str) -> World {
    World::with_patience(wanted(cards, mail, kakao).unwrap(), patience()).unwrap()
}

pub(crate) async fn ask(world: &World, service: &'static str, action: &'static str, key: &str, ask: Value) -> Outcome {
    world.call(&Call { service, action, key: key.to_owned(), ask }).await
}

#[track_caller]
pub(crate) fn done(outcome: Outcome) -> Value {
    match outcome {
        Outcome::Done(value) => value,
        other => panic!("not done: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn refused(outcome: &Outcome, wanted: &str) {
    match outcome {
        Outcome::Refused { code, .. } => assert_eq!(code, wanted, "{outcome:?}"),
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn unknown(outcome: &Outcome, telling: &str) {
    match outcome {
        Outcome::Unknown(why) => assert!(why.contains(telling), "{why}"),
        other => panic!("not unknown: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn away(outcome: &Outcome, telling: &str) {
    match outcome {
        Outcome::Away(why) => assert!(why.contains(telling), "{why}"),
        other => panic!("not away: {other:?}"),
    }
}

/// An address where nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Keeps what is logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// Everything this thread logs from now on.
    pub(crate) fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let to = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || to.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
