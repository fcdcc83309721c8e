//! One `record` element, read as XML.

use crate::bib::{self, Bib, Field};
use crate::entry::Fault;
use crate::record::{Note, Record};
use crate::text::tidy;
use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Whether there is anything of MARC in these bytes.
pub(super) fn has_fields(bytes: &[u8]) -> bool {
    [&b"controlfield"[..], b"datafield", b"leader"]
        .iter()
        .any(|name| bytes.windows(name.len()).any(|found| found == *name))
}

/// The record of one element.
///
/// # Errors
/// If it is not well formed, or its fields are not those of a book.
pub(super) fn read(bytes: &[u8], encoding: &'static Encoding) -> Result<Record, Fault> {
    if !has_fields(bytes) {
        return Err(Fault::Structure("no MARC fields in it"));
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let mut building = Building::default();
    let mut reader = Reader::from_str(&text);
    // "Simon & Schuster" is not well formed, and clear all the same.
    reader.config_mut().allow_dangling_amp = true;
    loop {
        match reader.read_event().map_err(|error| Fault::Xml(error.to_string()))? {
            Event::Start(tag) => building.start(&tag),
            Event::Empty(tag) => {
                building.start(&tag);
                building.end(tag.local_name().as_ref());
            }
            Event::End(tag) => building.end(tag.local_name().as_ref()),
            Event::Text(text) => building.text.push_str(&text),
            Event::CData(text) => building.text.push_str(&text),
            Event::GeneralRef(name) => building.text.push(character(&name)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let characters = building.unmapped;
    if characters > 0 {
        building.bib.notes.push(Note::Unmapped { characters });
    }
    building.bib.into_record()
}

/// The character a reference stands for: those of XML itself, and by number. Others would have to be defined, and are
/// not.
fn character(name: &BytesRef<'_>) -> char {
    match &**name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => name.resolve_char_ref().ok().flatten().unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// The record as far as it has been read.
#[derive(Default)]
struct Building {
    bib: Bib,
    /// The tag of the control field that is open.
    control: Option<[u8; 3]>,
    /// The field that is open, if it is wanted.
    field: Option<Field>,
    /// The code of the subfield that is open.
    subfield: Option<u8>,
    /// The text since the last start of an element.
    text: String,
    unmapped: usize,
}

impl Building {
    fn start(&mut self, tag: &BytesStart<'_>) {
        self.text.clear();
        match tag.local_name().as_ref() {
            "controlfield" => self.control = tag_of(tag),
            "datafield" => {
                let second_indicator = attribute(tag, "ind2").and_then(|value| value.bytes().next()).unwrap_or(b' ');
                let wanted = tag_of(tag).filter(|tag| bib::is_wanted(tag));
                self.field = wanted.map(|tag| Field { tag, second_indicator, subfields: Vec::new() });
            }
            "subfield" => self.subfield = attribute(tag, "code").and_then(|code| code.bytes().next()),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        let text = std::mem::take(&mut self.text);
        match name {
            "leader" => {
                let places = text.trim_ascii_start().as_bytes();
                self.bib.status = places.get(5).copied().unwrap_or_default();
                self.bib.kind = places.get(6).copied().unwrap_or_default();
            }
            "controlfield" => {
                if let Some(tag) = self.control.take().filter(|tag| bib::is_wanted(tag)) {
                    self.count_unmapped(&text);
                    self.bib.put_control(tag, &text);
                }
            }
            "subfield" => {
                if let (Some(code), true) = (self.subfield.take(), self.field.is_some()) {
                    self.count_unmapped(&text);
                    self.field.iter_mut().for_each(|field| field.subfields.push((code, tidy(&text))));
                }
            }
            "datafield" => self.bib.fields.extend(self.field.take()),
            _ => {}
        }
    }

    fn count_unmapped(&mut self, text: &str) {
        self.unmapped += text.matches(char::REPLACEMENT_CHARACTER).count();
    }
}

/// The field's tag, if it has three characters of ASCII.
fn tag_of(tag: &BytesStart<'_>) -> Option<[u8; 3]> {
    attribute(tag, "tag")?.as_bytes().try_into().ok()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    // Without the check for names given twice, which takes the square of their number.
    let mut attributes = tag.attributes();
    attributes
        .with_checks(false)
        .flatten()
        .find(|found| found.key.local_name().as_ref() == name)
        .map(|found| found.value.into_owned())
}
