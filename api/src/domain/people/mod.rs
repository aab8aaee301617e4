//! People, machines and the roles they hold.

pub mod accounts;
pub mod actor;
pub mod assertions;
pub mod attempts;
pub mod bootstrap;
pub mod bound;
pub mod claims;
pub mod client_input;
pub mod client_keys;
pub mod clients;
pub mod codes;
pub mod erased;
pub mod grants;
pub mod invited;
pub mod keys;
pub mod mail;
pub mod manage;
pub mod networks;
pub mod passwords;
pub mod phone;
pub mod query;
pub mod secrets;
pub mod sessions;

pub use mail::Mailer;
