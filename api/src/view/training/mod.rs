//! Training beyond its records: steps, rows of many trainees, the register, the ministry's statistic.

pub mod packages;
pub mod participation;
pub mod register;
pub mod rosters;
pub mod rows;
pub mod trainees;
