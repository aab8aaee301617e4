//! What the tables of all kept records have in common.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// What every kept record has: id, owning unit, when it was archived, version, times.
pub fn kept(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(uuid("id"))
        .col(uuid("unit_id"))
        .col(timestamp_with_time_zone_null("archived_at"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from(table, "unit_id").to("unit", "id"))
        .to_owned()
}

/// Makes the table, found by its unit.
pub async fn create(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: TableCreateStatement,
) -> Result<(), DbErr> {
    manager.create_table(columns).await?;
    let index = Index::create().name(format!("ix_{table}_unit_id_id")).table(table).col("unit_id").col("id").to_owned();
    manager.create_index(index).await
}

/// A key that holds among records that are not archived.
pub async fn unique(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    let mut index = Index::create().name(format!("uq_{table}_{}", columns.join("_"))).table(table).unique().to_owned();
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index.cond_where(Expr::col("archived_at").is_null()).to_owned()).await
}

/// Finds rows by a column that names another record, oldest first.
pub async fn index(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    let index = Index::create().name(format!("ix_{table}_{column}_id")).table(table).col(column).col("id").to_owned();
    manager.create_index(index).await
}
