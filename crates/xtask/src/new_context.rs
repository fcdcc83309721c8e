//! `cargo xtask new-context NAME`: a folder and a line that compile and are tested.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where the name goes.
const NAME: &str = "__name__";
/// What a new context starts with: file, and its text.
const FILES: &[(&str, &str)] = &[
    ("mod.rs", include_str!("../template/mod.rs.txt")),
    ("note.rs", include_str!("../template/note.rs.txt")),
    ("notes.rs", include_str!("../template/notes.rs.txt")),
    ("facts/__name___note.written.v1.json", include_str!("../template/sample.json.txt")),
];

/// Makes the context in this workspace.
pub(crate) fn run(name: &str) -> Result<(), String> {
    let contexts = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../contexts/src"));
    make(&contexts, name)?;
    println!(
        "crates/contexts/src/{name}/ is there, and a line in lib.rs.\nNow: cargo xtask documents && cargo xtask map && cargo test --package contexts"
    );
    Ok(())
}

fn make(contexts: &Path, name: &str) -> Result<(), String> {
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if !plain || name.starts_with('_') {
        return Err("a context's name is a word of small letters, e.g. reservation".to_owned());
    }
    let folder = contexts.join(name);
    if folder.exists() {
        return Err(format!("there is a context {name} already"));
    }
    let list = contexts.join("lib.rs");
    let shown = |path: &Path| path.display().to_string();
    let text = fs::read_to_string(&list).map_err(|e| format!("{}: {e}", shown(&list)))?;
    let end = text.rfind("}\n").ok_or("lib.rs has no list of contexts")?;
    for (file, content) in FILES {
        let path = folder.join(file.replace(NAME, name));
        let parent = path.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", shown(parent)))?;
        fs::write(&path, content.replace(NAME, name)).map_err(|e| format!("{}: {e}", shown(&path)))?;
    }
    let line = format!("    /// say here what it is about\n    {name},\n");
    fs::write(&list, format!("{}{line}{}", &text[..end], &text[end..])).map_err(|e| format!("{}: {e}", shown(&list)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_context_is_a_folder_and_a_line() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lib.rs"), "kernel::contexts! {\n    /// books\n    catalogue,\n}\n").unwrap();
        make(folder.path(), "garden").unwrap();
        let list = fs::read_to_string(folder.path().join("lib.rs")).unwrap();
        assert_eq!(
            list,
            "kernel::contexts! {\n    /// books\n    catalogue,\n    /// say here what it is about\n    garden,\n}\n"
        );
        assert!(folder.path().join("garden/facts/garden_note.written.v1.json").exists());
        let note = fs::read_to_string(folder.path().join("garden/note.rs")).unwrap();
        assert!(note.contains("const NAME: &'static str = \"garden_note\"") && !note.contains("__"), "{note}");
        assert!(make(folder.path(), "garden").unwrap_err().contains("already"));
        assert!(make(folder.path(), "../evil").is_err());
    }
}
