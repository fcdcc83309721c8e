//! The command line. Every flag has an environment variable and a key in the configuration file; flag beats
//! environment beats file.

use clap::{Args, Parser, Subcommand, ValueEnum};
use effects::Secret;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// A community library in one binary: look up, borrow, reserve, rent, buy, consult.
#[derive(Debug, Parser)]
#[command(name = "madang", version, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Start with:  madang serve --demo\nThen:        curl 'localhost:8082/books?q=hunger'\nThe API, for people:  http://127.0.0.1:8082/docs"
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Run the library (or some of its contexts) until SIGTERM or Ctrl-C.
    Serve(Box<Serve>),
    /// Print an access token signed with this installation's key.
    Token(Token),
    /// Take books from a file into the catalogue.
    Import(Import),
    /// Print the OpenAPI 3.1 document of the API.
    Openapi,
    /// Print the AsyncAPI 3.0 document of the facts.
    Asyncapi,
}

/// Where the embedded store lives.
#[derive(Clone, Debug, Args)]
pub(crate) struct Data {
    /// Folder of the embedded store; made if it is not there.
    #[arg(long, env = "MADANG_DATA", value_name = "DIR", default_value = "./madang-data")]
    pub data: PathBuf,
    /// One signing key for several processes, made by the first [default: in the data folder, mode 0600].
    #[arg(long, env = "MADANG_SIGNING_KEY", value_name = "FILE")]
    pub signing_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub at: Data,
    /// The gateway: asks for a token, but for what anybody may do. Port 0 takes a free one.
    #[arg(long, env = "MADANG_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8088")]
    pub listen: SocketAddr,
    /// How the world reaches the gateway: the issuer of its tokens [default: the real listen address].
    #[arg(long, env = "MADANG_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Requests per second and caller at the gateway (twice as many at once), or `off`.
    #[arg(long, env = "MADANG_RATE", value_name = "N|off", default_value = "100", value_parser = rate)]
    pub rate: RateArg,
    /// A trusted door: the whole API without a token; loopback only. May be given several times.
    #[arg(long, env = "MADANG_DOOR", value_name = "ADDR", value_delimiter = ',')]
    pub door: Vec<SocketAddr>,
    /// Ten thousand real books, products, teachers and points to try things with, and doors on 127.0.0.1:8081 … 8086 unless --door is given.
    #[arg(long, env = "MADANG_DEMO")]
    pub demo: bool,
    /// Which contexts run in this process: a,b or all or none.
    #[arg(long, env = "MADANG_CONTEXTS", value_name = "a,b", default_value = "all")]
    pub contexts: String,
    /// Where facts and documents are kept; `sqlite:` keeps them in --data.
    #[arg(long, env = "MADANG_STORE", value_name = "URL", default_value = "sqlite:")]
    pub store: String,
    /// How facts travel between processes: local, or peers [default: peers when some contexts run elsewhere].
    #[arg(long, env = "MADANG_BUS", value_name = "URL")]
    pub bus: Option<String>,
    /// Where the contexts live that do not run here: catalogue=http://…,*=http://…
    #[arg(long, env = "MADANG_PEERS", value_name = "c=URL,…", default_value = "")]
    pub peers: String,
    /// The library's time zone: due dates are its civil days.
    #[arg(long, env = "MADANG_ZONE", value_name = "NAME", default_value = "Asia/Seoul")]
    pub zone: String,
    /// How long an order waits for its payment: 90s, 30m, 2h.
    #[arg(long, env = "MADANG_PAY_WITHIN", value_name = "TIME", default_value = "30m", value_parser = duration)]
    pub pay_within: Duration,
    /// Rentals are put on hold, and go on by themselves, when so many commands wait.
    #[arg(long, env = "MADANG_HOLD_ABOVE", value_name = "N", default_value_t = 200)]
    pub hold_above: usize,
    /// Who takes cards: `sandbox` (built in, no money moves), or `toss+https://SECRETKEY@api.tosspayments.com`.
    #[arg(long, env = "MADANG_CARDS", value_name = "URL", default_value = "sandbox")]
    #[arg(hide_env_values = true, hide_default_value = true)]
    pub cards: Secret,
    /// Who takes mail: smtp://USER:PASSWORD@HOST:PORT?from=library@example.org (STARTTLS) or smtps://… [default: nobody].
    #[arg(long, env = "MADANG_MAIL", value_name = "URL", default_value = "")]
    #[arg(hide_env_values = true, hide_default_value = true)]
    pub mail: Secret,
    /// Who takes KakaoTalk messages: https://APPKEY:SECRET@HOST/?sender=SENDERKEY of NHN's AlimTalk [default: nobody].
    #[arg(long, env = "MADANG_KAKAO", value_name = "URL", default_value = "")]
    #[arg(hide_env_values = true, hide_default_value = true)]
    pub kakao: Secret,
    /// Print notices into the log; --demo does.
    #[arg(long, env = "MADANG_CONSOLE_NOTICES")]
    pub console_notices: bool,
    /// TOML, keys named as these flags; an unknown key is an error.
    #[arg(long, env = "MADANG_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How the log on stderr is written.
    #[arg(long, env = "MADANG_LOG", value_name = "text|json", default_value = "text")]
    pub log: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct RateArg(pub Option<std::num::NonZeroU32>);

fn rate(text: &str) -> Result<RateArg, String> {
    if text == "off" {
        return Ok(RateArg(None));
    }
    let number = text.parse().map_err(|_| "a whole number from 1, or off".to_owned())?;
    Ok(RateArg(Some(number)))
}

#[derive(Debug, Args)]
pub(crate) struct Token {
    #[command(flatten)]
    pub at: Data,
    /// What the holder may be: patron, librarian, teacher, admin, service.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub role: kernel::Role,
    /// Who the holder is.
    #[arg(long, value_name = "ID")]
    pub sub: String,
    /// How long it is good, at most 15m.
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = duration)]
    pub ttl: Duration,
    /// The issuer [default: the gateway's public URL, as kept in the data folder].
    #[arg(long, env = "MADANG_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
}

fn role(text: &str) -> Result<kernel::Role, String> {
    text.parse()
}

/// `90s`, `15m`, `2h`, or seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let units = [('s', 1), ('m', 60), ('h', 3600)];
    let unit = units.into_iter().find(|(name, _)| text.ends_with(*name));
    let (number, unit) = unit.map_or((text, 1), |(name, unit)| (text.trim_end_matches(name), unit));
    let number: u64 = number.parse().map_err(|_| "a time is written 90s, 15m or 2h".to_owned())?;
    Ok(Duration::from_secs(number.saturating_mul(unit)))
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What it is [default: seen from its first bytes].
    #[arg(long, value_name = "csv|marc|marcxml", value_parser = format)]
    pub format: Option<records::Format>,
    /// Copies a newly registered title gets when the file does not say.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub copies: u32,
    /// Whose control numbers they are, for MARC records that do not say (003). Without it such records are known by
    /// their content, and a changed record is a new book.
    #[arg(long, value_name = "AGENCY")]
    pub source: Option<String>,
    #[command(flatten)]
    pub at: Data,
    /// A running server instead of --data, e.g. http://127.0.0.1:8088.
    #[arg(long, env = "MADANG_SERVER", value_name = "URL")]
    pub server: Option<String>,
    /// A librarian's token for that server; a door needs none.
    #[arg(long, env = "MADANG_TOKEN", value_name = "T", hide_env_values = true)]
    pub token: Option<String>,
}

fn format(text: &str) -> Result<records::Format, String> {
    match text {
        "csv" => Ok(records::Format::Csv),
        "marc" => Ok(records::Format::Marc),
        "marcxml" => Ok(records::Format::MarcXml),
        _ => Err("one of csv, marc, marcxml".to_owned()),
    }
}
