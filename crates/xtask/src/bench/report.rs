//! Tables, on the screen and in docs/benchmarks.md.

use super::Failure;
use std::path::Path;

/// The file, from the root of the workspace.
const FILE: &str = "docs/benchmarks.md";
const INTRODUCTION: &str = "# Benchmarks

Written by `cargo xtask bench NAME --write`; each section says when and on what it was measured. Release build, everything
on one machine over loopback, clients included; durability is never switched off (`synchronous=FULL`, a flush for each
turn). Ratios are against a bare server of the same run, measured in turns with it.
";

/// What one bench has to tell.
pub(super) struct Section {
    name: &'static str,
    title: &'static str,
    machine: String,
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Section {
    /// A section without rows.
    pub(super) fn new(name: &'static str, title: &'static str, header: &[&'static str]) -> Self {
        Self { name, title, machine: String::new(), header: header.to_vec(), rows: vec![], notes: vec![] }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds a line below the table.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Says what it was measured on.
    pub(super) fn on(self, machine: String) -> Self {
        Self { machine, ..self }
    }

    /// As Markdown.
    pub(super) fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let header: Vec<String> = self.header.iter().map(|&cell| cell.to_owned()).collect();
        let rule: Vec<String> = header.iter().map(|_| "---".to_owned()).collect();
        let mut text = format!("## {}: {}\n\n{}\n\n", self.name, self.title, self.machine);
        text.push_str(&line(&header));
        text.push_str(&line(&rule));
        self.rows.iter().for_each(|row| text.push_str(&line(row)));
        if !self.notes.is_empty() {
            text.push('\n');
            self.notes.iter().for_each(|note| text.push_str(&format!("- {note}\n")));
        }
        text
    }
}

/// Puts a section in the place of the one of its name, or at the end.
pub(super) fn write(section: &Section) -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join(FILE);
    let before = std::fs::read_to_string(&path).unwrap_or_else(|_| INTRODUCTION.to_owned());
    std::fs::write(&path, replaced(&before, section.name, &section.markdown())).map_err(|e| format!("{FILE}: {e}"))
}

fn replaced(document: &str, name: &str, section: &str) -> String {
    let mut parts = document.split("\n## ");
    let mut all = vec![parts.next().unwrap_or_default().trim_end().to_owned()];
    let mut sections: Vec<String> = parts.map(|part| format!("## {}", part.trim_end())).collect();
    let start = format!("## {name}:");
    let section = section.trim_end().to_owned();
    match sections.iter_mut().find(|old| old.starts_with(&start)) {
        Some(old) => *old = section,
        None => sections.push(section),
    }
    all.append(&mut sections);
    all.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn a_section_takes_the_place_of_its_older_self() {
        let once = replaced("# B\n\nhello\n", "a", "## a: one\n\n1\n");
        let twice = replaced(&once, "b", "## b: two\n\n2\n");
        assert_eq!(twice, "# B\n\nhello\n\n## a: one\n\n1\n\n## b: two\n\n2\n");
        assert_eq!(replaced(&twice, "a", "## a: x\n"), "# B\n\nhello\n\n## a: x\n\n## b: two\n\n2\n");
    }
}
