//! GraphQL: the protocol, reading, writing.

mod analytics;
mod explained;
mod http;
mod limits;
mod persisted;
mod reading;
mod registry;
pub mod statements;
mod training;
pub mod world;
mod writing;
