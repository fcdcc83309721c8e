//! A blocking HTTP/1.1 client that sends exactly what a test says, wrong things too: one connection a request.

use serde_json::Value;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// No answer takes longer than this, waiting for a saga included.
const PATIENCE: Duration = Duration::from_secs(40);

/// An address requests can be sent to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entrance(pub(crate) SocketAddr);

impl Entrance {
    pub(crate) fn ask(self, method: &str, path: &str) -> Ask {
        let headers = vec![("host".to_owned(), self.0.to_string()), ("connection".to_owned(), "close".to_owned())];
        Ask { to: self.0, method: method.to_owned(), path: path.to_owned(), headers, body: vec![] }
    }

    pub(crate) fn get(self, path: &str) -> Ask {
        self.ask("GET", path)
    }

    pub(crate) fn post(self, path: &str, body: Value) -> Ask {
        self.ask("POST", path).json(&body)
    }
}

/// A request under way to be made.
#[must_use]
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    to: SocketAddr,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Ask {
    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// One more header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Another host than the one we talk to.
    pub(crate) fn host(mut self, host: &str) -> Self {
        self.headers.retain(|(name, _)| name != "host");
        self.header("host", host)
    }

    /// Acts as somebody; at doors.
    pub(crate) fn act_as(self, who: &str) -> Self {
        self.header("x-madang-as", who)
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Holds the answer until its saga has settled.
    pub(crate) fn wait(self) -> Self {
        self.header("prefer", "wait=20")
    }

    /// The answer.
    #[track_caller]
    pub(crate) fn send(self) -> Answer {
        let what = format!("{} {}", self.method, self.path);
        match self.try_send() {
            Ok(answer) => answer,
            Err(error) => panic!("{what}: {error}"),
        }
    }

    /// The answer, or why there was none.
    pub(crate) fn try_send(self) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect_timeout(&self.to, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        // A body that is refused is not read to its end; the answer counts.
        let sent = stream.write_all(&self.body);
        let mut bytes = vec![];
        match stream.read_to_end(&mut bytes) {
            Err(error) if bytes.is_empty() => return Err(sent.err().unwrap_or(error)),
            _ => {}
        }
        let asked = format!("{} {}", self.method, self.path);
        Answer::read(asked, &bytes).ok_or_else(|| std::io::Error::other("the answer broke off"))
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// What was asked, for messages.
    asked: String,
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// `None` if it is not whole.
    fn read(asked: String, bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let fields = lines.filter_map(|line| line.split_once(':'));
        let headers = fields.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        let mut answer = Self { asked, status, headers, body: bytes[end + 4..].to_vec() };
        if let Some(length) = answer.header("content-length") {
            (length.parse() == Ok(answer.body.len())).then_some(answer)
        } else if answer.header("transfer-encoding").is_some() {
            answer.body = unchunked(&answer.body)?;
            Some(answer)
        } else {
            Some(answer)
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    /// The document of an answer with this status.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// A problem document with this status and code, as every one has to be.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        let told = format!("{}: {}", self.asked, self.text());
        assert_eq!(self.status, status, "{told}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{told}");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{told}");
        assert_eq!(problem["status"], status, "{told}");
        assert!(problem["type"].as_str().is_some_and(|at| at.contains("/docs/problems")), "{told}");
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{told}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 5), "{told}");
        if [429, 503].contains(&status) {
            assert!(self.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()), "{told}");
        }
        if status == 401 {
            assert!(self.header("www-authenticate").is_some_and(|scheme| scheme.starts_with("Bearer")), "{told}");
        }
        problem
    }
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = vec![];
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}
