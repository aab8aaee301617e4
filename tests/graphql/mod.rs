//! GraphQL: the protocol, reading, writing.

mod http;
mod reading;
mod registry;
mod statements;
mod world;
mod writing;
