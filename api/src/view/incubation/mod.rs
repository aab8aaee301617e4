//! What callers see and send of incubation beyond the kept records.

pub mod aid;
pub mod duplicates;
pub mod incubatees;
pub mod mentors;
pub mod persons;
pub mod progress;
pub mod rosters;
pub mod workflow;
