//! The gateway and the REST API.
