use super::{
    script::{Rude, Script},
    server::Server,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use parking_lot::Mutex;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// How it can fail; one fault for one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFault {
    /// 421 instead of a greeting.
    Busy,
    /// 451 to the recipient: come again.
    Greylist,
    /// 550 to the recipient.
    Refuse,
    /// Hangs up at `DATA`, before the letter.
    BreakBeforeData,
    /// Keeps the letter, and hangs up.
    BreakAfterData,
    /// Hangs up after the letter, and does not keep it.
    LoseAfterData,
    /// Keeps the letter, and answers too late.
    SlowAfterData,
    /// 452 to the letter.
    FullAfterData,
    /// 554 to the letter.
    RefuseAfterData,
}

const ALL: &[MailFault] = &[
    MailFault::Busy,
    MailFault::Greylist,
    MailFault::BreakBeforeData,
    MailFault::BreakAfterData,
    MailFault::LoseAfterData,
    MailFault::SlowAfterData,
    MailFault::FullAfterData,
];

/// A letter it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Envelope.
    pub from: String,
    /// Envelope.
    pub to: String,
    /// Headers and body, encoded as they came.
    pub data: String,
}

impl Letter {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let mut fields = head.lines().filter_map(|line| line.split_once(": "));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }
}

/// A mail server, without mail.
pub struct Mail {
    server: Server,
    state: Arc<State>,
}

struct State {
    slowness: Duration,
    login: Option<String>,
    script: Mutex<Script<MailFault>>,
    kept: Mutex<Vec<Letter>>,
}

impl Mail {
    /// Starts one that takes mail from anybody.
    pub async fn start(rude: Rude) -> io::Result<Self> {
        Self::launch(rude, None).await
    }

    /// Starts one that wants this user and password first.
    pub async fn with_login(rude: Rude, user: &str, password: &str) -> io::Result<Self> {
        Self::launch(rude, Some(STANDARD.encode(format!("\0{user}\0{password}")))).await
    }

    async fn launch(rude: Rude, login: Option<String>) -> io::Result<Self> {
        let script = Mutex::new(Script::new(rude.seed, ALL));
        let state = Arc::new(State { slowness: rude.slowness, login, script, kept: Mutex::default() });
        let serving = state.clone();
        let server = Server::start(move |stream| {
            let state = serving.clone();
            // An error is a connection that broke, mostly because we broke it.
            async move { _ = state.talk(stream).await }
        })
        .await?;
        Ok(Self { server, state })
    }

    /// What `--mail` takes, with `USER:PASSWORD@` or nothing.
    pub fn flag(&self, login: &str) -> String {
        format!("smtp://{login}{}?from=library@example.org", self.server.address)
    }

    /// These faults come next, in this order.
    pub fn fail_next(&self, faults: impl IntoIterator<Item = MailFault>) {
        self.state.script.lock().order(faults);
    }

    /// What it kept.
    pub fn letters(&self) -> Vec<Letter> {
        self.state.kept.lock().clone()
    }
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

impl State {
    async fn talk(&self, stream: TcpStream) -> io::Result<()> {
        let fault = self.script.lock().next();
        let mut stream = BufReader::new(stream);
        if fault == Some(MailFault::Busy) {
            return stream.write_all(b"421 come again\r\n").await;
        }
        stream.write_all(b"220 stand-in ESMTP\r\n").await?;
        let (mut from, mut to, mut known) = (String::new(), String::new(), self.login.is_none());
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line.split([' ', '\r', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match (verb.as_str(), fault) {
                ("EHLO", _) if self.login.is_some() => "250-stand-in\r\n250 AUTH PLAIN",
                ("EHLO", _) => "250 stand-in",
                ("AUTH", _) if line.trim().rsplit(' ').next() == self.login.as_deref() => {
                    known = true;
                    "235 welcome"
                }
                ("AUTH", _) => "535 wrong user or password",
                ("QUIT", _) => return stream.write_all(b"221 bye\r\n").await,
                _ if !known => "530 who are you?",
                ("MAIL", _) => {
                    from = address(&line);
                    "250 ok"
                }
                ("RCPT", Some(MailFault::Greylist)) => "451 greylisted, come again",
                ("RCPT", Some(MailFault::Refuse)) => "550 no such mailbox",
                ("RCPT", _) => {
                    to = address(&line);
                    "250 ok"
                }
                ("DATA", Some(MailFault::BreakBeforeData)) => return Ok(()),
                ("DATA", _) => {
                    stream.write_all(b"354 go on\r\n").await?;
                    let data = letter(&mut stream).await?;
                    match self.take(fault, Letter { from: from.clone(), to: to.clone(), data }).await {
                        Some(answer) => answer,
                        None => return Ok(()),
                    }
                }
                _ => "502 what?",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }

    /// Takes a letter; no answer: hangs up.
    async fn take(&self, fault: Option<MailFault>, letter: Letter) -> Option<&'static str> {
        match fault {
            Some(MailFault::FullAfterData) => return Some("452 the disk is full"),
            Some(MailFault::RefuseAfterData) => return Some("554 looks like spam"),
            Some(MailFault::LoseAfterData) => return None,
            _ => {}
        }
        self.kept.lock().push(letter);
        match fault {
            Some(MailFault::BreakAfterData) => return None,
            Some(MailFault::SlowAfterData) => tokio::time::sleep(self.slowness).await,
            _ => {}
        }
        Some("250 taken")
    }
}

/// Up to the lonely dot.
async fn letter(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
