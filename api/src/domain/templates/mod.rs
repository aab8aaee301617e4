//! Report templates and their indicators: drafted, tried on past reports, published; then never changed.

pub mod check;
pub mod compiled;
pub mod definition;
pub mod indicators;
pub mod query;
pub mod rules;
pub mod schema;
pub mod trial;
pub mod values;
pub mod versions;

pub use compiled::{Facts, Template};
pub use definition::{Definition, Indicator};
pub use query::{Listed, Templates};
pub use schema::schema;
pub use trial::{Failing, Trial, TrialFilter, try_version};
pub use values::{Filed, Totals, check_complete, check_shape, compute, filed, totals};
pub use versions::{create_template, create_version, get, get_version, list, publish, update_draft};
