//! The integration tests: one binary, the real router, a real database (a SQLite file, or PostgreSQL when
//! `TEST_DATABASE_URL` is set).

mod contract;
mod faces;
mod graphql;
mod migrations;
mod rest;
mod support;
