//! MARC records through `madang import`, and searching in what came of them.

use super::{
    Failure,
    library::{Library, folder, plain},
    marc,
    options::Options,
    report::Section,
    stats::{Times, mixed},
    wire::Wire,
};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};
use tempfile::TempDir;

/// Queries of each kind, at most; and how long one kind may take.
const QUERIES: (u64, std::time::Duration) = (2_000, std::time::Duration::from_secs(10));
/// Milliseconds that 99 of 100 stay below.
const GOAL: f64 = 20.0;
/// Records in a second: 250,000 in a minute.
const IMPORT_GOAL: f64 = 250_000.0 / 60.0;

/// A folder with so many titles in it, the size of their file in MiB, and how long the import took.
fn filled(options: &Options, binary: &Path, titles: u64) -> Result<(TempDir, f64, f64), Failure> {
    let folder = folder(options)?;
    let file = folder.path().join("records.mrc");
    marc::write(&file, titles)?;
    let size = std::fs::metadata(&file).map_err(|e| e.to_string())?.len() as f64 / f64::from(1 << 20);
    let started = Instant::now();
    let mut import = Command::new(binary);
    import.env_clear().arg("import").arg(&file).args(["--format", "marc", "--data"]).arg(folder.path());
    let report = import.stderr(Stdio::null()).output().map_err(|e| format!("madang import: {e}"))?;
    let took = started.elapsed().as_secs_f64();
    let report = String::from_utf8_lossy(&report.stdout).into_owned();
    if !report.contains(&format!("{titles} records: {titles} taken")) {
        return Err(format!("the import did not take everything: {}", report.lines().next().unwrap_or_default()));
    }
    std::fs::remove_file(&file).map_err(|e| e.to_string())?;
    Ok((folder, size, took))
}

/// How fast records come in.
pub(super) fn measure(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let records = options.records;
    let (folder, size, took) = filled(options, binary, records)?;
    let rate = records as f64 / took;
    let mark = if rate >= IMPORT_GOAL { "" } else { " (missed)" };
    let header = ["records", "file MiB", "seconds", "records/s (goal ≥ 4,167)", "store MiB"];
    let mut section = Section::new("import", "MARC records into an empty data folder", &header);
    let store = std::fs::metadata(folder.path().join("catalogue.db")).map_err(|e| e.to_string())?.len();
    section.row([
        records.to_string(),
        format!("{size:.0}"),
        format!("{took:.1}"),
        format!("{rate:.0}{mark}"),
        format!("{:.0}", store as f64 / f64::from(1 << 20)),
    ]);
    Ok(section)
}

/// How fast titles are found.
pub(super) async fn search(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let titles = options.titles;
    let (folder, _, took) = filled(options, binary, titles)?;
    let mut library = Library::over(folder, binary)?;
    library.renew()?;
    let mut wire = library.wire().await?;
    let header = ["query", "p50 ms", "p99 ms (goal < 20)", "max ms", "queries", "found something"];
    let mut section = Section::new("search", "`GET /books?q=` among many titles, one client", &header);
    let beginning = |n: u64, letters: usize| marc::word(marc::skewed(n)).chars().take(letters).collect::<String>();
    let kinds: [(&str, &dyn Fn(u64) -> String); 7] = [
        ("a whole title", &|n| marc::title(n % titles).join(" ")),
        ("one of the 20 most frequent words", &|n| marc::word(n % 20)),
        ("two frequent words", &|n| format!("{} {}", marc::word(n % 20), marc::word((n >> 8) % 20))),
        ("any word", &|n| marc::word(marc::skewed(n))),
        ("a word and a beginning of three letters", &|n| {
            format!("{} {}", marc::word(marc::skewed(n)), beginning(n >> 3, 3))
        }),
        ("a beginning of two letters", &|n| beginning(n, 2)),
        ("a word that is nowhere", &|n| format!("zz{n}")),
    ];
    for (name, query) in kinds {
        let (mut times, found) = ask(&library, &mut wire, query).await?;
        let (p50, p99) = (times.percentile(0.5), times.percentile(0.99));
        let mark = if p99 < GOAL { "" } else { " (missed)" };
        let (count, found) = (times.count().to_string(), found.to_string());
        let most = format!("{:.1}", times.percentile(1.0));
        section.row([name.to_owned(), format!("{p50:.2}"), format!("{p99:.2}{mark}"), most, count, found]);
    }
    section.note(format!(
        "{titles} titles, imported in {took:.0} s; the server holds {:.0} MiB.",
        library.server.memory()?
    ));
    library.close()?;
    Ok(section)
}

async fn ask(library: &Library, wire: &mut Wire, query: &dyn Fn(u64) -> String) -> Result<(Times, u64), Failure> {
    let (mut times, mut found, started) = (Times::default(), 0, Instant::now());
    for n in 0..QUERIES.0 {
        if started.elapsed() > QUERIES.1 {
            break;
        }
        let path = format!("/books?limit=20&q={}", escaped(&query(mixed(n))));
        let request = plain(&library.head("GET", &path));
        let asked = Instant::now();
        let answer = wire.ask(&request).await?;
        if answer.status != 200 {
            return Err(answer.unexpected());
        }
        times.add(asked.elapsed());
        found += u64::from(!answer.says(r#""items":[]"#));
    }
    Ok((times, found))
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
