//! e-Reporting for the BLK Komunitas: rules, and the two faces that speak them.

// Unit tests stand beside the rules. What serves is tested as a whole (tests/), so the build of the unit tests leaves it
// out: half of all there is to compile. What is imported only for it looks unused there.
#![cfg_attr(test, expect(unused_imports, reason = "what uses them is not built"))]

pub mod app;
#[cfg(not(test))]
pub mod auth;
#[cfg(not(test))]
pub mod cli;
pub mod config;
#[cfg(not(test))]
pub mod demo;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod masters;
pub mod meters;
#[cfg(not(test))]
pub mod rest;
#[cfg(not(test))]
pub mod server;
pub mod telemetry;
pub mod view;
pub mod vocab;
pub mod worker;
