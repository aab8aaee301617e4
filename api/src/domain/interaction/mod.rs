//! Everyone around the same record: threads, offers, needs, requests, announcements, notices.

pub mod announcements;
pub mod commitments;
pub mod needs;
pub mod notices;
pub mod places;
pub mod requests;
pub mod threads;
