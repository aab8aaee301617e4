//! What incubation showed to be missing: documents about an enterprise, the person whom an account of aid concerns,
//! and codes that bind an account to a recorded person.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kept::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "unit_document", "enterprise_id").await?;
        index(manager, "unit_document", "enterprise_id").await?;
        add(manager, "lpj", "person_id").await?;
        let fill = "UPDATE lpj SET person_id = (SELECT aid.person_id FROM aid WHERE aid.id = lpj.aid_id)";
        manager.get_connection().execute_unprepared(fill).await?;
        add(manager, "one_time_code", "person_id").await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(uuid_null(column)).to_owned()).await
}
