//! Figures: each number equals what is counted apart, for random groups and filters.

mod acts;
mod oracle;
mod rate;
mod roots;
mod totals;
