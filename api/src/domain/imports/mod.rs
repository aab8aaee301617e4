//! Files that bring records: their columns, the rows that are read from them, and what a first look finds.

pub mod columns;
pub mod known;
pub mod reading;
mod rows;

pub(crate) use rows::twice;
pub use rows::{Rows, first_look, rejected};
