//! The integration tests: one binary, the real router, a real database (a SQLite file, or PostgreSQL when
//! `TEST_DATABASE_URL` is set).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod abuse;
mod checklist;
mod compatible;
mod contract;
mod faces;
mod graphql;
mod migrations;
mod rest;
mod rules;
mod support;
mod worker;
