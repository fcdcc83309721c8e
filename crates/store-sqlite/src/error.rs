//! What SQLite's errors mean for a store.

use runtime::ports::{Position, StoreError};
use rusqlite::{Error, ErrorCode};
use std::path::Path;

/// After these nothing that the file or the disk says can be trusted any more: the store has to stop.
/// (After a failed flush the operating system may have dropped the very pages that were to be flushed.)
pub(crate) fn is_fatal(error: &Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::SystemIoFailure
                | ErrorCode::DiskFull
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory
                | ErrorCode::InternalMalfunction
        )
    )
}

/// Damage that SQLite itself has noticed.
pub(crate) fn is_damage(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        || matches!(
            error,
            Error::InvalidColumnType(..)
                | Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::Utf8Error(..)
        )
}

/// What a failed question means: damage is told apart from everything else.
pub(crate) fn read_error(place: &Path, position: Position, error: &Error) -> StoreError {
    if is_damage(error) {
        corrupt(place, position, error.to_string())
    } else {
        StoreError::Failed(format!("{}: {error}", place.display()))
    }
}

pub(crate) fn corrupt(place: &Path, position: Position, what: impl Into<String>) -> StoreError {
    StoreError::Corrupt { place: place.display().to_string(), position, what: what.into() }
}
