use super::{Action, Ask, answer};
use crate::{Secret, key, web::Shared, world::nonsense};
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hyper::{Method, Request, header, header::HeaderValue};
use kernel::{Call, Outcome};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use runtime::ports::Outside;
use serde_json::{Value, json};

/// Longest idempotency key that is taken.
const KEY_MAX: usize = 300;
/// A payment key comes from the customer's browser: it stays one segment of the path, whatever it says.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// The core API of Toss Payments.
pub(crate) struct Toss {
    web: Shared,
    base: String,
    authorization: HeaderValue,
}

impl Toss {
    pub(crate) fn new(web: Shared, base: String, secret: &Secret) -> Result<Self, String> {
        let basic = format!("Basic {}", STANDARD.encode(format!("{}:", secret.reveal())));
        let mut authorization = HeaderValue::from_str(&basic).map_err(|_| "the secret key is no header")?;
        authorization.set_sensitive(true);
        Ok(Self { web, base, authorization })
    }

    fn request(&self, action: Action, ask: &Ask, key: &str) -> Result<Request<Bytes>, String> {
        let payment = utf8_percent_encode(&ask.payment_key, SEGMENT);
        let (method, path, body) = match action {
            Action::Query => (Method::GET, format!("/v1/payments/{payment}"), None),
            Action::Confirm => {
                let body = json!({ "paymentKey": ask.payment_key, "orderId": ask.order_id, "amount": ask.amount });
                (Method::POST, "/v1/payments/confirm".to_owned(), Some(body))
            }
            Action::Cancel => (Method::POST, format!("/v1/payments/{payment}/cancel"), Some(canceling(ask))),
        };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(header::AUTHORIZATION, self.authorization.clone());
        if body.is_some() {
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                // Matched without the body: two calls never share a key, and an answer about another payment is not ours.
                .header("idempotency-key", key::header(key, KEY_MAX));
        }
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        request.body(Bytes::from(body)).map_err(|e| e.to_string())
    }
}

fn canceling(ask: &Ask) -> Value {
    let reason = ask.cancel_reason.as_deref().unwrap_or("고객 요청");
    let mut body = json!({ "cancelReason": reason.chars().take(200).collect::<String>() });
    if let Some(amount) = ask.cancel_amount {
        body["cancelAmount"] = amount.into();
    }
    body
}

#[async_trait]
impl Outside for Toss {
    async fn call(&self, call: &Call) -> Outcome {
        let read = Ask::read(call).and_then(|(action, ask)| {
            let request = self.request(action, &ask, &call.key)?;
            Ok((action, ask, request))
        });
        let (action, ask, request) = match read {
            Ok(read) => read,
            Err(why) => return nonsense(why),
        };
        match self.web.ask(request).await {
            Ok(response) => answer::read(action, &ask, response.status(), response.body()),
            Err(missed) => missed.into(),
        }
    }
}
