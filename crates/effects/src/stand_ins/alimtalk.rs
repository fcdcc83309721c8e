use super::{
    script::{Rude, Script},
    server::{Reply, Server},
};
use bytes::Bytes;
use hyper::{Method, Request};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io,
    sync::Arc,
    time::{Duration, Instant},
};

const APPKEY: &str = "standinappkey";
const SECRET: &str = "stand-in-secret";
/// So long a key is refused when it comes again.
const REPEATED: Duration = Duration::from_secs(600);

/// How it can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlimFault {
    /// 200 with `isSuccessful: false` and this code.
    Unsuccessful(i64),
    /// All well, but for the recipient, who has this code.
    Recipient(i64),
    /// Sends it, and answers too late.
    SlowButSent,
    /// Sends it, and hangs up.
    DropAfterSent,
    /// Hangs up.
    DropBefore,
    /// 500.
    Error,
    /// Sends it, and answers with something else than JSON.
    GarbledAfterSent,
    /// 429.
    Busy,
}

const ALL: &[AlimFault] = &[
    AlimFault::SlowButSent,
    AlimFault::DropAfterSent,
    AlimFault::DropBefore,
    AlimFault::Error,
    AlimFault::GarbledAfterSent,
    AlimFault::Busy,
];

/// A message it sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Number of the recipient.
    pub to: String,
    /// Code of the template.
    pub template: String,
    /// What it says.
    pub parameter: Value,
    /// What else, should it not be delivered.
    pub resend: Value,
}

/// NHN Cloud's AlimTalk v2.3, without telephones.
pub struct AlimTalk {
    server: Server,
    state: Arc<State>,
}

struct State {
    slowness: Duration,
    inside: Mutex<Inside>,
}

struct Inside {
    script: Script<AlimFault>,
    keys: HashMap<String, Instant>,
    sent: Vec<Message>,
}

impl AlimTalk {
    /// Starts one.
    pub async fn start(rude: Rude) -> io::Result<Self> {
        let inside = Inside { script: Script::new(rude.seed, ALL), keys: HashMap::new(), sent: vec![] };
        let state = Arc::new(State { slowness: rude.slowness, inside: Mutex::new(inside) });
        let serving = state.clone();
        let server = Server::http(move |request| answer(serving.clone(), request)).await?;
        Ok(Self { server, state })
    }

    /// What `--kakao` takes.
    pub fn flag(&self) -> String {
        format!("http://{APPKEY}:{SECRET}@{}/?sender=stand-in-sender", self.server.address)
    }

    /// These faults come next, in this order.
    pub fn fail_next(&self, faults: impl IntoIterator<Item = AlimFault>) {
        self.state.inside.lock().script.order(faults);
    }

    /// What was sent.
    pub fn sent(&self) -> Vec<Message> {
        self.state.inside.lock().sent.clone()
    }
}

fn header(code: i64, message: &str) -> Value {
    json!({ "resultCode": code, "resultMessage": message, "isSuccessful": code == 0 })
}

fn failed(code: i64, message: &str) -> Reply {
    Reply::Answer(200, json!({ "header": header(code, message) }).to_string())
}

async fn answer(state: Arc<State>, request: Request<Bytes>) -> Reply {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if request.method() != Method::POST
        || request.uri().path() != format!("/alimtalk/v2.3/appkeys/{APPKEY}/messages")
        || header("x-secret-key") != SECRET
    {
        return failed(-1000, "Invalid appKey or secretKey");
    }
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let (Some(template), Some(to)) = (body["templateCode"].as_str(), body["recipientList"][0]["recipientNo"].as_str())
    else {
        return failed(-1002, "Invalid request");
    };
    let fault = {
        let mut inside = state.inside.lock();
        let key = header("x-nc-api-idempotency-key").to_owned();
        if inside.keys.get(&key).is_some_and(|at| at.elapsed() < REPEATED) {
            return failed(-1005, "Duplicated request");
        }
        let fault = inside.script.next();
        match fault {
            Some(AlimFault::Busy) => return Reply::Answer(429, String::new()),
            Some(AlimFault::DropBefore) => return Reply::HangUp,
            Some(AlimFault::Error) => return Reply::Answer(500, "oops".to_owned()),
            _ => _ = inside.keys.insert(key, Instant::now()),
        }
        match fault {
            Some(AlimFault::Unsuccessful(code)) => return failed(code, "No such template"),
            Some(AlimFault::Recipient(_)) => {}
            _ => inside.sent.push(Message {
                to: to.to_owned(),
                template: template.to_owned(),
                parameter: body["recipientList"][0]["templateParameter"].clone(),
                resend: body["recipientList"][0]["resendParameter"].clone(),
            }),
        }
        fault
    };
    state.said(fault, to).await
}

impl State {
    async fn said(&self, fault: Option<AlimFault>, to: &str) -> Reply {
        let code = match fault {
            Some(AlimFault::Recipient(code)) => code,
            _ => 0,
        };
        let result = json!({
            "recipientSeq": 1, "recipientNo": to, "resultCode": code,
            "resultMessage": if code == 0 { "SUCCESS" } else { "Not a recipient" }, "recipientGroupingKey": "",
        });
        let body = json!({
            "header": header(0, "SUCCESS"),
            "message": { "requestId": "20261121000000stand-in", "senderGroupingKey": "", "sendResults": [result] },
        });
        match fault {
            Some(AlimFault::DropAfterSent) => return Reply::HangUp,
            Some(AlimFault::GarbledAfterSent) => return Reply::Answer(200, "<html>".to_owned()),
            Some(AlimFault::SlowButSent) => tokio::time::sleep(self.slowness).await,
            _ => {}
        }
        Reply::Answer(200, body.to_string())
    }
}
