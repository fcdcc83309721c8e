//! The configuration file: its values become the defaults of the flags, so flag and environment beat them.

use crate::Failure;
use clap::Command;
use std::{ffi::OsString, path::PathBuf};

/// The file named by `--config` or `MADANG_CONFIG`.
fn named(args: &[OsString]) -> Option<PathBuf> {
    let text: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let flag = text.iter().enumerate().find_map(|(n, arg)| match arg.strip_prefix("--config") {
        Some("") => text.get(n + 1).map(PathBuf::from),
        Some(rest) => rest.strip_prefix('=').map(PathBuf::from),
        None => None,
    });
    flag.or_else(|| std::env::var_os("MADANG_CONFIG").map(PathBuf::from))
}

/// The command with the values of the file as defaults of `serve`.
pub(crate) fn with_file(command: Command, args: impl Iterator<Item = OsString>) -> Result<Command, Failure> {
    let args: Vec<OsString> = args.collect();
    let Some(path) = named(&args) else { return Ok(command) };
    let shown = path.display();
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{shown} cannot be read: {e}"))?;
    let table: toml::Table = text.parse().map_err(|e| format!("{shown} is not TOML: {e}"))?;
    let mut defaults = vec![];
    let serve = command.find_subcommand("serve");
    let known: Vec<String> = serve
        .map(|serve| serve.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)).collect())
        .unwrap_or_default();
    for (key, value) in table {
        if !known.contains(&key) || key == "config" {
            return Err(format!("{shown}: there is no key {key:?}; known: {}", known.join(", ")));
        }
        defaults.push((
            key.replace('-', "_"),
            plain(&value).ok_or_else(|| format!("{shown}: {key} takes a word, number or list"))?,
        ));
    }
    Ok(command.mut_subcommand("serve", |mut serve| {
        for (key, value) in defaults {
            // Parsed once per process; clap keeps defaults for its whole life.
            let value: &'static str = value.leak();
            serve = serve.mut_arg(key, |arg| arg.default_value(value));
        }
        serve
    }))
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(is) => Some(is.to_string()),
        toml::Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(plain).collect();
            items.map(|items| items.join(","))
        }
        _ => None,
    }
}
