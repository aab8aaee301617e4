//! What partners and data subjects see.

pub mod changes;
pub mod consents;
pub mod csv;
pub mod exports;
pub mod incidents;
pub mod outcomes;
pub mod profiles;
pub mod pulls;
pub mod research;
pub mod rights;
