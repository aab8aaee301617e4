//! Where each obligation stands, as rows that hold from one event to another: reporting rates without a look at the
//! reports, and as they were at any position of the feed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("standing")
            .col(uuid("obligation_id"))
            .col(uuid("from_event"))
            .col(uuid("unit_id"))
            .col(uuid("template_id"))
            .col(string("occurrence"))
            .col(date("period_end"))
            .col(string("region_code"))
            .col(integer("expected"))
            .col(integer("submitted"))
            .col(integer("on_time"))
            .col(integer("non_empty"))
            .col(integer("valid"))
            .col(integer("approved"))
            .col(uuid_null("to_event"))
            .col(big_integer_null("from_position"))
            .col(big_integer_null("to_position"))
            .primary_key(Index::create().col("obligation_id").col("from_event"))
            .to_owned();
        manager.create_table(table).await?;
        manager.get_connection().execute_unprepared(FILL).await?;
        index(manager).await
    }
}

/// What there is already, as it stands now: from the last position of the feed on.
const FILL: &str = r#"
INSERT INTO standing (obligation_id, from_event, unit_id, template_id, occurrence, period_end, region_code,
  expected, submitted, on_time, non_empty, valid, approved, to_event, from_position, to_position)
SELECT o.id, o.id, o.unit_id, o.template_id, o.occurrence, o.period_end, COALESCE(r.region_code, u.region_code),
  CASE WHEN o.status = 'WAIVED' THEN 0 ELSE 1 END,
  CASE WHEN o.status <> 'WAIVED' AND r.submitted_version IS NOT NULL THEN 1 ELSE 0 END,
  CASE WHEN o.status <> 'WAIVED' AND r.submitted_version IS NOT NULL AND o.on_time IS TRUE THEN 1 ELSE 0 END,
  CASE WHEN o.status <> 'WAIVED' AND v.nihil IS NOT TRUE AND (
    v.body LIKE '%":-%' OR v.body LIKE '%":0%' OR v.body LIKE '%":1%' OR v.body LIKE '%":2%' OR v.body LIKE '%":3%'
    OR v.body LIKE '%":4%' OR v.body LIKE '%":5%' OR v.body LIKE '%":6%' OR v.body LIKE '%":7%'
    OR v.body LIKE '%":8%' OR v.body LIKE '%":9%') THEN 1 ELSE 0 END,
  CASE WHEN o.status <> 'WAIVED' AND r.submitted_version IS NOT NULL AND (r.official_version IS NOT NULL
    OR r.state IN ('SUBMITTED', 'IN_REVIEW', 'VERIFIED')) THEN 1 ELSE 0 END,
  CASE WHEN o.status <> 'WAIVED' AND r.official_version IS NOT NULL THEN 1 ELSE 0 END,
  NULL, (SELECT COALESCE(MAX(e.position), 0) FROM event e), NULL
FROM obligation o
INNER JOIN unit u ON u.id = o.unit_id
LEFT JOIN report r ON r.unit_id = o.unit_id AND r.template_id = o.template_id AND r.occurrence = o.occurrence
LEFT JOIN report_version v ON v.report_id = r.id AND v.number = r.submitted_version
"#;

async fn index(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let named = |name: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table("standing").to_owned();
        for column in columns {
            index.col(*column);
        }
        index
    };
    // Rates of what holds now are read from this index alone.
    let holding = [
        "template_id",
        "period_end",
        "region_code",
        "occurrence",
        "unit_id",
        "expected",
        "submitted",
        "on_time",
        "non_empty",
        "valid",
        "approved",
    ];
    let mut holding = named("ix_standing_holding", &holding);
    manager.create_index(holding.cond_where(Expr::col("to_event").is_null()).to_owned()).await?;
    for (name, columns) in [
        // As of a position.
        ("ix_standing_template_id_period_end", ["template_id", "period_end"].as_slice()),
        // What gets a position with its event.
        ("ix_standing_from_event", ["from_event"].as_slice()),
        ("ix_standing_to_event", ["to_event"].as_slice()),
    ] {
        manager.create_index(named(name, columns)).await?;
    }
    // Totals of an indicator are read by its periods: a part of a report's hundred figures.
    let before = Index::drop().name("ix_figure_indicator_template_id_occurrence").table("figure").to_owned();
    manager.drop_index(before).await?;
    let figure = Index::create()
        .name("ix_figure_indicator_dimension_period_end")
        .table("figure")
        .col("indicator")
        .col("dimension")
        .col("period_end")
        .to_owned();
    manager.create_index(figure).await?;
    // Units that moved after a position, for figures in the regions of then.
    let moved = Index::create()
        .name("ix_event_unit_moved")
        .table("event")
        .col("position")
        .cond_where(Expr::col("type").eq("unit.moved"))
        .to_owned();
    manager.create_index(moved).await
}
