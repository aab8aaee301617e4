//! Every rule of the service. Knows the tables; knows no HTTP and no GraphQL.

pub mod access;
pub mod analytics;
pub mod batch;
pub mod budget;
pub mod clock;
pub mod ctx;
pub mod error;
pub mod files;
pub mod ids;
pub mod many;
pub mod once;
pub mod page;
pub(crate) mod paper;
pub mod patience;
pub mod record;
pub mod replica;
pub mod setting;
pub mod sphere;
pub mod store;
pub mod text;
pub mod tx;
pub mod vault;
pub mod waiting;

pub mod events;
pub mod imports;
pub mod incubation;
pub mod interaction;
pub mod jobs;
pub mod obligations;
pub mod partners;
pub mod people;
pub mod queries;
pub mod reference;
pub mod registry;
pub mod reports;
pub mod seed;
pub mod sheets;
pub mod templates;
pub mod training;
pub mod webhooks;

pub use ctx::{Actor, ActorKind, Ctx};
pub use error::{Code, Error, Result, Severity, Violation};
pub use text::{Lang, Text};
pub use tx::Tx;
