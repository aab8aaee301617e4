//! Finds the events of one record, for its feed and for the version that the last of them had; and those of one unit in
//! the order of the feed, which would otherwise be sorted anew for each reader.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, columns) in [
            ("ix_event_object_id_object_version", ["object_id", "object_version"]),
            ("ix_event_unit_id_position", ["unit_id", "position"]),
        ] {
            let [first, second] = columns;
            let index = Index::create().name(name).table("event").col(first).col(second).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
