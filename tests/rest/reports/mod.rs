//! What records say in reports.

mod class;
mod statistic;
mod training;
