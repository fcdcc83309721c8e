//! The default store: one SQLite file per context.
