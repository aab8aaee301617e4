//! What records say in reports.

mod class;
mod print;
mod statistic;
mod training;
