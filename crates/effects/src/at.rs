//! Where the providers are, as an operator writes it. No error repeats what was written: it may be a secret.

use crate::Secret;
use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use std::{collections::BTreeMap, net::IpAddr};
use url::Url;

/// Who takes cards.
#[derive(Debug)]
pub enum CardsAt {
    /// Built in; no money moves.
    Sandbox,
    /// Toss Payments, or a stand-in for it.
    Toss {
        /// Scheme, host and port.
        base: String,
        /// The shop's secret key.
        secret: Secret,
    },
}

/// Who takes mail.
#[derive(Debug)]
pub struct MailAt {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: MailTls,
    pub(crate) login: Option<(String, Secret)>,
    pub(crate) from: Mailbox,
}

/// How mail is kept private on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailTls {
    /// From the first byte.
    Whole,
    /// By STARTTLS, or not at all.
    Start,
    /// Not: loopback, or a private network that the operator named.
    No,
}

/// Who takes KakaoTalk messages.
#[derive(Debug)]
pub struct KakaoAt {
    pub(crate) base: String,
    pub(crate) appkey: Secret,
    pub(crate) secret: Secret,
    pub(crate) sender: Secret,
    /// Codes of templates by kind of notice, where they differ from the kind.
    pub(crate) templates: BTreeMap<String, String>,
}

/// Whom this installation calls.
#[derive(Debug)]
pub struct Wanted {
    /// Who takes cards.
    pub cards: CardsAt,
    /// Who takes mail.
    pub mail: Option<MailAt>,
    /// Who takes KakaoTalk messages.
    pub kakao: Option<KakaoAt>,
    /// Are notices printed?
    pub console: bool,
}

impl Wanted {
    /// Reads what an operator wrote; an empty text is none.
    pub fn read(cards: &Secret, mail: &Secret, kakao: &Secret, console: bool) -> Result<Self, String> {
        let some = |text: &Secret| (!text.reveal().is_empty()).then(|| text.reveal().to_owned());
        Ok(Self {
            cards: read_cards(cards.reveal()).map_err(|e| format!("--cards: {e}"))?,
            mail: some(mail).map(|text| read_mail(&text)).transpose().map_err(|e| format!("--mail: {e}"))?,
            kakao: some(kakao).map(|text| read_kakao(&text)).transpose().map_err(|e| format!("--kakao: {e}"))?,
            console,
        })
    }
}

fn read_cards(text: &str) -> Result<CardsAt, String> {
    if text.is_empty() || text == "sandbox" {
        return Ok(CardsAt::Sandbox);
    }
    let wanted = "write sandbox, or toss+https://SECRETKEY@api.tosspayments.com";
    let url = text.strip_prefix("toss+").ok_or(wanted)?;
    let url = Url::parse(url).map_err(|e| format!("{e}; {wanted}"))?;
    let base = web_base(&url)?;
    if url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err(format!("the secret key stands alone before the @; {wanted}"));
    }
    Ok(CardsAt::Toss { base, secret: decoded(url.username())? })
}

fn read_kakao(text: &str) -> Result<KakaoAt, String> {
    let wanted = "write https://APPKEY:SECRET@api-alimtalk.cloud.toast.com/?sender=SENDERKEY";
    let url = Url::parse(text).map_err(|e| format!("{e}; {wanted}"))?;
    let base = web_base(&url)?;
    let password = url.password().filter(|password| !password.is_empty() && !url.username().is_empty());
    let secret = decoded(password.ok_or_else(|| format!("there is no APPKEY:SECRET before the @; {wanted}"))?)?;
    let (mut sender, mut templates) = (None, BTreeMap::new());
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), name.strip_prefix("template.")) {
            ("sender", _) => sender = Some(Secret::from(value.into_owned())),
            (_, Some(kind)) => _ = templates.insert(kind.to_owned(), value.into_owned()),
            _ => return Err(format!("it takes sender= and template.KIND= only; {wanted}")),
        }
    }
    let sender = sender.ok_or_else(|| format!("there is no sender=; {wanted}"))?;
    Ok(KakaoAt { base, appkey: decoded(url.username())?, secret, sender, templates })
}

fn read_mail(text: &str) -> Result<MailAt, String> {
    let wanted = "write smtp://USER:PASSWORD@HOST:PORT?from=library@example.org, or smtps://…";
    let url = Url::parse(text).map_err(|e| format!("{e}; {wanted}"))?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| format!("there is no host; {wanted}"))?;
    let (mut from, mut plain) = (None, loopback(host));
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), value.as_ref()) {
            ("from", value) => from = Some(value.parse::<Mailbox>().map_err(|_| "from= is not an address")?),
            ("tls", "none") => plain = true,
            _ => return Err(format!("it takes from= and tls=none only; {wanted}")),
        }
    }
    let login = match (url.username(), url.password()) {
        ("", None) => None,
        (user, Some(password)) => Some((decoded(user)?.reveal().to_owned(), decoded(password)?)),
        _ => return Err(format!("a user has a password; {wanted}")),
    };
    let (tls, port) = match url.scheme() {
        "smtps" => (MailTls::Whole, 465),
        "smtp" if plain => (MailTls::No, 25),
        "smtp" => (MailTls::Start, 587),
        _ => return Err(wanted.to_owned()),
    };
    if tls == MailTls::No && login.is_some() && !loopback(host) {
        return Err("a password goes over TLS only; take tls=none or the password away".to_owned());
    }
    let from = from.ok_or_else(|| format!("there is no from=; {wanted}"))?;
    let host = host.trim_matches(['[', ']']).to_owned();
    Ok(MailAt { host, port: url.port().unwrap_or(port), tls, login, from })
}

/// Scheme, host and port of an API; its secrets travel in every request, so they travel in TLS.
fn web_base(url: &Url) -> Result<String, String> {
    let host = url.host_str().ok_or("there is no host")?;
    match url.scheme() {
        "https" => {}
        "http" if loopback(host) => {}
        _ => return Err("it is asked over https; http is for loopback only".to_owned()),
    }
    if !matches!(url.path(), "" | "/") {
        return Err("there is no path to be given".to_owned());
    }
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{}://{host}{port}", url.scheme()))
}

fn loopback(host: &str) -> bool {
    let address: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn decoded(text: &str) -> Result<Secret, String> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| "user or password is not UTF-8")?;
    Ok(Secret::from(text.into_owned()))
}
