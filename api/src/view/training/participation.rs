//! The ministry's statistic of training participation. Its names are those of Satu Data Ketenagakerjaan, not ours.

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::reports::Period;
use crate::domain::training::statistic::{self, Line};
use crate::domain::{Code, Ctx, Error, Result};
use crate::view::csv::{cell, finish, writer};
use crate::vocab::Cadence;

/// The columns of the table, in their order.
const COLUMNS: [&str; 9] = [
    "tahun",
    "bulan",
    "penyelenggara",
    "tipe_lembaga",
    "jenis_kelamin",
    "provinsi",
    "kejuruan",
    "status_kelulusan",
    "jumlah",
];

/// A row of the ministry's statistic of training participation, in its own shape (Satu Data Ketenagakerjaan, domain.md 2.1).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct TrainingParticipation {
    /// Year of the result.
    #[serde(rename = "tahun")]
    #[graphql(name = "tahun")]
    pub year: i32,
    /// Month of the result, 1 to 12.
    #[serde(rename = "bulan")]
    #[graphql(name = "bulan")]
    pub month: u32,
    /// Organiser: 1 internal, 2 external.
    #[serde(rename = "penyelenggara")]
    #[graphql(name = "penyelenggara")]
    pub organizer: String,
    /// Type of institution: 7, BLK Komunitas.
    #[serde(rename = "tipe_lembaga")]
    #[graphql(name = "tipe_lembaga")]
    pub institution: String,
    /// Sex: 1 male, 2 female.
    #[serde(rename = "jenis_kelamin")]
    #[graphql(name = "jenis_kelamin")]
    pub sex: String,
    /// Province of the BLK: two digits of the Kemendagri code.
    #[serde(rename = "provinsi")]
    #[graphql(name = "provinsi")]
    pub province: String,
    /// Vocation, by its Indonesian name.
    #[serde(rename = "kejuruan")]
    #[graphql(name = "kejuruan")]
    pub vocation: String,
    /// Result: 1 passed, 2 did not.
    #[serde(rename = "status_kelulusan")]
    #[graphql(name = "status_kelulusan")]
    pub result: String,
    /// How many people.
    #[serde(rename = "jumlah")]
    #[graphql(name = "jumlah")]
    pub count: i64,
}

impl From<Line> for TrainingParticipation {
    fn from(line: Line) -> Self {
        let Line { year, month, organizer, institution, sex, province, vocation, result, count } = line;
        Self { year, month, organizer, institution, sex, province, vocation, result, count }
    }
}

/// The rows of a month, as far as the caller sees those of whom they tell.
pub async fn rows(ctx: &Ctx, month: &str) -> Result<Vec<TrainingParticipation>> {
    let period = Period::parse(Cadence::Monthly, month).map_err(|_| Error::field(Code::FieldFormat, "/month"))?;
    Ok(statistic::month(ctx, period).await?.into_iter().map(TrainingParticipation::from).collect())
}

/// The same as CSV, with a first line of names.
pub fn table(rows: &[TrainingParticipation]) -> Result<Vec<u8>> {
    let mut text = writer();
    text.write_record(COLUMNS).map_err(Error::internal)?;
    for row in rows {
        let row = serde_json::to_value(row)?;
        text.write_record(COLUMNS.map(|column| cell(&row[column]))).map_err(Error::internal)?;
    }
    finish(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> TrainingParticipation {
        let text = str::to_owned;
        TrainingParticipation {
            year: 2026,
            month: 10,
            organizer: text("1"),
            institution: text("7"),
            sex: text("2"),
            province: text("36"),
            vocation: text("=Menjahit, bordir"),
            result: text("1"),
            count: 12,
        }
    }

    #[test]
    fn a_row_has_exactly_the_keys_of_the_ministry() {
        let shown = serde_json::to_value(row()).unwrap();
        let mut keys: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let mut columns = COLUMNS;
        columns.sort_unstable();
        assert_eq!(keys, columns);
    }

    #[test]
    fn the_table_has_a_line_of_names_and_no_formula() {
        let table = String::from_utf8(table(&[row()]).unwrap()).unwrap();
        let names = "tahun,bulan,penyelenggara,tipe_lembaga,jenis_kelamin,provinsi,kejuruan,status_kelulusan,jumlah";
        assert_eq!(table, format!("{names}\r\n2026,10,1,7,2,36,\"'=Menjahit, bordir\",1,12\r\n"));
    }
}
