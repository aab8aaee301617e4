//! Incubation, call by call.

mod aid;
mod aid_steps;
mod duplicates;
mod enterprises;
mod gates;
mod incubatees;
mod lpj;
mod mentor_steps;
mod mentors;
mod monitoring;
mod persons;
mod progress;
mod rosters;
mod steps;
mod sums;
mod visits;
