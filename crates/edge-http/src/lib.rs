//! The gateway and the REST API.

pub mod api;
pub mod openapi;
pub mod problem;
pub mod server;
pub mod token;
