//! REST, call by call.

mod allowed;
mod attachments;
mod audit;
mod bad_input;
mod batch;
mod drafts;
mod durability;
mod figures;
mod idempotency;
mod journey;
mod obligations;
mod people;
mod receipts;
mod reference;
mod regions_history;
mod registry;
mod review;
mod secrets;
mod selection;
mod steps;
mod submit;
mod templates;
mod unauthorised;
