//! Reads the world's book records (CSV, MARC 21, MARCXML) as dirty as they are.
