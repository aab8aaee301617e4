//! Figures for dashboards: aggregates of what is approved and recorded, with where they come from.
//!
//! A root is a [`cube::Source`] (what is counted, by what, from which rows) and a line that calls [`answer::answer`].
//! [`asked`] checks the question, [`cube`] counts the cells, [`shield`] hides small ones, [`answer`] adds provenance.

pub mod aid;
pub mod answer;
pub mod asked;
pub mod cube;
pub mod dimension;
mod facts;
pub mod funnel;
pub mod jobs;
pub mod kawasans;
mod members;
pub mod mentoring;
mod moment;
pub mod partnerships;
pub mod parts;
mod places;
pub mod publications;
pub mod rate;
pub mod series;
pub mod shield;
pub mod standing;
mod stocks;
pub mod targets;
pub mod totals;
pub mod units;
pub mod weaning;

pub use answer::{Answer, Provenance, Told, answer, share};
pub use asked::{Asked, Extra, Filter, Question, Scope};
pub use cube::{Axis, Cell, Cells, Counts, Measure, Source};
pub use dimension::Dimension;
pub use members::names;
