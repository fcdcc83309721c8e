//! The whole business of the library. This crate cannot do IO: look at its dependencies.
