//! What is different now from what was published.

use std::collections::BTreeMap;

use super::specs::Spec;
use super::stored::Stored;
use crate::domain::analytics::cube::{Cell, Cells};
use crate::domain::analytics::{answer, shield};
use crate::domain::{Code, Ctx, Error, Result};
use crate::view::publications::{PublicationDifference, PublicationKey, PublishedNumber};

/// Values of one table of a publication that differ from those of now, as everybody sees them.
pub async fn differences(ctx: &Ctx, slug: &str, table: &str) -> Result<Vec<PublicationDifference>> {
    let row = super::row(ctx, slug).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let unknown = || Error::field(Code::UnknownCode, "/table");
    let found = super::stored_table(ctx, &row, table).await?.ok_or_else(unknown)?;
    let spec = Spec::read(table).ok_or_else(unknown)?;
    let source = spec.source().ok_or_else(unknown)?;
    let asked = spec.asked(ctx, source, &(row.period_from, row.period_to)).await?;
    let plan = shield::guard(source, &asked)?;
    let snapshot = ctx.app.store.snapshot().await?;
    let live = answer::read(ctx, &snapshot, source, &asked, &plan).await;
    snapshot.rollback().await?;
    let stored: Stored = serde_json::from_str(&found.figures)?;
    Ok(between(&stored.cells(source), &live?.cells))
}

/// A row as it was published, and as it is now.
type Pair<'a> = (Option<&'a Cell>, Option<&'a Cell>);

fn between(published: &Cells, live: &Cells) -> Vec<PublicationDifference> {
    let mut rows: BTreeMap<&[Option<String>], Pair<'_>> = BTreeMap::new();
    for row in &published.rows {
        rows.entry(&row.keys).or_default().0 = Some(row);
    }
    for row in &live.rows {
        rows.entry(&row.keys).or_default().1 = Some(row);
    }
    let mut found = Vec::new();
    for (keys, (then, now)) in rows {
        for (at, measure) in live.measures.iter().enumerate() {
            let (then, now) = (number(then, at), number(now, at));
            if then != now {
                let keys = live.groups.iter().zip(keys);
                found.push(PublicationDifference {
                    keys: keys
                        .map(|(dimension, member)| PublicationKey { dimension: *dimension, member: member.clone() })
                        .collect(),
                    measure: (*measure).to_owned(),
                    published: then,
                    live: now,
                });
            }
        }
    }
    found
}

fn number(row: Option<&Cell>, at: usize) -> PublishedNumber {
    let value = row.and_then(|row| row.values.get(at).copied().flatten());
    let suppressed = row.and_then(|row| row.hidden.get(at).copied()).unwrap_or_default();
    PublishedNumber { value, suppressed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::dimension::Dimension;

    fn cells(rows: &[(&str, Option<i64>, bool)]) -> Cells {
        let row = |(key, value, hidden): &(&str, Option<i64>, bool)| Cell {
            keys: vec![Some((*key).to_owned())],
            values: vec![*value],
            hidden: vec![*hidden],
        };
        Cells { groups: vec![Dimension::Province], measures: vec!["jobs"], rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn only_what_changed_came_or_went_is_a_difference() {
        let then = cells(&[("11", Some(7), false), ("12", Some(9), false), ("13", None, true), ("14", Some(5), false)]);
        let now =
            cells(&[("11", Some(7), false), ("12", Some(8), false), ("13", Some(6), false), ("15", Some(5), false)]);
        let found = between(&then, &now);
        let keys: Vec<_> = found.iter().map(|it| it.keys.first().unwrap().member.clone().unwrap()).collect();
        assert_eq!(keys, ["12", "13", "14", "15"]);
        assert!(found.iter().any(|it| it.published.suppressed && it.live.value == Some(6)));
    }
}
