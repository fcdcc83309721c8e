use super::{
    script::{Rude, Script},
    server::{Reply, Server},
    toss_fault::{ALL, TossFault},
    toss_ledger::{Ledger, Paid, Told, failure},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hyper::{Method, Request};
use parking_lot::Mutex;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::{
    collections::{HashMap, hash_map::Entry},
    io,
    sync::Arc,
    time::Duration,
};

/// The secret key it takes.
const SECRET: &str = "test_sk_stand_in";

/// Toss Payments, without the money.
///
/// Payment keys: those above, `approve-…`, `sandbox-approve-…`, `decline-…`, `sandbox-decline-…`, and `in-progress-…`,
/// which stays so; it has never heard of others.
pub struct Toss {
    server: Server,
    state: Arc<State>,
}

type Slot = (String, String);

/// What is kept under an idempotency key.
enum Kept {
    Running,
    Answer(Told),
}

enum Work {
    Query(String),
    Confirm(Value),
    Cancel(String, Value),
}

struct State {
    slowness: Duration,
    inside: Mutex<Inside>,
}

struct Inside {
    ledger: Ledger,
    script: Script<TossFault>,
    /// By path and idempotency key, whatever the body.
    answers: HashMap<Slot, Kept>,
    requests: Vec<String>,
}

impl Toss {
    /// Starts one.
    pub async fn start(rude: Rude) -> io::Result<Self> {
        let inside = Inside {
            ledger: Ledger::default(),
            script: Script::new(rude.seed, ALL),
            answers: HashMap::new(),
            requests: vec![],
        };
        let state = Arc::new(State { slowness: rude.slowness, inside: Mutex::new(inside) });
        let serving = state.clone();
        let server = Server::http(move |request| answer(serving.clone(), request)).await?;
        Ok(Self { server, state })
    }

    /// What `--cards` takes.
    pub fn flag(&self) -> String {
        format!("toss+http://{SECRET}@{}", self.server.address)
    }

    /// These faults come next, in this order, whatever is asked.
    pub fn fail_next(&self, faults: impl IntoIterator<Item = TossFault>) {
        self.state.inside.lock().script.order(faults);
    }

    /// All payments.
    pub fn payments(&self) -> Vec<Paid> {
        self.state.inside.lock().ledger.all()
    }

    /// One payment.
    pub fn payment(&self, key: &str) -> Option<Paid> {
        self.payments().into_iter().find(|paid| paid.payment_key == key)
    }

    /// Method, path and idempotency key of every request.
    pub fn requests(&self) -> Vec<String> {
        self.state.inside.lock().requests.clone()
    }
}

async fn answer(state: Arc<State>, request: Request<Bytes>) -> Reply {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (path, key) = (request.uri().path().to_owned(), header("idempotency-key").to_owned());
    state.inside.lock().requests.push(format!("{} {path} {key}", request.method()));
    if header("authorization") != format!("Basic {}", STANDARD.encode(format!("{SECRET}:"))) {
        return told(failure(401, "UNAUTHORIZED_KEY", "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다."));
    }
    if key.chars().count() > 300 {
        return told(failure(400, "INVALID_IDEMPOTENCY_KEY", "멱등키는 300자 이하여야 합니다."));
    }
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let work = match (request.method(), segments.as_slice()) {
        (&Method::GET, ["v1", "payments", payment]) => Work::Query(decoded(payment)),
        (&Method::POST, ["v1", "payments", "confirm"]) => Work::Confirm(body),
        (&Method::POST, ["v1", "payments", payment, "cancel"]) => Work::Cancel(decoded(payment), body),
        _ => return told(failure(404, "NOT_FOUND", "존재하지 않는 정보 입니다.")),
    };
    let slot = (!matches!(work, Work::Query(_)) && !key.is_empty()).then_some((path, key));
    if let Some(slot) = &slot {
        match state.inside.lock().answers.entry(slot.clone()) {
            Entry::Occupied(kept) => return repeated(kept.get()),
            Entry::Vacant(free) => _ = free.insert(Kept::Running),
        }
    }
    state.run(&work, slot).await
}

fn repeated(kept: &Kept) -> Reply {
    match kept {
        Kept::Running => told(failure(409, "IDEMPOTENT_REQUEST_PROCESSING", "이전 멱등 요청이 처리중입니다.")),
        Kept::Answer(answer) => told(answer.clone()),
    }
}

fn told((status, body): Told) -> Reply {
    Reply::Answer(status, body)
}

impl State {
    /// Does it, as well as the fault that comes next lets it.
    async fn run(&self, work: &Work, slot: Option<Slot>) -> Reply {
        let fault = self.fault(work);
        let error = failure(500, "FAILED_INTERNAL_SYSTEM_PROCESSING", "내부 시스템 처리 작업이 실패했습니다.");
        match fault {
            Some(TossFault::Busy) => {
                self.keep(slot, None);
                return told(failure(429, "TOO_MANY_REQUESTS", "요청이 너무 많습니다."));
            }
            Some(TossFault::DropBefore) => {
                self.keep(slot, None);
                return Reply::HangUp;
            }
            Some(TossFault::ErrorBefore) => {
                self.keep(slot, None);
                return told(error);
            }
            _ => {}
        }
        let answer = self.inside.lock().ledger.perform(work);
        match fault {
            Some(TossFault::DropAfterDone) => {
                self.keep(slot, Some(answer));
                Reply::HangUp
            }
            Some(TossFault::ErrorAfterDone) => {
                self.keep(slot, Some(error.clone()));
                told(error)
            }
            Some(TossFault::GarbledAfterDone) => {
                self.keep(slot, Some(answer));
                Reply::Answer(200, "<html>점검 중</html>".to_owned())
            }
            Some(TossFault::StillRunning) => {
                self.keep(slot, Some(answer));
                repeated(&Kept::Running)
            }
            Some(TossFault::SlowButDone) => {
                tokio::time::sleep(self.slowness).await;
                self.keep(slot, Some(answer.clone()));
                told(answer)
            }
            _ => {
                self.keep(slot, Some(answer.clone()));
                told(answer)
            }
        }
    }

    fn fault(&self, work: &Work) -> Option<TossFault> {
        let ordered = self.inside.lock().script.next();
        let Work::Confirm(body) = work else { return ordered };
        let key = body["paymentKey"].as_str().unwrap_or_default();
        ordered.or_else(|| TossFault::of(key))
    }

    /// What a repetition is told; nothing: a repetition is done.
    fn keep(&self, slot: Option<Slot>, answer: Option<Told>) {
        let Some(slot) = slot else { return };
        let answers = &mut self.inside.lock().answers;
        match answer {
            Some(answer) => _ = answers.insert(slot, Kept::Answer(answer)),
            None => _ = answers.remove(&slot),
        }
    }
}

impl Ledger {
    fn perform(&mut self, work: &Work) -> Told {
        match work {
            Work::Query(key) => self.query(key),
            Work::Confirm(body) => self.confirm(body),
            Work::Cancel(key, body) => self.cancel(key, body),
        }
    }
}
