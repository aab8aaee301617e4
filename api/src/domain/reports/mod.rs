//! Reports, from draft to approval.

pub mod allowed;
pub mod attachments;
pub mod batch;
pub mod bulk;
pub mod content;
pub mod diff;
pub mod draft;
pub mod figures;
mod lock;
pub mod many;
pub mod period;
pub mod print;
pub mod query;
pub mod receipt;
pub mod recorded;
pub mod review;
pub mod rights;
pub mod status;
pub mod submit;
pub mod validate;

use std::sync::Arc;

use entity::{report, report_version, unit};

use super::access::Place;
use super::templates::Template;
use crate::vocab::ReportState;

pub use period::Period;

/// A report with what belongs to it: its unit, its template and the content the caller may see.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub row: report::Model,
    pub state: ReportState,
    pub unit: unit::Model,
    pub template: Arc<Template>,
    /// The version the caller sees: the one being worked on, or the one last submitted.
    pub content: report_version::Model,
}

impl Loaded {
    pub fn place(&self) -> Place {
        Place::from(&self.unit)
    }

    /// The period, for periodic templates.
    pub fn period(&self) -> Option<Period> {
        Period::read(&self.row.occurrence).filter(|_| period::months_of(self.template.definition.cadence).is_some())
    }
}
