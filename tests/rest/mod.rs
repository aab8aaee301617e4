//! REST, call by call.

mod journey;
mod people;
