//! What the service does by itself.

mod backup;
mod history;
mod imports;
mod killed;
mod notices;
mod official;
pub mod receiver;
mod replica;
mod socket;
mod subscriptions;
mod two;
mod webhooks;
