//! The directory of a record: which fields there are and where.

use super::{FIELD_END, LEADER, number};
use crate::entry::Fault;
use crate::record::Note;

/// Bytes of a directory entry: three of tag, four of length, five of place.
const ENTRY: usize = 12;

/// A field's tag and its bytes without the ending.
type Found<'a> = ([u8; 3], &'a [u8]);

/// The fields of a record (without its ending), and a note if they had to be found in another way than the directory
/// says.
///
/// # Errors
/// [`Fault::Structure`] if the fields cannot be told apart, or not with certainty.
pub(super) fn fields(record: &[u8]) -> Result<(Vec<Found<'_>>, Option<Note>), Fault> {
    let ending = record.iter().skip(LEADER).position(|&byte| byte == FIELD_END);
    let ending = LEADER + ending.ok_or(Fault::Structure("the directory does not end"))?;
    let (directory, data) = (&record[LEADER..ending], &record[ending + 1..]);
    let entries: Vec<_> = directory.chunks(ENTRY).collect();
    if entries.iter().any(|entry| entry.len() != ENTRY) {
        return Err(Fault::Structure("the directory is damaged"));
    }
    let base_right = record.get(12..17).and_then(number) == Some(ending + 1);
    if let Some(found) = entries.iter().map(|entry| by_place(entry, data)).collect() {
        let note = Note::Bookkeeping { what: "the place of the data is another than the leader says" };
        return Ok((found, (!base_right).then_some(note)));
    }
    let found = by_order(&entries, data).ok_or(Fault::Structure("the directory does not fit the fields"))?;
    Ok((found, Some(Note::Bookkeeping { what: "the directory is wrong; fields were read in their order" })))
}

/// The field an entry points to, if exactly one field is there.
fn by_place<'a>(entry: &[u8], data: &'a [u8]) -> Option<Found<'a>> {
    let (length, from) = (number(&entry[3..7])?, number(&entry[7..])?);
    let (last, field) = data.get(from..from + length)?.split_last()?;
    let begins = from == 0 || data[from - 1] == FIELD_END;
    (begins && *last == FIELD_END && !field.contains(&FIELD_END)).then_some((tag(entry), field))
}

/// The fields in the order of their entries, if there are as many of the one as of the other and the entries are
/// in the order of the fields: of ascending places at most one, the damaged one, may step back.
fn by_order<'a>(entries: &[&[u8]], data: &'a [u8]) -> Option<Vec<Found<'a>>> {
    let places: Vec<_> = entries.iter().filter_map(|entry| number(&entry[7..])).collect();
    let steps_back = places.windows(2).filter(|pair| pair[0] >= pair[1]).count();
    let fields: Vec<_> = data.strip_suffix(&[FIELD_END])?.split(|&byte| byte == FIELD_END).collect();
    let fits = steps_back <= 1 && fields.len() == entries.len();
    fits.then(|| entries.iter().zip(fields).map(|(entry, field)| (tag(entry), field)).collect())
}

fn tag(entry: &[u8]) -> [u8; 3] {
    [entry[0], entry[1], entry[2]]
}
