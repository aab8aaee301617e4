//! What a report must satisfy to be submitted: the template's rules over its values, earlier periods, narrative and
//! attachments. Everything that is wrong comes at once.

use std::collections::BTreeMap;

use entity::{attachment, report, report_version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value};

use super::{Loaded, content, recorded};
use crate::domain::templates::values::Totals;
use crate::domain::templates::{Facts, Template, values};
use crate::domain::text::{Text, pointer};
use crate::domain::{Code, Ctx, Result, Severity, Violation, registry};
use crate::vocab::{ReportState, UnitKind};

/// The dated statuses of the unit on which sections depend. Units other than BLKs have no operation status.
pub async fn facts(
    conn: &impl ConnectionTrait,
    unit: &entity::unit::Model,
    period_end: chrono::NaiveDate,
) -> Result<Facts> {
    Ok(facts_of(unit, &registry::statuses::statuses_at(conn, unit.id, period_end).await?))
}

/// The same where the statuses are at hand.
pub(super) fn facts_of(unit: &entity::unit::Model, statuses: &registry::Statuses) -> Facts {
    let facts = Facts::from(statuses);
    Facts { operational: facts.operational || unit.kind != UnitKind::Blk.as_str(), ..facts }
}

/// Totals of earlier reports of the same unit and template: of the previous period, and summed over the year.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    pub previous: Totals,
    pub year: Totals,
}

/// Reads the submitted content of earlier reports. Drafts, rejected and withdrawn ones do not count.
pub async fn earlier(conn: &impl ConnectionTrait, loaded: &Loaded) -> Result<Earlier> {
    let mut earlier = Earlier::default();
    let Some(period) = loaded.period() else {
        return Ok(earlier);
    };
    let new_year = chrono::NaiveDate::from_ymd_opt(period.year(), 1, 1).unwrap_or_default();
    let rows = report::Entity::find()
        .filter(report::Column::UnitId.eq(loaded.unit.id))
        .filter(report::Column::TemplateId.eq(loaded.row.template_id))
        .filter(report::Column::PeriodEnd.gte(new_year.min(period.previous().first_day())))
        .filter(report::Column::PeriodEnd.lt(loaded.row.period_end))
        .all(conn)
        .await?;
    for (row, version) in standing(conn, rows).await? {
        let totals = values::totals(&serde_json::from_str(&version.body)?);
        if row.period_end >= new_year {
            values::add(&mut earlier.year, &totals);
        }
        if row.occurrence == period.previous().to_string() {
            earlier.previous = totals;
        }
    }
    Ok(earlier)
}

/// Each report with the version that stands for it: the official, else the one last submitted.
async fn standing(
    conn: &impl ConnectionTrait,
    rows: Vec<report::Model>,
) -> Result<Vec<(report::Model, report_version::Model)>> {
    let rejected = ReportState::Rejected.as_str();
    let standing: BTreeMap<uuid::Uuid, (i32, report::Model)> = rows
        .into_iter()
        .filter_map(|row| {
            let number = row.official_version.or(if row.state == rejected { None } else { row.submitted_version })?;
            Some((row.id, (number, row)))
        })
        .collect();
    if standing.is_empty() {
        return Ok(Vec::new());
    }
    let versions = report_version::Entity::find()
        .filter(report_version::Column::ReportId.is_in(standing.keys().copied()))
        .all(conn)
        .await?;
    Ok(versions
        .into_iter()
        .filter_map(|version| {
            let (number, row) = standing.get(&version.report_id)?;
            (*number == version.number).then(|| (row.clone(), version))
        })
        .collect())
}

/// Narrative of a draft: known sections, text of bounded length.
pub fn check_narrative(template: &Template, narrative: &Map<String, Value>) -> Vec<Violation> {
    let mut faults = Vec::new();
    for (code, text) in narrative {
        let path = format!("/narrative/{}", pointer(code));
        let Some(section) = template.definition.narratives.iter().find(|section| section.code == *code) else {
            faults.push(Violation::new(Code::NarrativeUnknown, path));
            continue;
        };
        let length = text.as_str().map_or(0, |text| text.chars().count());
        if length > section.max_length {
            faults.push(Violation::new(Code::ValueTooLong, path).with("max", section.max_length));
        }
    }
    faults
}

/// What is known beside the report itself.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub facts: Facts,
    pub earlier: Earlier,
    /// Where the values differ from the records.
    pub differences: Vec<Violation>,
    pub files: Vec<attachment::Model>,
}

/// Everything that stands between a draft and its submission, errors and warnings.
pub async fn complete(ctx: &Ctx, conn: &impl ConnectionTrait, loaded: &Loaded) -> Result<Vec<Violation>> {
    let mut known = Known::default();
    if !loaded.content.nihil {
        known.facts = facts(conn, &loaded.unit, loaded.row.period_end).await?;
        known.earlier = earlier(conn, loaded).await?;
        known.differences = differences(ctx, conn, loaded).await?;
    }
    known.files = super::attachments::of_version(conn, &loaded.row, loaded.content.number).await?;
    judge(ctx, loaded, known)
}

/// Where the values of a report differ from the records of incubation and training.
pub(super) async fn differences(ctx: &Ctx, conn: &impl ConnectionTrait, loaded: &Loaded) -> Result<Vec<Violation>> {
    let body = Value::Object(content::object(&loaded.content.body)?);
    let narrative = content::object(&loaded.content.narrative)?;
    recorded::differences(ctx, conn, loaded, &body, &narrative).await
}

/// The same where everything is known.
pub(super) fn judge(ctx: &Ctx, loaded: &Loaded, known: Known) -> Result<Vec<Violation>> {
    let Known { facts, earlier, differences, files } = known;
    let mut faults = Vec::new();
    let body = content::object(&loaded.content.body)?;
    if loaded.content.nihil {
        if body.values().any(|value| !value.is_null()) {
            faults.push(Violation::new(Code::NihilValues, "/values"));
        }
        if loaded.content.nihil_reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            faults.push(Violation::new(Code::NihilReason, "/nihilReason"));
        }
    } else {
        let on = loaded.row.period_end;
        let body = Value::Object(body);
        faults.extend(values::check_shape(&loaded.template, &ctx.app.codes, &body, on));
        faults.extend(values::check_complete(&loaded.template, &facts, &body, &earlier.previous, &earlier.year));
        let narrative = content::object(&loaded.content.narrative)?;
        faults.extend(required_narrative(&loaded.template, &narrative));
        faults.extend(differences);
    }
    faults.extend(check_narrative(&loaded.template, &content::object(&loaded.content.narrative)?));
    faults.extend(required_attachments(&loaded.template, &files));
    Ok(faults)
}

fn required_narrative(template: &Template, narrative: &Map<String, Value>) -> Vec<Violation> {
    let filled = |code: &str| narrative.get(code).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    let missing = template.definition.narratives.iter().filter(|section| section.required && !filled(&section.code));
    missing.map(|section| Violation::new(Code::NarrativeRequired, format!("/narrative/{}", section.code))).collect()
}

fn required_attachments(template: &Template, files: &[attachment::Model]) -> Vec<Violation> {
    let missing = template
        .definition
        .attachments
        .iter()
        .filter(|kind| kind.required && !files.iter().any(|file| file.kind == kind.kind));
    missing
        .map(|kind| {
            Violation::new(Code::AttachmentRequired, "/attachments").with("kind", kind.kind.clone()).saying(Text::new(
                format!("Lampiran {} wajib disertakan.", kind.title.id),
                format!("The attachment {} is required.", kind.title.en),
            ))
        })
        .collect()
}

/// Errors, and warnings that nobody acknowledged.
pub fn errors(faults: &[Violation]) -> Vec<Violation> {
    faults.iter().filter(|fault| fault.severity == Severity::Error).cloned().collect()
}

pub fn warnings(faults: &[Violation]) -> Vec<Violation> {
    faults.iter().filter(|fault| fault.severity == Severity::Warning).cloned().collect()
}
