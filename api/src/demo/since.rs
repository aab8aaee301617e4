//! The first day of a long history. The shipped templates are used from 2025 on; whoever wants more months to have
//! been reported needs them from the first year on.

use chrono::{Datelike, NaiveDate};
use entity::{report_template, template_version};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::{Ctx, Result};
use crate::vocab::UnitKind;

/// Has the templates of BLKs used from the year of this day on, before anything was reported under them.
pub async fn begin_templates(ctx: &Ctx, since: NaiveDate) -> Result<()> {
    let first = NaiveDate::from_ymd_opt(since.year(), 1, 1).unwrap_or(since);
    let of_blks: Vec<Uuid> = report_template::Entity::find()
        .select_only()
        .column(report_template::Column::Id)
        .filter(report_template::Column::Subject.eq(UnitKind::Blk.as_str()))
        .into_tuple()
        .all(ctx.db())
        .await?;
    let later = template_version::Entity::find()
        .filter(template_version::Column::TemplateId.is_in(of_blks))
        .filter(template_version::Column::Number.eq(1))
        .filter(template_version::Column::EffectiveFrom.gt(first))
        .all(ctx.db())
        .await?;
    if later.is_empty() {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    for row in later {
        let mut body: Value = serde_json::from_str(&row.body)?;
        if let Some(fields) = body.as_object_mut() {
            fields.insert("effectiveFrom".to_owned(), json!(first));
        }
        let moved = template_version::ActiveModel {
            template_id: Set(row.template_id),
            number: Set(row.number),
            body: Set(body.to_string()),
            effective_from: Set(Some(first)),
            ..Default::default()
        };
        moved.update(tx.conn()?).await?;
        let what = json!({"effectiveFrom": first, "was": row.effective_from});
        tx.record(Record::audit_only("loadDemo", (Kind::Template, row.template_id)).detail(what.to_string())).await?;
    }
    tx.commit().await?;
    ctx.app.templates.forget();
    Ok(())
}
