//! GraphQL: the protocol, reading, writing.

mod http;
mod reading;
mod registry;
pub mod statements;
mod world;
mod writing;
