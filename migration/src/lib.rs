//! The schema, forward only: SQLite and PostgreSQL from one builder.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::MigratorTrait;

mod kept;
mod m20261121_000001_create_reference;
mod m20261121_000002_create_registry;
mod m20261121_000003_create_people;
mod m20261121_000004_create_reporting;
mod m20261121_000005_create_ledger;
mod m20261122_000006_create_kept;
mod m20261122_000007_widen_registry;
mod m20261122_000008_create_incubation;
mod m20261122_000009_follow_incubation;
mod m20261122_000010_create_threads;
mod m20261122_000011_create_interaction;
mod m20261122_000012_create_notifications;
mod m20261122_000013_create_webhooks;
mod m20261122_000014_index_events;
mod m20261122_000015_create_agreements;
mod m20261122_000016_create_consents;
mod m20261122_000017_create_access_log;
mod m20261122_000018_create_rights;
mod m20261122_000019_create_exports;
mod m20261122_000020_create_outcomes;
mod m20261123_000021_create_standings;
mod m20261123_000022_create_publications;
mod m20261123_000023_create_saved_queries;
mod m20261123_000024_tell_whom_indicators_count;
mod m20261123_000025_create_training;
mod m20261123_000026_create_jobs;
mod m20261124_000027_create_audit_seal;
mod m20261124_000028_follow_keys;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_reference::Migration),
            Box::new(m20261121_000002_create_registry::Migration),
            Box::new(m20261121_000003_create_people::Migration),
            Box::new(m20261121_000004_create_reporting::Migration),
            Box::new(m20261121_000005_create_ledger::Migration),
            Box::new(m20261122_000006_create_kept::Migration),
            Box::new(m20261122_000007_widen_registry::Migration),
            Box::new(m20261122_000008_create_incubation::Migration),
            Box::new(m20261122_000009_follow_incubation::Migration),
            Box::new(m20261122_000010_create_threads::Migration),
            Box::new(m20261122_000011_create_interaction::Migration),
            Box::new(m20261122_000012_create_notifications::Migration),
            Box::new(m20261122_000013_create_webhooks::Migration),
            Box::new(m20261122_000014_index_events::Migration),
            Box::new(m20261122_000015_create_agreements::Migration),
            Box::new(m20261122_000016_create_consents::Migration),
            Box::new(m20261122_000017_create_access_log::Migration),
            Box::new(m20261122_000018_create_rights::Migration),
            Box::new(m20261122_000019_create_exports::Migration),
            Box::new(m20261122_000020_create_outcomes::Migration),
            Box::new(m20261123_000021_create_standings::Migration),
            Box::new(m20261123_000022_create_publications::Migration),
            Box::new(m20261123_000023_create_saved_queries::Migration),
            Box::new(m20261123_000024_tell_whom_indicators_count::Migration),
            Box::new(m20261123_000025_create_training::Migration),
            Box::new(m20261123_000026_create_jobs::Migration),
            Box::new(m20261124_000027_create_audit_seal::Migration),
            Box::new(m20261124_000028_follow_keys::Migration),
        ]
    }
}
