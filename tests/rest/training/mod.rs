//! Training and placement, call by call.

mod applications;
mod attendance;
mod entrepreneurs;
pub mod kinds;
mod needs;
mod packages;
mod people;
mod placements;
mod results;
mod roles;
mod rosters;
pub mod steps;
mod timeline;
mod tracer;
mod whole;
