//! Mail, handed to one server of ours by SMTP.

mod letter;

use crate::{
    Patience,
    at::{MailAt, MailTls},
    web::clipped,
    world::nonsense,
};
use async_trait::async_trait;
use kernel::{Call, Outcome};
use lettre::{
    Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail as From, Rcpt},
        extension::ClientId,
    },
};
use runtime::ports::Outside;
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// Servers look into a letter before they take it: mail has this much longer than other calls.
const LONGER: u32 = 2;
/// A farewell is a courtesy.
const QUIT: Duration = Duration::from_millis(500);

/// Sends mail. The conversation is led by hand, command by command: lettre's transport tells that it failed, but not
/// whether the letter was already on its way.
pub(crate) struct Mail {
    at: MailAt,
    tls: Option<TlsParameters>,
    patience: Patience,
}

impl Mail {
    pub(crate) fn new(at: MailAt, patience: Patience) -> Result<Self, String> {
        let tls = match at.tls {
            MailTls::No => None,
            MailTls::Whole | MailTls::Start => {
                Some(TlsParameters::new(at.host.clone()).map_err(|e| format!("--mail: no TLS: {e}"))?)
            }
        };
        Ok(Self { at, tls, patience })
    }

    /// Connected, encrypted, logged in.
    async fn open(&self) -> Result<AsyncSmtpConnection, Error> {
        let name = ClientId::Domain(self.at.from.email.domain().to_owned());
        let first = if self.at.tls == MailTls::Whole { self.tls.clone() } else { None };
        let server = (self.at.host.as_str(), self.at.port);
        let connect = Some(self.patience.connect);
        let mut open = AsyncSmtpConnection::connect_tokio1(server, connect, &name, first, None).await?;
        if let (MailTls::Start, Some(tls)) = (self.at.tls, self.tls.clone()) {
            open.starttls(tls, &name).await?;
        }
        if let Some((user, password)) = &self.at.login {
            let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
            open.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(open)
    }

    async fn send(&self, letter: &Message) -> Outcome {
        let until = Instant::now() + self.patience.whole * LONGER;
        let mut open = match timeout_at(until, self.open()).await {
            Ok(Ok(open)) => open,
            // Whatever it says so far is about us and not about this letter, a wrong password too.
            Ok(Err(error)) => {
                tracing::warn!(error = %clipped(&error.to_string()), "the mail server does not talk with us");
                return Outcome::Away(clipped(&error.to_string()));
            }
            Err(_) => return Outcome::Away("the mail server is too slow".to_owned()),
        };
        match timeout_at(until, announce(&mut open, letter)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return answered(&error).unwrap_or_else(|| Outcome::Away(clipped(&error.to_string()))),
            Err(_) => return Outcome::Away("the mail server is too slow".to_owned()),
        }
        let outcome = match timeout_at(until, open.message(&letter.formatted())).await {
            Ok(Ok(_)) => Outcome::Done(json!({ "messageId": letter::id(letter) })),
            Ok(Err(error)) => answered(&error).unwrap_or_else(|| Outcome::Unknown(clipped(&error.to_string()))),
            Err(_) => Outcome::Unknown("no answer to the letter in time".to_owned()),
        };
        if matches!(outcome, Outcome::Done(_)) {
            _ = timeout(QUIT, open.quit()).await;
        }
        outcome
    }
}

/// Everything before the letter itself. The server owes us nothing until it has taken the last line of that.
async fn announce(open: &mut AsyncSmtpConnection, letter: &Message) -> Result<(), Error> {
    open.command(From::new(letter.envelope().from().cloned(), vec![])).await?;
    for to in letter.envelope().to() {
        open.command(Rcpt::new(to.clone(), vec![])).await?;
    }
    open.command(Data).await?;
    Ok(())
}

/// What the server said, if it did.
fn answered(error: &Error) -> Option<Outcome> {
    let code = error.status()?.to_string();
    let why = clipped(&error.to_string());
    // 4yz is "not now": full, busy, or greylisting, which waits for us to come again.
    Some(if error.is_permanent() { Outcome::Refused { code, why } } else { Outcome::Away(why) })
}

#[async_trait]
impl Outside for Mail {
    async fn call(&self, call: &Call) -> Outcome {
        match letter::write(&self.at.from, call) {
            Ok(letter) => self.send(&letter).await,
            Err(why) => nonsense(why),
        }
    }
}
