//! What everybody refers to: regions of the Kemendagri list and the code sets of the API.

pub mod codes;
pub mod decrees;
pub mod extend;
pub mod regions;

pub use codes::{CodeEntry, CodeSet, CodeSets};
