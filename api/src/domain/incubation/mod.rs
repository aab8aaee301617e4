//! Incubation: enterprises and their people, cohorts, progress, mentors, aid, monitoring (domain.md sections 1.5, 1.6,
//! 2.3, 2.4, 6.2). What is the same for all records stands in [`crate::domain::registry::kept`].

pub mod aid;
mod applicants;
pub mod coached;
mod cohorts;
pub mod duplicates;
mod eligibility;
pub mod enterprises;
mod evidence;
pub mod gates;
pub mod incubatees;
pub mod memberships;
pub mod mentors;
pub mod monitoring;
pub mod moves;
pub mod next;
pub mod numbers;
pub mod persons;
pub mod progress;
mod records;
pub mod rosters;
mod shown;
pub mod stages;
mod survival;
pub mod timeline;
pub mod workflow;
