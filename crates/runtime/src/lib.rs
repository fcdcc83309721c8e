//! Runs deciders, policies and views over ports.
