//! What callers see and send of interaction.

pub mod announcements;
pub mod commitments;
pub mod needs;
pub mod notices;
mod paths;
pub mod requests;
pub mod threads;
