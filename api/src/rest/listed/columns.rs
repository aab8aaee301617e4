//! Records as rows: their fields in the order of the contract, what lies within a field by dots.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};

use crate::domain::jobs::lists::Column;
use crate::domain::templates::Template;
use crate::domain::text::pointer;
use crate::domain::{Ctx, Result, ids};

/// How far fields within fields become columns of their own; beyond that, and for lists, a column holds JSON.
const DEPTH: usize = 3;
/// Parts of an indicator by one dimension that become columns; more of them are one column of JSON.
const MOST_PARTS: usize = 100;

/// The named schemas of the contract.
pub(super) struct Schemas(pub(super) BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    pub(super) fn named(&self, name: &str) -> Option<Value> {
        serde_json::to_value(self.0.get(name)?).ok()
    }

    /// The columns of a record.
    pub(super) fn columns(&self, record: &Value) -> Vec<Column> {
        let mut columns = Vec::new();
        self.walk(record, None, DEPTH, &mut columns);
        columns
    }

    fn walk(&self, schema: &Value, at: Option<Column>, depth: usize, columns: &mut Vec<Column>) {
        let schema = self.resolved(schema.clone());
        let fields = schema.get("properties").and_then(Value::as_object).filter(|fields| !fields.is_empty());
        let Some(fields) = fields.filter(|_| depth > 0) else {
            return columns.extend(at);
        };
        // Those that are always there stand in the order in which they were declared; properties have none.
        let declared = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let declared: Vec<&str> = declared.filter_map(Value::as_str).collect();
        let first = declared.iter().filter_map(|name| fields.get_key_value(*name));
        let others = fields.iter().filter(|(name, _)| !declared.contains(&name.as_str()));
        for (name, inner) in first.chain(others) {
            let column = match &at {
                Some(at) => at.within(name),
                None => Column::field(name.clone(), format!("/{}", pointer(name))),
            };
            self.walk(inner, Some(column), depth - 1, columns);
        }
    }

    /// What a schema stands for: the one that is named, or the one that may be null.
    fn resolved(&self, mut schema: Value) -> Value {
        loop {
            let named = schema.get("$ref").and_then(Value::as_str).and_then(|place| place.rsplit('/').next());
            let inner = match named {
                Some(name) => self.named(name),
                None => ["oneOf", "anyOf", "allOf"].iter().find_map(|word| only(schema.get(word)?)),
            };
            match inner {
                Some(inner) => schema = inner,
                None => return schema,
            }
        }
    }
}

/// The only schema among some, beside that of null.
fn only(some: &Value) -> Option<Value> {
    let mut others = some.as_array()?.iter().filter(|one| one.get("type").and_then(Value::as_str) != Some("null"));
    let one = others.next()?;
    others.next().is_none().then(|| one.clone())
}

/// The columns of reports of one template: each indicator and each narrative that any version of it asks for, those of
/// the newest version first.
pub(super) async fn of_template(ctx: &Ctx, code_or_id: &str, columns: Vec<Column>) -> Result<Vec<Column>> {
    let named = ids::parse(code_or_id).filter(|(kind, _)| *kind == ids::Kind::Template).map(|(_, id)| id);
    let all = ctx.app.templates.all_published(ctx.db()).await?;
    let mut versions: Vec<&Template> = all.iter().map(AsRef::as_ref).collect();
    versions.retain(|one| one.code == code_or_id || Some(one.id) == named);
    versions.sort_by_key(|one| std::cmp::Reverse(one.number));
    if versions.is_empty() {
        return Ok(columns);
    }
    let mut wide = Vec::with_capacity(columns.len());
    for column in columns {
        let mut parts = Vec::new();
        match column.name.as_str() {
            "values" => versions.iter().for_each(|version| figures(ctx, version, &column, &mut parts)),
            "narrative" => {
                let asked = versions.iter().flat_map(|version| &version.definition.narratives);
                parts.extend(asked.map(|narrative| column.within(&narrative.code)));
            }
            _ => {}
        }
        let mut known = BTreeSet::new();
        parts.retain(|part: &Column| known.insert(part.name.clone()));
        if parts.is_empty() { wide.push(column) } else { wide.extend(parts) }
    }
    Ok(wide)
}

/// The indicators of a version: the total of each, and its parts.
fn figures(ctx: &Ctx, version: &Template, values: &Column, columns: &mut Vec<Column>) {
    for indicator in version.definition.indicator_codes().filter_map(|code| version.indicator(code)) {
        let total = Column { figure: true, ..values.within(&indicator.code) };
        let mut parts = Vec::new();
        for dimension in &indicator.dimensions {
            let column = total.within(dimension);
            match ctx.app.codes.members(dimension).filter(|set| set.codes.len() <= MOST_PARTS) {
                Some(set) => parts.extend(set.codes.iter().map(|member| column.within(&member.code))),
                None => parts.push(column),
            }
        }
        columns.push(total);
        columns.append(&mut parts);
    }
}
