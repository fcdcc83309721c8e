use crate::{
    at::KakaoAt,
    key,
    web::{Shared, clipped},
    world::nonsense,
};
use async_trait::async_trait;
use bytes::Bytes;
use hyper::{Request, StatusCode, header, header::HeaderValue};
use kernel::{Call, Outcome};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use runtime::ports::Outside;
use serde::Deserialize;
use serde_json::{Value, json};

/// "This key was here within the last ten minutes": the first request reached them, and they do not say what came of it.
const REPEATED: i64 = -1005;

/// AlimTalk messages through NHN Cloud, v2.3.
///
/// `ask` is `{"to", "kind", "ko", "en"}`, the template's code is the kind (or what the operator set for it), its only
/// variable `#{text}` the Korean text; `templateCode`, `templateParameter` and `resendParameter` may be given instead.
pub(crate) struct Kakao {
    web: Shared,
    at: KakaoAt,
    secret: HeaderValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ask {
    to: String,
    #[serde(default)]
    kind: String,
    ko: Option<String>,
    en: Option<String>,
    template_code: Option<String>,
    template_parameter: Option<Value>,
    resend_parameter: Option<Value>,
}

#[derive(Deserialize)]
struct Answer {
    header: Header,
    message: Option<Sent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    is_successful: bool,
    #[serde(default)]
    result_code: i64,
    #[serde(default)]
    result_message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    send_results: Vec<To>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct To {
    result_code: i64,
    #[serde(default)]
    result_message: Option<String>,
}

impl Kakao {
    pub(crate) fn new(web: Shared, at: KakaoAt) -> Result<Self, String> {
        let mut secret = HeaderValue::from_str(at.secret.reveal()).map_err(|_| "--kakao: the secret is no header")?;
        secret.set_sensitive(true);
        Ok(Self { web, at, secret })
    }

    fn request(&self, call: &Call) -> Result<Request<Bytes>, String> {
        let ask: Ask = serde_json::from_value(call.ask.clone()).map_err(|e| e.to_string())?;
        let number: String = ask.to.chars().filter(char::is_ascii_digit).collect();
        let code = ask.template_code.or_else(|| self.at.templates.get(&ask.kind).cloned()).unwrap_or(ask.kind);
        if number.is_empty() || code.is_empty() {
            return Err("a message takes a number (to) and a template (kind)".to_owned());
        }
        let text = ask.ko.or(ask.en).unwrap_or_default();
        let mut recipient = json!({ "recipientNo": number });
        recipient["templateParameter"] = ask.template_parameter.unwrap_or_else(|| json!({ "text": text }));
        if let Some(resend) = ask.resend_parameter {
            recipient["resendParameter"] = resend;
        }
        let body = json!({
            "senderKey": self.at.sender.reveal(), "templateCode": code, "recipientList": [recipient],
        });
        let appkey = utf8_percent_encode(self.at.appkey.reveal(), NON_ALPHANUMERIC);
        Request::post(format!("{}/alimtalk/v2.3/appkeys/{appkey}/messages", self.at.base))
            .header(header::CONTENT_TYPE, "application/json;charset=UTF-8")
            .header("x-secret-key", self.secret.clone())
            .header("x-nc-api-idempotency-key", key::short(&call.key))
            .body(Bytes::from(body.to_string()))
            // Its words would name the address, and the address has the key of the application.
            .map_err(|_| "no request can be made of it".to_owned())
    }
}

fn read(status: StatusCode, body: &[u8]) -> Outcome {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Outcome::Away("too many requests".to_owned());
    }
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
        return Outcome::Unknown(format!("{status} with an answer that cannot be read"));
    };
    let refused = |code: i64, why: Option<String>| {
        let why = clipped(&why.unwrap_or_default());
        Outcome::Refused { code: code.to_string(), why }
    };
    match answer {
        Answer { header, .. } if header.result_code == REPEATED => Outcome::Unknown(REPEATED.to_string()),
        _ if status.is_server_error() => Outcome::Unknown(status.to_string()),
        // 200 is no success.
        Answer { header, .. } if !header.is_successful || !status.is_success() => {
            refused(header.result_code, header.result_message)
        }
        Answer { message: None, .. } => Outcome::Unknown("it does not say whether anything was sent".to_owned()),
        Answer { message: Some(sent), .. } => match sent.send_results.into_iter().find(|to| to.result_code != 0) {
            Some(to) => refused(to.result_code, to.result_message),
            None => Outcome::Done(json!({ "requestId": sent.request_id })),
        },
    }
}

#[async_trait]
impl Outside for Kakao {
    async fn call(&self, call: &Call) -> Outcome {
        let request = match self.request(call) {
            Ok(request) => request,
            Err(why) => return nonsense(why),
        };
        match self.web.ask(request).await {
            Ok(response) => read(response.status(), response.body()),
            Err(missed) => missed.into(),
        }
    }
}
