//! Interaction, call by call.

pub mod acts;
mod announcements;
mod commitments;
pub mod kinds;
mod needs;
mod notices;
mod reminders;
mod requests;
mod revision_threads;
mod thread_audiences;
mod threads;
