//! Organizations, kawasans and sites; what else is known of units and BLKs; change requests; selection; region history.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        columns(manager).await?;
        parts(manager).await?;
        change_requests(manager).await?;
        selection(manager).await?;
        regions(manager).await
    }
}

async fn columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let added = [
        ("unit", vec![string_null("phone"), string_null("email"), string_null("website"), text_null("address")]),
        ("unit", vec![timestamp_with_time_zone_null("archived_at")]),
        ("blk", vec![uuid_null("host_organization_id"), integer_null("workstations")]),
        ("blk", vec![double_null("latitude"), double_null("longitude")]),
        ("report", vec![string_null("region_code")]),
    ];
    // SQLite adds one column at a time.
    for (table, columns) in added {
        for column in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
    }
    // Reports begun before this release: no decree has moved their units yet.
    let filed = "UPDATE report SET region_code = (SELECT unit.region_code FROM unit WHERE unit.id = report.unit_id)";
    manager.get_connection().execute_unprepared(filed).await?;
    let by_status = Index::create()
        .name("ix_unit_status_aspect_status_from_on")
        .table("unit_status")
        .col("aspect")
        .col("status")
        .col("from_on")
        .to_owned();
    manager.create_index(by_status).await
}

/// The row that each kind of unit has beside its unit.
fn part(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(uuid("unit_id"))
        .primary_key(Index::create().col("unit_id"))
        .foreign_key(ForeignKey::create().from(table, "unit_id").to("unit", "id"))
        .to_owned()
}

async fn parts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let organization = part("organization")
        .col(string("kind"))
        .col(uuid_null("parent_id"))
        .col(string("scope"))
        .col(string("country"))
        .col(text("aliases"))
        .col(date_null("valid_from"))
        .col(date_null("valid_to"))
        .col(string_null("serves_region"))
        .foreign_key(ForeignKey::create().from("organization", "parent_id").to("unit", "id"))
        .to_owned();
    manager.create_table(organization).await?;
    let kawasan = part("kawasan")
        .col(string("theme"))
        .col(string_null("community_type"))
        .col(integer("since_year"))
        .col(integer_null("until_year"))
        .col(text_null("description"))
        .col(string_null("source"))
        .to_owned();
    manager.create_table(kawasan).await?;
    let site = part("site")
        .col(uuid("programme_id"))
        .col(string("site_kind"))
        .col(uuid_null("kawasan_id"))
        .col(uuid_null("blk_id"))
        .col(integer("since_year"))
        .col(integer_null("until_year"))
        .col(integer_null("quota"))
        .col(text_null("eligibility"))
        .col(text("pillars"))
        .foreign_key(ForeignKey::create().from("site", "programme_id").to("programme", "id"))
        .foreign_key(ForeignKey::create().from("site", "kawasan_id").to("unit", "id"))
        .foreign_key(ForeignKey::create().from("site", "blk_id").to("unit", "id"))
        .to_owned();
    manager.create_table(site).await?;
    for (table, column) in [("organization", "parent_id"), ("site", "programme_id")] {
        let index = Index::create().name(format!("ix_{table}_{column}")).table(table).col(column).to_owned();
        manager.create_index(index).await?;
    }
    let further = Table::create()
        .table("unit_region")
        .col(uuid("unit_id"))
        .col(string("region_code"))
        .primary_key(Index::create().col("unit_id").col("region_code"))
        .foreign_key(ForeignKey::create().from("unit_region", "unit_id").to("unit", "id"))
        .to_owned();
    manager.create_table(further).await?;
    let placement = Table::create()
        .table("unit_placement")
        .col(uuid("unit_id"))
        .col(date("from_on"))
        .col(string("region_code"))
        .col(date_null("to_on"))
        .col(string_null("reason"))
        .primary_key(Index::create().col("unit_id").col("from_on"))
        .foreign_key(ForeignKey::create().from("unit_placement", "unit_id").to("unit", "id"))
        .to_owned();
    manager.create_table(placement).await
}

async fn change_requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("change_request")
        .col(uuid("id"))
        .col(uuid("unit_id"))
        .col(text("changes"))
        .col(text("before"))
        .col(date("effective_on"))
        .col(string("reason"))
        .col(string("status"))
        .col(uuid("requested_by"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(string_null("note"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("change_request", "unit_id").to("unit", "id"))
        .to_owned();
    manager.create_table(table).await?;
    for columns in [["unit_id", "id"], ["status", "id"]] {
        let mut index =
            Index::create().name(format!("ix_change_request_{}", columns.join("_"))).table("change_request").to_owned();
        for column in columns {
            index.col(column);
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

async fn selection(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let candidate = Table::create()
        .table("selection_candidate")
        .col(uuid("id"))
        .col(uuid("round_id"))
        .col(uuid("unit_id"))
        .col(string("stage"))
        .col(double_null("score"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("selection_candidate", "round_id").to("selection_round", "id"))
        .foreign_key(ForeignKey::create().from("selection_candidate", "unit_id").to("unit", "id"))
        .to_owned();
    manager.create_table(candidate).await?;
    let once = Index::create()
        .name("uq_selection_candidate_round_id_unit_id")
        .table("selection_candidate")
        .col("round_id")
        .col("unit_id")
        .unique()
        .to_owned();
    manager.create_index(once).await?;
    let score = Table::create()
        .table("selection_score")
        .col(uuid("candidate_id"))
        .col(string("criterion"))
        .col(uuid("assessor_id"))
        .col(double("score"))
        .col(string_null("note"))
        .col(timestamp_with_time_zone("recorded_at"))
        .primary_key(Index::create().col("candidate_id").col("criterion").col("assessor_id"))
        .foreign_key(ForeignKey::create().from("selection_score", "candidate_id").to("selection_candidate", "id"))
        .to_owned();
    manager.create_table(score).await
}

async fn regions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let successor = Table::create()
        .table("region_successor")
        .col(string("old_code"))
        .col(string("new_code"))
        .col(date("effective_on"))
        .col(string("decree"))
        .primary_key(Index::create().col("old_code").col("new_code"))
        .to_owned();
    manager.create_table(successor).await
}
