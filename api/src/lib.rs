//! e-Reporting for the BLK Komunitas: rules, and the two faces that speak them.

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod masters;
pub mod rest;
pub mod server;
pub mod telemetry;
pub mod view;
pub mod vocab;
pub mod worker;
