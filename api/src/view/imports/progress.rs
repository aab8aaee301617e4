//! Rows of months of enterprises. Incubatee and month are the key.

use serde_json::{Value, json};

use super::columns::{self, choices, given_once};
use super::progress_fields::{INCUBATEE, MONTH, OTHER, WORK};
use super::rows::{existing, named, taken, unknown, without};
use super::tables::Tables;
use super::{Done, Given};
use crate::domain::ids::{self, Kind};
use crate::domain::imports::columns::{Column, Holds};
use crate::domain::imports::known;
use crate::domain::{Ctx, Error, Result, Text, Tx, batch};
use crate::view::kept::{self, Facts, Progress, ProgressInput};
use crate::view::shape;

/// Where the country of exports stands in a sheet.
const COUNTRY: &str = "exportCountry";
/// The channel that names a country.
const EXPORT: &str = "EKSPOR";

/// The columns: lists of the single call have one for each channel, source, and kind of workers.
pub(super) fn columns(ctx: &Ctx, given: &Given) -> Vec<Column> {
    let mut columns = columns::columns(ctx, &[INCUBATEE, MONTH].concat());
    columns.extend(workers(ctx, "/permanentWorkers", ("P05 Pekerja tetap", "P05 Permanent workers")));
    columns.extend(workers(ctx, "/casualWorkers", ("P06 Pekerja lepas", "P06 Casual workers")));
    columns.extend(columns::columns(ctx, WORK));
    columns.extend(each(ctx, "/sales", "salesChannels", ("P11 Penjualan", "P11 Sales")));
    columns.extend(columns::columns(ctx, OTHER));
    columns.extend(each(ctx, "/capital", "capitalSources", ("P09 Modal", "P09 Capital")));
    given_once(&mut columns, "/incubatee", given.of.as_deref());
    columns
}

/// A column of money for each code of a set.
fn each(ctx: &Ctx, at: &str, set: &str, (id, en): (&str, &str)) -> Vec<Column> {
    let one = |(code, label): (String, Text)| Column {
        at: format!("{at}/{code}"),
        title: Text::new(format!("{id}: {}", label.id), format!("{en}: {}", label.en)),
        also: Vec::new(),
        holds: Holds::Rupiah,
        required: false,
        help: Text::new("Rupiah; kosong bila tidak ada.", "Rupiah; empty where there is none."),
        example: "5.000.000".to_owned(),
    };
    choices(ctx, set).into_iter().map(one).collect()
}

/// A column for each sex and employment relation.
fn workers(ctx: &Ctx, at: &str, (id, en): (&str, &str)) -> Vec<Column> {
    let (sexes, relations) = (choices(ctx, "sexes"), choices(ctx, "employmentRelations"));
    let of_both = sexes.iter().flat_map(|sex| relations.iter().map(move |relation| (sex, relation)));
    let one = |((sex, of_sex), (relation, of_relation)): (&(String, Text), &(String, Text))| Column {
        at: format!("{at}/{sex}/{relation}"),
        title: Text::new(
            format!("{id}: {}, {}", of_sex.id, of_relation.id),
            format!("{en}: {}, {}", of_sex.en, of_relation.en),
        ),
        also: Vec::new(),
        holds: Holds::Integer,
        required: false,
        help: Text::new("Jumlah orang, tanpa pemilik.", "How many, without the owners."),
        example: "2".to_owned(),
    };
    of_both.map(one).collect()
}

/// Carries out rows.
pub(super) async fn carry_out(tx: &Tx, given: &Given, rows: Vec<Value>) -> Result<Vec<Result<Done>>> {
    batch::carry_out(tx, rows, false, "", move |row| Box::pin(record(tx, given, row))).await
}

async fn record(tx: &Tx, given: &Given, mut row: Value) -> Result<Done> {
    let incubatee = named(&mut row, "incubatee", given.of.as_deref())?;
    without(&mut row, "enterpriseName");
    let tables = laid(&mut row)?;
    let at = |path: &str| if path.ends_with("/country") { format!("/{COUNTRY}") } else { tables.column(path) };
    let refused = |refused: Error| unknown(refused, "incubatee").moved(at);
    let input: ProgressInput = shape::check(&row).map_err(refused)?;
    if let Some(there) = known::month(tx, &incubatee, &input.month).await.map_err(refused)? {
        let record = ProgressInput::of(&there)?;
        return existing(ids::text(Kind::Progress, there.id), &input, &record);
    }
    let made: Progress = kept::create_below(tx, &incubatee, input).await.map_err(refused)?;
    Ok(Done { id: made.id.0, existing: false })
}

/// Makes lists of the columns of a sheet.
fn laid(row: &mut Value) -> Result<Tables> {
    let mut tables = Tables::default();
    tables.list(row, "sales", "channel", "amount");
    tables.list(row, "capital", "source", "amount");
    tables.workers(row, "permanentWorkers");
    tables.workers(row, "casualWorkers");
    tables.one(row, "production");
    let country = taken(row, COUNTRY, None)?;
    if let (Some(country), Some(Value::Array(sales))) = (country, row.get_mut("sales")) {
        for part in sales.iter_mut().filter(|part| part["channel"] == EXPORT) {
            part["country"] = json!(country);
        }
    }
    if let Some(Value::Array(titles)) = row.get_mut("innovations") {
        for title in titles.iter_mut().filter(|title| title.is_string()) {
            *title = json!({"title": title.take()});
        }
    }
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_sheet_becomes_the_body_of_the_single_call() {
        let mut row = json!({
            "month": "2026-10", "revenue": 12, "costs": 5, "sales": {"EKSPOR": 12}, "exportCountry": "MY",
            "innovations": ["Kemasan baru"],
        });
        let tables = laid(&mut row).unwrap();
        assert_eq!(row["sales"], json!([{"channel": "EKSPOR", "amount": 12, "country": "MY"}]));
        assert_eq!(row["innovations"], json!([{"title": "Kemasan baru"}]));
        assert_eq!(tables.column("/sales/0/amount"), "/sales/EKSPOR");
        let input: ProgressInput = shape::check(&row).unwrap();
        assert_eq!(input.sales.len(), 1);
    }
}
