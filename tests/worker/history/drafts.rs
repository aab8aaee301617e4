//! Drafts of a file leave the rows that the single calls leave.

use api::domain::reports::batch::Row;
use api::domain::reports::draft::{self, NewReport};
use api::domain::reports::many;
use api::domain::{Code, Tx, obligations};
use api::worker::sequencer;
use chrono::NaiveDate;
use serde_json::json;

use super::ways::acting;
use super::world::{World, cast, opens, world};
use super::{differ, rows};

fn new(unit: &str, period: &str, trainees: i64) -> NewReport {
    let values = json!({"A01": 1, "A03": {"total": trainees, "sex": {"LAKI_LAKI": 1, "PEREMPUAN": trainees - 1}}});
    NewReport {
        unit: unit.to_owned(),
        template: "LAP_BULANAN".to_owned(),
        period: Some(period.to_owned()),
        values: values.as_object().unwrap().clone(),
        narrative: json!({"kendala": "Listrik padam"}).as_object().unwrap().clone(),
        ..NewReport::default()
    }
}

/// Every BLK files two months, one of them nothing; some of it is wrong.
fn file(world: &World) -> Vec<NewReport> {
    let mut all = Vec::new();
    for (number, unit) in (1..).zip(&world.units) {
        all.push(new(&unit.code, "2026-11", number));
        all.push(NewReport { nihil: true, nihil_reason: Some("Libur".to_owned()), ..new(&unit.code, "2026-12", 1) });
    }
    all.push(new("BLKK-9999-999", "2026-11", 1));
    all.push(new(&world.units[0].code, "2027-05", 1));
    all.push(new(&world.units[0].code, "2026-11", 99));
    all.push(NewReport { template: "LAIN".to_owned(), ..new(&world.units[0].code, "2026-11", 1) });
    all
}

async fn begin(world: &World) -> Tx {
    world.app.clock().set(opens(NaiveDate::from_ymd_opt(2026, 12, 31).unwrap()));
    obligations::open::open_due(&world.ctx).await.unwrap();
    acting(&world.ctx.begin().await.unwrap(), &cast().author)
}

fn row(report: NewReport) -> Row {
    Row { report, submit: false, acknowledge: Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_filed_many_at_once_leave_the_rows_of_the_single_calls() {
    let (single, together) = (world().await, world().await);
    let tx = begin(&single).await;
    let mut refused = Vec::new();
    for report in file(&single) {
        match tx.part(draft::create(&tx, report)).await {
            Ok(_) => refused.push(None),
            Err(error) => refused.push(Some(error.code())),
        }
    }
    tx.commit().await.unwrap();
    let tx = begin(&together).await;
    let outcomes = many::file(&tx, file(&together).into_iter().map(row).collect()).await.unwrap();
    tx.commit().await.unwrap();
    let codes: Vec<Option<Code>> =
        outcomes.iter().map(|outcome| outcome.as_ref().err().map(|error| error.code())).collect();
    assert_eq!(codes, refused);
    assert_eq!(codes.iter().flatten().count(), 4);
    for world in [&single, &together] {
        sequencer::run(&world.ctx.app).await.unwrap();
    }
    differ(&rows::all(&single.ctx).await, &rows::all(&together.ctx).await);
    rows::hold(&together.ctx).await;

    let before = rows::all(&together.ctx).await;
    let tx = acting(&together.ctx.begin().await.unwrap(), &cast().author);
    let again = many::file(&tx, file(&together).into_iter().map(row).collect()).await.unwrap();
    tx.rollback().await.unwrap();
    let there = again.iter().filter(|outcome| outcome.as_ref().is_ok_and(|(_, existing)| *existing)).count();
    assert_eq!((there, again.len()), (16, 20), "the same file again changes nothing");
    assert_eq!(rows::all(&together.ctx).await, before);
}
