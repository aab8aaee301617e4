//! Who is calling.

pub mod extract;
