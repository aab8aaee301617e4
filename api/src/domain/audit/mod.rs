//! The audit log as a chain: each entry has a place, places follow each other, and signed heads say what was there. So an
//! edit, a deletion, a swap or a truncation is found, with the first entry that it touched (reliability.md 4.3).
//!
//! Entries are written by [`crate::domain::record`], in the transaction of what happened; [`seal`] gives them their
//! places afterwards, since commit order is not insert order, and [`verify`] looks at all of it.

pub mod list;
pub mod seal;
pub mod tree;
pub mod verify;

pub use seal::{head, seal};
pub use verify::{Bad, Fault, Head, Verdict, read_head, verify};
