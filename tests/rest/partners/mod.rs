//! Partner sharing: nothing leaves that was not consented to, and what leaves is written down.

pub mod acts;
mod agreements;
mod assertions;
mod changes;
mod clients;
mod clients_nightly;
mod consents;
mod examples;
mod exports;
mod gate;
mod incidents;
mod lookup;
mod outcomes;
mod oversight;
mod pace;
mod paths;
mod profiles;
mod pulls;
mod random;
mod research;
mod rights;
mod saved;
mod streams;
mod supported;
