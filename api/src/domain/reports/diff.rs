//! What changed between two versions of a report.

use entity::report_version;
use sea_orm::EntityTrait;
use serde_json::{Map, Value};

use super::{Loaded, attachments, content, query};
use crate::domain::text::pointer;
use crate::domain::{Code, Ctx, Error, Result};

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// JSON Pointer into the report.
    pub path: String,
    pub from: Value,
    pub to: Value,
}

/// A comparison of two versions.
#[derive(Clone, Debug)]
pub struct Diff {
    /// Version compared with; none when nothing was decided yet.
    pub from: Option<i32>,
    pub to: i32,
    pub changes: Vec<Change>,
}

/// Compares the visible version with the one last decided on (`from` absent) or with a given one.
pub async fn diff(ctx: &Ctx, report: &Loaded, from: Option<i32>) -> Result<Diff> {
    let base = match from {
        Some(number) => Some(number),
        None => last_decided(ctx, report).await?,
    };
    let visible = query::versions(ctx, report).await?;
    let empty = Map::new();
    let (old_values, old_narrative, old_files) = match base {
        None => (empty.clone(), empty, Map::new()),
        Some(number) => {
            let old =
                visible.iter().find(|version| version.number == number).ok_or_else(|| Error::new(Code::NotFound))?;
            parts(ctx, report, old).await?
        }
    };
    let (values, narrative, files) = parts(ctx, report, &report.content).await?;
    let mut changes = compare("/values", &old_values, &values);
    changes.extend(compare("/narrative", &old_narrative, &narrative));
    changes.extend(compare("/attachments", &old_files, &files));
    Ok(Diff { from: base.filter(|number| *number != report.content.number), to: report.content.number, changes })
}

type Parts = (Map<String, Value>, Map<String, Value>, Map<String, Value>);

async fn parts(ctx: &Ctx, report: &Loaded, version: &report_version::Model) -> Result<Parts> {
    let files = attachments::of_version(ctx.db(), &report.row, version.number).await?;
    let files = files.into_iter().map(|file| (file.name, Value::String(file.sha256))).collect();
    Ok((content::object(&version.body)?, content::object(&version.narrative)?, files))
}

/// The version of the last decision (verify, revision, approval, rejection).
async fn last_decided(ctx: &Ctx, report: &Loaded) -> Result<Option<i32>> {
    let steps = query::history(ctx, report).await?;
    let decided = steps
        .iter()
        .rev()
        .find(|step| matches!(step.action.as_str(), "verify" | "request-revision" | "approve" | "reject"));
    let Some(step) = decided else { return Ok(None) };
    let number = step.content_version;
    let exists = report_version::Entity::find_by_id((report.row.id, number)).one(ctx.db()).await?.is_some();
    Ok(exists.then_some(number))
}

fn compare(root: &str, old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<Change> {
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (from, to) = (old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null));
            let path = format!("{root}/{}", pointer(key));
            (from != to).then(|| Change { path, from: from.clone(), to: to.clone() })
        })
        .collect()
}
