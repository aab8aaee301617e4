//! Totals of official figures. They are aggregates and public.

pub mod totals;

pub use totals::{TotalRow, Wanted, indicator_totals};
