//! The audit log as a chain: each entry has a place, places follow each other, and signed heads say what was there. So an
//! edit, a deletion, a swap or a truncation is found, with the first entry that it touched (reliability.md 4.3).
//!
//! Entries are written by [`crate::domain::record`], in the transaction of what happened; [`seal`] gives them their
//! places afterwards, since commit order is not insert order, and [`verify`] looks at all of it. Who has a head that was
//! kept elsewhere can have it proved by [`evidence`] that an entry is below it, or that a later head goes on from it.

pub mod evidence;
pub mod list;
pub mod proof;
pub mod seal;
mod tiles;
pub mod tree;
pub mod verify;

pub use seal::{head, seal};
pub use tiles::Tiles;
pub use verify::{Bad, Fault, Head, Verdict, read_head, recent, verify};
