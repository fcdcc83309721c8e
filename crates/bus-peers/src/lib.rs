//! Facts between processes: the owner's log, pulled over HTTP.
