//! From the answer to a return until the member's dashboard has it, while others go on borrowing.

use super::{
    Failure,
    library::{Library, finish, plain},
    load::open,
    member::{Wants, borrows},
    options::Options,
    report::Section,
    stats::{Times, median},
    wire::Wire,
};
use std::{
    path::Path,
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, Instant},
};

/// Borrows in a second meanwhile.
const BACKGROUND: u64 = 500;
/// Milliseconds that 99 of 100 stay below.
const GOAL: f64 = 10.0;
/// Members who return at the same time.
const READERS: usize = 4;

/// What a reader saw: from the answer to the return, and from its sending.
#[derive(Default)]
struct Seen {
    after_answer: Times,
    in_all: Times,
}

/// One of the two.
type Which = fn(&mut Seen) -> &mut Times;

/// Measures in rounds.
pub(super) async fn measure(options: &Options, binary: &Path) -> Result<Section, Failure> {
    let mut library = Library::open(options, binary).await?;
    let next = Arc::new(AtomicU64::new(0));
    let lasts = Duration::from_secs(options.seconds);
    let mut rounds = vec![];
    for round in 0..options.rounds {
        library.renew()?;
        let work = borrows(&library, Wants::Accepted, &next);
        let until = Instant::now() + lasts;
        let library = &library;
        let readers = (0..READERS).map(|reader| read(library, round, reader, until));
        let (others, readers) = tokio::join!(
            open(library.server.address, 50, &work, BACKGROUND, lasts),
            futures_util::future::try_join_all(readers)
        );
        let (others, mut all) = (others?, Seen::default());
        if let Some(why) = others.why {
            return Err(format!("the others cannot borrow: {why}"));
        }
        for seen in readers? {
            all.after_answer.join(seen.after_answer);
            all.in_all.join(seen.in_all);
        }
        rounds.push(all);
    }
    library.close()?;
    Ok(table(&mut rounds))
}

/// One reader borrows, returns, looks, again and again; each time another member.
async fn read(library: &Library, round: usize, reader: usize, until: Instant) -> Result<Seen, Failure> {
    let mut wire = library.wire().await?;
    let mut seen = Seen::default();
    let mut turn = 0;
    while Instant::now() < until {
        turn += 1;
        let member = format!("v{round}-{reader}-{turn}");
        once(library, &mut wire, &member, &mut seen).await?;
    }
    Ok(seen)
}

async fn once(library: &Library, wire: &mut Wire, member: &str, seen: &mut Seen) -> Result<(), Failure> {
    let body = format!(r#"{{"userId":"{member}","bookId":"b{}"}}"#, member.len() % 100);
    let mut request = vec![];
    finish(&mut request, &(library.head("POST", "/borrows") + "prefer: wait=10\r\n"), &body);
    let answer = wire.ask(&request).await?;
    if !answer.says(r#""status":"borrowed""#) {
        return Err(answer.unexpected());
    }
    request.clear();
    finish(&mut request, &library.head("POST", "/returns"), &body);
    let asked = Instant::now();
    let answer = wire.ask(&request).await?;
    let answered = Instant::now();
    let written = answer.header("written-at").filter(|_| answer.status == 201).map(str::to_owned);
    let written = written.ok_or_else(|| answer.unexpected())?;
    let head = library.head("GET", &format!("/userInfos/{member}")) + &format!("not-before: {written}\r\n");
    let answer = wire.ask(&plain(&head)).await?;
    if answer.json()?["borrowCnt"] != 0 {
        return Err(answer.unexpected());
    }
    seen.after_answer.add(answered.elapsed());
    seen.in_all.add(asked.elapsed());
    Ok(())
}

fn table(rounds: &mut [Seen]) -> Section {
    let header = ["from", "p50 ms", "p99 ms (goal < 10)", "max ms", "returns"];
    let title = "a return, until the dashboard has it, while 500 others a second borrow";
    let mut section = Section::new("visible", title, &header);
    let kinds: [(&str, Which); 2] =
        [("the answer to the return", |seen| &mut seen.after_answer), ("sending the return", |seen| &mut seen.in_all)];
    for (from, of) in kinds {
        let mut of_share = |share: f64| median(rounds.iter_mut().map(|seen| of(seen).percentile(share)));
        let (p50, p99, most) = (of_share(0.5), of_share(0.99), of_share(1.0));
        let count: usize = rounds.iter_mut().map(|seen| of(seen).count()).sum();
        let mark = if from == "the answer to the return" && p99 >= GOAL { " (missed)" } else { "" };
        let cells =
            [from.to_owned(), format!("{p50:.2}"), format!("{p99:.2}{mark}"), format!("{most:.1}"), count.to_string()];
        section.row(cells);
    }
    section.note("Every look was right at once: `Not-Before` with the `Written-At` of the return.");
    section
}
