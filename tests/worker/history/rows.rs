//! All rows of a database as lines that two databases can be compared by: ids as names, times to the minute.

use std::collections::HashMap;
use std::fmt::Debug;

use api::domain::record::leaf_hash;
use api::domain::reports::receipt;
use api::domain::{Ctx, ids};
use chrono::DateTime;
use entity::{
    attachment, audit, event, figure, obligation, report, report_template, report_transition, report_version, standing,
    unit,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

type Names = HashMap<Uuid, String>;

/// What each id stands for.
async fn names(ctx: &Ctx) -> Names {
    let mut names = Names::new();
    for row in unit::Entity::find().all(ctx.db()).await.unwrap() {
        names.insert(row.id, row.code);
    }
    for row in report_template::Entity::find().all(ctx.db()).await.unwrap() {
        names.insert(row.id, row.code);
    }
    for row in obligation::Entity::find().all(ctx.db()).await.unwrap() {
        let name = format!("owed {} {} {}", names[&row.unit_id], names[&row.template_id], row.occurrence);
        names.insert(row.id, name);
    }
    for row in report::Entity::find().all(ctx.db()).await.unwrap() {
        let name = format!("report {} {} {}", names[&row.unit_id], names[&row.template_id], row.occurrence);
        names.insert(row.id, name);
    }
    for row in event::Entity::find().all(ctx.db()).await.unwrap() {
        let of = named(&row.object_id, &names);
        names.insert(row.id, format!("{} of {of} {}", row.r#type, row.object_version));
    }
    names
}

/// One word: an id becomes what it stands for, a time loses its seconds.
fn named(word: &str, names: &Names) -> String {
    let id = Uuid::parse_str(word).ok().or_else(|| ids::parse(word).map(|(_, id)| id));
    if let Some(id) = id {
        return names.get(&id).cloned().unwrap_or_else(|| "?".to_owned());
    }
    match DateTime::parse_from_rfc3339(word) {
        Ok(at) => at.to_utc().format("%Y-%m-%d %H:%M").to_string(),
        Err(_) => word.to_owned(),
    }
}

fn line(kind: &str, row: &impl Debug, names: &Names) -> String {
    let (mut line, mut word) = (format!("{kind} "), String::new());
    for sign in format!("{row:?} ").chars() {
        if sign.is_ascii_alphanumeric() || "_-:.+".contains(sign) {
            word.push(sign);
            continue;
        }
        // `id:` is a word too; the colon belongs to no id.
        let (bare, tail) = word.strip_suffix(':').map_or((word.as_str(), ""), |bare| (bare, ":"));
        line.push_str(&named(bare, names));
        line.push_str(tail);
        word.clear();
        line.push(sign);
    }
    line
}

/// The rows of every table that reports leave something in.
pub async fn all(ctx: &Ctx) -> Vec<String> {
    let (names, db) = (names(ctx).await, ctx.db());
    let mut lines = Vec::new();
    for row in obligation::Entity::find().all(db).await.unwrap() {
        lines.push(line("obligation", &row, &names));
    }
    for row in report::Entity::find().all(db).await.unwrap() {
        lines.push(line("report", &row, &names));
    }
    for mut row in report_version::Entity::find().all(db).await.unwrap() {
        // Number and signature are of the one receipt; what it states is compared.
        row.receipt_number = row.receipt_number.map(|_| "number".to_owned());
        if let Some(jws) = row.receipt_jws.take() {
            let mut stated = receipt::verify(ctx, &jws, None).unwrap().statement;
            stated["number"] = "number".into();
            row.receipt_jws = Some(stated.to_string());
        }
        lines.push(line("version", &row, &names));
    }
    for row in report_transition::Entity::find().all(db).await.unwrap() {
        lines.push(line("transition", &row, &names));
    }
    for row in attachment::Entity::find().all(db).await.unwrap() {
        lines.push(line("attachment", &row, &names));
    }
    for mut row in audit::Entity::find().all(db).await.unwrap() {
        assert_eq!(leaf_hash(&row).unwrap(), row.leaf_hash);
        row.leaf_hash = String::new();
        row.detail_enc = row.detail_enc.map(|_| "sealed".to_owned());
        lines.push(line("audit", &row, &names));
    }
    for mut row in event::Entity::find().all(db).await.unwrap() {
        row.position = row.position.map(|_| 0);
        lines.push(line("event", &row, &names));
    }
    for mut row in figure::Entity::find().all(db).await.unwrap() {
        row.from_position = row.from_position.map(|_| 0);
        lines.push(line("figure", &row, &names));
    }
    for mut row in standing::Entity::find().all(db).await.unwrap() {
        (row.from_position, row.to_position) = (row.from_position.map(|_| 0), row.to_position.map(|_| 0));
        lines.push(line("standing", &row, &names));
    }
    lines.sort();
    lines
}

/// The feed in its order. Obligations of a period open all at once, in no order.
pub async fn feed(ctx: &Ctx) -> Vec<String> {
    let names = names(ctx).await;
    let mut events = event::Entity::find().all(ctx.db()).await.unwrap();
    events.sort_by_key(|event| event.position);
    let told = events.iter().filter(|event| event.r#type != "obligation.opened");
    told.map(|event| names[&event.id].clone()).collect()
}

/// Places have no gaps, the versions of a record come in their order, and figures and standings have the places of
/// their events.
pub async fn hold(ctx: &Ctx) {
    let mut events = event::Entity::find().all(ctx.db()).await.unwrap();
    events.sort_by_key(|event| event.position);
    let mut versions: HashMap<&str, i32> = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event.position, Some(i64::try_from(place).unwrap() + 1));
        if ["Report", "Obligation"].contains(&event.object_kind.as_str()) {
            let before = versions.insert(&event.object_id, event.object_version);
            assert_eq!(before.unwrap_or_default() + 1, event.object_version, "{}", event.r#type);
        }
    }
    let places: HashMap<Uuid, Option<i64>> = events.iter().map(|event| (event.id, event.position)).collect();
    for figure in figure::Entity::find().all(ctx.db()).await.unwrap() {
        assert_eq!(figure.from_position, places[&figure.from_event]);
    }
    for standing in standing::Entity::find().all(ctx.db()).await.unwrap() {
        assert_eq!(standing.from_position, places[&standing.from_event]);
        assert_eq!(standing.to_position, standing.to_event.and_then(|event| places[&event]));
    }
}
