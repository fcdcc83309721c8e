//! `madang import`.

use crate::{
    Failure,
    assemble::{Plan, assemble},
    books::{Put, Shelf, card},
    cli::Import,
    data::{Folder, public_url, signing_key},
};
use edge_http::api::{Entrance, router};
use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use records::{Entry, Format, Reader, Record};
use runtime::node::Node;
use std::{
    collections::BTreeMap,
    io::{BufReader, Read, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Books under way at once: enough to fill a batch of the engine.
const AT_ONCE: usize = 400;
/// Problems told one by one; the rest are counted.
const TOLD: usize = 1_000;
/// First bytes by which a format is known.
const PEEK: usize = 8 * 1024;

/// What came of a file.
#[derive(Default)]
struct Report {
    /// Records that were there, damaged ones too.
    read: u64,
    /// Records that are new, or new in part.
    taken: u64,
    /// Records the catalogue had, just so.
    unchanged: u64,
    problems: Vec<String>,
    untold: u64,
    notes: BTreeMap<&'static str, u64>,
}

impl Report {
    fn problem(&mut self, told: String) {
        if self.problems.len() < TOLD {
            self.problems.push(told);
        } else {
            self.untold += 1;
        }
    }

    fn print(&self, name: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        let Self { read, taken, unchanged, .. } = self;
        writeln!(
            out,
            "{name}: {read} records: {taken} taken, {unchanged} unchanged, {} not taken",
            read - taken - unchanged
        )?;
        for (kind, count) in &self.notes {
            writeln!(out, "  note: {kind}: {count}")?;
        }
        for problem in &self.problems {
            writeln!(out, "  not taken: {problem}")?;
        }
        if self.untold > 0 {
            writeln!(out, "  not taken: {} more", self.untold)?;
        }
        Ok(())
    }
}

/// Takes a file into the catalogue and reports what was not taken and why.
pub(crate) async fn run(import: Import) -> Result<(), Failure> {
    let name = import.file.display().to_string();
    let (input, size) = open(&import)?;
    let position = Arc::new(AtomicU64::new(0));
    let (format, input) = detect(&import, input)?;
    let reader =
        Reader::new(format, Counted { inner: input, at: position.clone() }).map_err(|e| format!("{name}: {e}"))?;
    let report = match &import.server {
        Some(url) => take(reader, &Shelf::there(url, import.token.clone())?, &import, size, &position).await?,
        None => {
            let folder = Folder::lock(&import.at.data, "madang import")
                .map_err(|e| format!("{e}; a running server takes books with --server URL"))?;
            let key = signing_key(&import.at)?;
            let peers = "*=http://127.0.0.1:1".parse().map_err(|e| format!("{e}"))?;
            let plan = Plan {
                contexts: vec!["catalogue".into()],
                peers,
                zone: "Asia/Seoul".into(),
                public_url: public_url(&import.at),
                rate: None,
                settings: kernel::Settings::default(),
                outside: None,
            };
            let api = assemble(plan, &folder, key).await?;
            let shelf = Shelf::Here(router(&api, Entrance::Door));
            let report = take(reader, &shelf, &import, size, &position).await?;
            Node::stop(&api.node).await;
            report
        }
    };
    report.print(&name).map_err(|e| format!("stdout: {e}"))?;
    if report.taken + report.unchanged == 0 {
        return Err(format!("{name}: nothing in it could be taken"));
    }
    Ok(())
}

fn open(import: &Import) -> Result<(Box<dyn Read + Send>, Option<u64>), Failure> {
    if import.file.as_os_str() == "-" {
        return Ok((Box::new(std::io::stdin()), None));
    }
    let shown = import.file.display();
    let file = std::fs::File::open(&import.file).map_err(|e| format!("{shown} cannot be opened: {e}"))?;
    let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len());
    Ok((Box::new(file), size))
}

type Input = BufReader<std::io::Chain<std::io::Cursor<Vec<u8>>, Box<dyn Read + Send>>>;

/// The format, and the input from its first byte on.
fn detect(import: &Import, mut input: Box<dyn Read + Send>) -> Result<(Format, Input), Failure> {
    let shown = import.file.display();
    let mut first = vec![];
    input.by_ref().take(PEEK as u64).read_to_end(&mut first).map_err(|e| format!("{shown} cannot be read: {e}"))?;
    let name = import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = import.format.or_else(|| Format::detect(&first, &name));
    let format = format.ok_or_else(|| format!("{shown} is neither CSV nor MARC nor MARCXML; say --format if it is"))?;
    Ok((format, BufReader::with_capacity(256 * 1024, std::io::Cursor::new(first).chain(input))))
}

/// Counts what was read, for the progress bar.
struct Counted<R> {
    inner: R,
    at: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(into)?;
        self.at.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

async fn take<R: Read>(
    reader: Reader<R>,
    shelf: &Shelf,
    import: &Import,
    size: Option<u64>,
    position: &AtomicU64,
) -> Result<Report, Failure> {
    let bar = bar(size);
    let mut report = Report::default();
    let failed = std::cell::RefCell::new(None);
    let broke_off = |error: std::io::Error| *failed.borrow_mut() = Some(error.to_string());
    let entries = reader.map_while(|entry| entry.map_err(broke_off).ok());
    let puts = stream::iter(entries.zip(1_u64..)).map(|(entry, number)| async move {
        let record = match entry {
            Entry::Record(record) => identified(record, import.source.as_deref()),
            Entry::Problem(problem) => return (None, Err(problem.to_string())),
        };
        let outcome = shelf.put(&record.key(), &card(&record, import.copies)).await;
        (Some(record), outcome.map_err(|why| format!("record {number}: {why}")))
    });
    let mut puts = std::pin::pin!(puts.buffer_unordered(AT_ONCE));
    while let Some((record, outcome)) = puts.next().await {
        bar.set_position(position.load(Ordering::Relaxed));
        report.read += 1;
        for note in record.iter().flat_map(|record| &record.notes) {
            *report.notes.entry(note.kind()).or_default() += 1;
        }
        match outcome {
            Ok(Put::Taken) => report.taken += 1,
            Ok(Put::Unchanged) => report.unchanged += 1,
            Err(why) if why.contains("does not let us") || why.contains("does not answer") => return Err(why),
            Err(why) => report.problem(why),
        }
    }
    bar.finish_and_clear();
    match failed.take() {
        Some(why) => Err(format!("{}: reading broke off after {} records: {why}", import.file.display(), report.read)),
        None => Ok(report),
    }
}

/// A control number says which record it is only together with whose number it is. Without, the content does: it counts
/// with the rest, so that two files that use the same numbers never overwrite each other.
fn identified(mut record: Box<Record>, source: Option<&str>) -> Box<Record> {
    if record.source.control.is_some() && record.source.agency.is_none() {
        match source {
            Some(source) => record.source.agency = Some(source.to_owned()),
            None => record.row_id = record.source.control.take(),
        }
    }
    record
}

fn bar(size: Option<u64>) -> ProgressBar {
    // Drawn on stderr, and on a terminal only.
    let bar = size.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta}");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
