//! REST, call by call.

mod allowed;
mod attachments;
mod audit;
mod batch;
mod drafts;
mod figures;
mod idempotency;
mod journey;
mod obligations;
mod people;
mod receipts;
mod reference;
mod registry;
mod review;
mod steps;
mod submit;
mod templates;
mod unauthorised;
