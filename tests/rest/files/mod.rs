//! Files in and out: spreadsheets as jobs.

mod abuse;
pub mod acts;
mod exports;
mod faces;
mod imports;
mod kinds;
mod templates;
mod uploads;
