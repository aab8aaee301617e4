//! Files that bring records: their columns, the rows that are read from them, and what a first look finds.

pub mod columns;
pub mod known;
pub mod reading;
mod rows;

pub use rows::{Rows, first_look, rejected};
pub(crate) use rows::{twice, weight};
