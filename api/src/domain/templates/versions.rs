//! Drafting and publishing templates.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{report_template, template_version};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::compiled::Template;
use super::definition::{Definition, Indicator};
use super::query::{self, Listed};
use super::{check, indicators};
use crate::domain::access::{Action, can};
use crate::domain::ctx::Expected;
use crate::domain::ids::Kind;
use crate::domain::record::{Record, insert};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::TemplateState;

/// All templates. Drafts are there for those who may draft.
pub async fn list(ctx: &Ctx) -> Result<Vec<Listed>> {
    let mut all = Vec::new();
    for head in query::heads(ctx.db()).await? {
        let listed = seen(ctx, ctx.app.templates.versions(ctx.db(), head).await?);
        all.extend(listed.filter(|listed| !listed.versions.is_empty()));
    }
    Ok(all)
}

/// One template with its versions.
pub async fn get(ctx: &Ctx, code_or_id: &str) -> Result<Listed> {
    let head = query::head(ctx.db(), code_or_id).await?;
    let listed = seen(ctx, ctx.app.templates.versions(ctx.db(), head).await?);
    listed.filter(|listed| !listed.versions.is_empty()).ok_or_else(|| Error::new(Code::NotFound))
}

/// One version of a template.
pub async fn get_version(ctx: &Ctx, code_or_id: &str, number: i32) -> Result<Arc<Template>> {
    let template = ctx.app.templates.version(ctx.db(), code_or_id, number).await?;
    if is_seen(ctx, &template) { Ok(template) } else { Err(Error::new(Code::NotFound)) }
}

fn is_seen(ctx: &Ctx, template: &Template) -> bool {
    template.state == TemplateState::Published || can(ctx, Action::ManageTemplates, None)
}

fn seen(ctx: &Ctx, mut listed: Listed) -> Option<Listed> {
    listed.versions.retain(|version| is_seen(ctx, version));
    Some(listed)
}

/// Drafts a new template.
pub async fn create_template(tx: &Tx, definition: Definition) -> Result<Arc<Template>> {
    tx.require(Action::ManageTemplates, None)?;
    let definition = fresh(definition);
    sound(tx, &definition).await?;
    if query::head(tx.conn()?, &definition.code).await.is_ok() {
        return Err(Error::new(Code::AlreadyExists).with("code", definition.code));
    }
    let head = report_template::Model {
        id: tx.new_id(),
        code: definition.code.clone(),
        subject: definition.subject.as_str().to_owned(),
        cadence: definition.cadence.as_str().to_owned(),
        created_at: tx.now(),
    };
    insert(report_template::ActiveModel::from(head.clone()), tx).await?;
    draft(tx, &head, 1, &definition, "createReportTemplate").await
}

/// Drafts the next version of a template.
pub async fn create_version(tx: &Tx, code_or_id: &str, definition: Definition) -> Result<Arc<Template>> {
    tx.require(Action::ManageTemplates, None)?;
    let head = query::head(tx.conn()?, code_or_id).await?;
    let definition = fresh(definition);
    same_kind(&head, &definition)?;
    sound(tx, &definition).await?;
    let last = template_version::Entity::find().filter(template_version::Column::TemplateId.eq(head.id));
    let last = last.order_by_desc(template_version::Column::Number).one(tx.conn()?).await?;
    let number = last.map_or(1, |last| last.number + 1);
    draft(tx, &head, number, &definition, "createReportTemplateVersion").await
}

/// Changes a draft as a whole.
pub async fn update_draft(
    tx: &Tx,
    code_or_id: &str,
    number: i32,
    expected: Expected,
    definition: Definition,
) -> Result<Arc<Template>> {
    tx.require(Action::ManageTemplates, None)?;
    let (head, row) = editable(tx, code_or_id, number, expected).await?;
    let definition = fresh(definition);
    same_kind(&head, &definition)?;
    sound(tx, &definition).await?;
    let version = row.version + 1;
    let mut row = template_version::ActiveModel::from(row);
    row.body = Set(serde_json::to_string(&definition)?);
    row.effective_from = Set(definition.effective_from);
    row.version = Set(version);
    row.updated_at = Set(tx.now());
    finish(tx, &head, row.update(tx.conn()?).await?, "updateReportTemplateDraft", "template.drafted").await
}

/// Publishes a draft. Periods that end on or after `effective_from` use it; from now on it never changes.
pub async fn publish(
    tx: &Tx,
    code_or_id: &str,
    number: i32,
    expected: Expected,
    effective_from: NaiveDate,
) -> Result<Arc<Template>> {
    tx.require(Action::ManageTemplates, None)?;
    let (head, row) = editable(tx, code_or_id, number, expected).await?;
    check_day(tx, &head, effective_from).await?;
    let mut definition: Definition = serde_json::from_str(&row.body)?;
    let held = indicators::holding(tx.conn()?, &definition, effective_from).await?;
    definition.indicator_versions = held.iter().map(|(code, version)| (code.clone(), version.number)).collect();
    definition.effective_from = Some(effective_from);
    let indicators = held.into_iter().map(|(code, version)| (code, version.definition)).collect();
    refuse(check::template(&definition, &indicators))?;
    let version = row.version + 1;
    let mut row = template_version::ActiveModel::from(row);
    row.body = Set(serde_json::to_string(&definition)?);
    row.state = Set(TemplateState::Published.as_str().to_owned());
    row.effective_from = Set(Some(effective_from));
    row.published_at = Set(Some(tx.now()));
    row.version = Set(version);
    row.updated_at = Set(tx.now());
    let app = tx.app.clone();
    tx.after_commit(move || app.templates.forget_list());
    finish(tx, &head, row.update(tx.conn()?).await?, "publishReportTemplate", "template.published").await
}

/// A draft fixes nothing yet: the versions of its indicators are fixed when it is published.
fn fresh(mut definition: Definition) -> Definition {
    definition.indicator_versions.clear();
    definition
}

async fn sound(tx: &Tx, definition: &Definition) -> Result<()> {
    let indicators: HashMap<String, Indicator> = indicators::pinned(tx.conn()?, definition).await?;
    let mut faults = check::template(definition, &indicators);
    for (index, block) in definition.requests_block.iter().enumerate() {
        if !tx.app.codes.has("requestKinds", &block.kind, tx.today()) {
            let fault = Violation::new(Code::UnknownCode, format!("/requestsBlock/{index}/kind"));
            faults.push(fault.with("set", "requestKinds"));
        }
    }
    refuse(faults)
}

fn refuse(faults: Vec<Violation>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::TemplateInvalid, faults)) }
}

/// A template keeps its code, its subject and its cadence: reports of all versions stand in one series.
fn same_kind(head: &report_template::Model, definition: &Definition) -> Result<()> {
    let pairs = [
        ("/code", head.code.as_str(), definition.code.as_str()),
        ("/subject", head.subject.as_str(), definition.subject.as_str()),
        ("/cadence", head.cadence.as_str(), definition.cadence.as_str()),
    ];
    let faults = pairs.iter().filter(|(_, old, new)| old != new);
    refuse(faults.map(|(path, old, _)| Violation::new(Code::FieldFormat, *path).with("expected", *old)).collect())
}

async fn editable(
    tx: &Tx,
    code_or_id: &str,
    number: i32,
    expected: Expected,
) -> Result<(report_template::Model, template_version::Model)> {
    let head = query::head(tx.conn()?, code_or_id).await?;
    let row = template_version::Entity::find_by_id((head.id, number)).one(tx.conn()?).await?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    expected.check(row.version)?;
    if row.state == TemplateState::Published.as_str() {
        return Err(Error::new(Code::Published));
    }
    Ok((head, row))
}

/// A later version may not take effect in the past, nor before the one it follows: reports were filed on that one.
async fn check_day(tx: &Tx, head: &report_template::Model, effective_from: NaiveDate) -> Result<()> {
    let before = template_version::Entity::find()
        .filter(template_version::Column::TemplateId.eq(head.id))
        .filter(template_version::Column::State.eq(TemplateState::Published.as_str()))
        .order_by_desc(template_version::Column::EffectiveFrom)
        .one(tx.conn()?)
        .await?;
    let today = tx.today();
    let least = match before.and_then(|before| before.effective_from) {
        Some(last) => today.max(last + chrono::Duration::days(1)),
        None => NaiveDate::from_ymd_opt(2019, 1, 1).unwrap_or_default(),
    };
    let most = today + chrono::Duration::days(3_660);
    if (least..=most).contains(&effective_from) {
        return Ok(());
    }
    let fault =
        Violation::new(Code::FieldRange, "/effectiveFrom").with("min", least.to_string()).with("max", most.to_string());
    refuse(vec![fault])
}

async fn draft(
    tx: &Tx,
    head: &report_template::Model,
    number: i32,
    definition: &Definition,
    action: &str,
) -> Result<Arc<Template>> {
    let row = template_version::Model {
        template_id: head.id,
        number,
        state: TemplateState::Draft.as_str().to_owned(),
        body: serde_json::to_string(definition)?,
        effective_from: definition.effective_from,
        published_at: None,
        version: 1,
        updated_at: tx.now(),
    };
    insert(template_version::ActiveModel::from(row.clone()), tx).await?;
    finish(tx, head, row, action, "template.drafted").await
}

async fn finish(
    tx: &Tx,
    head: &report_template::Model,
    row: template_version::Model,
    action: &str,
    event: &str,
) -> Result<Arc<Template>> {
    let template = tx.app.templates.compiled(tx.conn()?, row).await?;
    let body = json!({"code": head.code, "number": template.number, "effectiveFrom": template.effective_from});
    let version = changes_of(tx, head).await?;
    tx.record(Record::new(action, event, (Kind::Template, head.id), version).body(body)).await?;
    Ok(template)
}

/// How often a template changed, in all its versions: events need versions of the template that follow each other.
async fn changes_of(tx: &Tx, head: &report_template::Model) -> Result<i32> {
    // One after the other: what another write adds must be counted.
    report_template::Entity::find_by_id(head.id).lock_exclusive().one(tx.conn()?).await?;
    let versions = template_version::Entity::find()
        .select_only()
        .column(template_version::Column::Version)
        .filter(template_version::Column::TemplateId.eq(head.id));
    let versions: Vec<i32> = versions.into_tuple().all(tx.conn()?).await?;
    Ok(versions.into_iter().sum())
}
