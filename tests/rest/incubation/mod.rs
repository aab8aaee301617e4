//! Incubation, call by call.

mod aid;
pub mod aid_steps;
mod allowed;
mod applications;
mod bind;
mod documents;
mod duplicates;
mod enterprises;
mod figures;
mod gates;
mod incubatees;
pub mod kinds;
mod lpj;
pub mod mentor_steps;
mod mentors;
mod monitoring;
mod persons;
mod progress;
mod recipients;
mod recounts;
mod rosters;
pub mod steps;
mod sums;
mod visits;
