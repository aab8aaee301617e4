//! GraphQL: the protocol, reading, writing.

mod http;
mod reading;
mod statements;
mod world;
mod writing;
