//! The built binary: served until dropped, or run to its end.

use super::http::Entrance;
use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

/// A process that is not ready by then never will be.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// The binary, in an environment that says nothing.
pub(crate) fn madang() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_madang"));
    command.env_clear().stdin(Stdio::null());
    command
}

/// What a verb prints, and how it ends.
pub(crate) struct Done {
    /// The exit status.
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        Self { code, stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

impl Done {
    /// It ended well, and this is what it printed.
    #[track_caller]
    pub(crate) fn printed(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// It ended like this, told it on stderr, and printed nothing.
    #[track_caller]
    pub(crate) fn failed(self, code: i32, telling: &str) {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        assert!(self.stderr.contains(telling), "{:?} does not tell {telling:?}", self.stderr);
        assert_eq!(self.stdout, "");
    }
}

/// Runs a verb to its end.
pub(crate) fn run<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Done {
    madang().args(args).output().expect("the binary can be run").into()
}

/// `madang serve`.
pub(crate) struct Process {
    child: Child,
    told: Arc<Mutex<String>>,
    pub(crate) gateway: Entrance,
    pub(crate) doors: Vec<Entrance>,
}

/// A process that may become ready.
pub(crate) struct Starting {
    child: Child,
    told: Arc<Mutex<String>>,
    lines: mpsc::Receiver<String>,
    doors: usize,
}

impl Starting {
    /// Runs the command; it is to open so many doors.
    pub(crate) fn new(mut command: Command, doors: usize) -> Self {
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the binary can be run");
        let told = Arc::new(Mutex::new(String::new()));
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|l| send.send(l)));
        let into = told.clone();
        std::thread::spawn(move || keep(stderr, &into));
        Self { child, told, lines, doors }
    }

    /// Waits until it can answer.
    #[track_caller]
    pub(crate) fn ready(self) -> Process {
        let until = Instant::now() + READY_WITHIN;
        let line = |mark: &str| {
            let line = self.lines.recv_timeout(until.saturating_duration_since(Instant::now())).ok()?;
            line.strip_prefix(mark)?.strip_prefix("http://")?.parse().ok().map(Entrance)
        };
        let gateway = line("ready ");
        let doors: Option<Vec<Entrance>> = (0..self.doors).map(|_| line(" door ")).collect();
        let (Some(gateway), Some(doors)) = (gateway, doors) else {
            let mut child = self.child;
            let _ = child.kill();
            let _ = child.wait();
            panic!("the process did not become ready; it told:\n{}", self.told.lock().unwrap());
        };
        Process { child: self.child, told: self.told, gateway, doors }
    }
}

fn keep(mut stderr: impl Read, into: &Mutex<String>) {
    let mut bytes = [0; 4096];
    while let Ok(read @ 1..) = stderr.read(&mut bytes) {
        into.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
}

impl Process {
    /// Sends a signal by its name, e.g. `STOP`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -{name} {id}");
    }

    /// Ends it at once, without a word.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("a killed process ends");
    }

    /// SIGTERM, and how it ended.
    #[track_caller]
    pub(crate) fn terminate(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended()
    }

    /// How it ended, within ten seconds.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(status) = self.child.try_wait().expect("the process can be asked") {
                return status;
            }
            assert!(Instant::now() < until, "it did not end within 10 s");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it told on stderr so far.
    pub(crate) fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let told = self.told();
            let from = told.char_indices().rev().nth(4000).map_or(0, |(at, _)| at);
            eprintln!("--- the process at {:?} told:\n{}", self.gateway.0, &told[from..]);
        }
    }
}
