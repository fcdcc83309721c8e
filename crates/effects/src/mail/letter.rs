use crate::key;
use kernel::Call;
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue, MessageId},
    },
};
use serde::Deserialize;

/// What a mail call says.
#[derive(Deserialize)]
struct Ask {
    to: String,
    subject: Option<Words>,
    ko: Option<String>,
    en: Option<String>,
    #[serde(default)]
    kind: String,
}

#[derive(Deserialize)]
struct Words {
    ko: Option<String>,
    en: Option<String>,
}

/// Both languages, Korean first, or the one there is.
fn both(ko: Option<String>, en: Option<String>, between: &str) -> String {
    let words: Vec<String> = [ko, en].into_iter().flatten().filter(|text| !text.trim().is_empty()).collect();
    words.join(between)
}

/// The letter of a call. The same call makes the same `Message-ID`: a letter that was sent twice is seen to be one.
pub(super) fn write(from: &Mailbox, call: &Call) -> Result<Message, String> {
    let ask: Ask = serde_json::from_value(call.ask.clone()).map_err(|e| e.to_string())?;
    let to: Address = ask.to.parse().map_err(|_| "to is not an address")?;
    if !ask.to.is_ascii() {
        return Err("to is an address not every server takes".to_owned());
    }
    let text = both(ask.ko, ask.en, "\n\n");
    if text.is_empty() {
        return Err("there is nothing to say: neither ko nor en".to_owned());
    }
    let subject = ask.subject.map(|words| both(words.ko, words.en, " / ")).filter(|subject| !subject.is_empty());
    let subject = subject.unwrap_or_else(|| format!("도서관 알림 / Library notice: {}", ask.kind.replace('-', " ")));
    let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let id = format!("<{}@{}>", key::short(&call.key), from.email.domain());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject.trim_end_matches([':', ' ']))
        .message_id(Some(id))
        // RFC 3834: absence notices do not answer to a machine.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .map_err(|e| e.to_string())
}

pub(super) fn id(letter: &Message) -> String {
    letter.headers().get::<MessageId>().map(|id| id.as_ref().to_owned()).unwrap_or_default()
}
