//! Partner sharing: agreements, consents, and the one gate through which a partner gets anything (contract section 7).

mod admission;
pub mod agreements;
pub mod changes;
pub mod consents;
pub mod exports;
mod facts;
pub mod gate;
pub mod incidents;
mod log;
pub mod outcomes;
pub mod pace;
pub mod profiles;
pub mod pulls;
pub mod research;
pub mod rights;
pub mod scopes;
mod subjects;
