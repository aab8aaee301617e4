//! REST, call by call.

mod drafts;
mod journey;
mod obligations;
mod people;
mod steps;
mod submit;
