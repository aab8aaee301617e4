//! What came of the consents: two partners pulled, two people withdrew, one consent ended by its day, the bank said
//! what became of its applicants, and somebody asked for a correction.

use entity::person;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Stage;
use super::given::{EXPIRED, Given};
use crate::demo::partners::{BANK, OFF_TAKER};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::partners::consents;
use crate::domain::partners::gate::{Channel, Gate};
use crate::domain::partners::outcomes::{self, NewOutcome, Step};
use crate::domain::partners::rights::requests;
use crate::domain::registry::unit_by_ref;
use crate::domain::{Result, Tx};
use crate::view::partners::consents::DeletionInput;
use crate::vocab::DataRequestKind;

/// Who withdrew: an applicant for credit, whose data the bank deleted, and a supplier, of whom that is awaited.
const WITHDRAWN: [usize; 2] = [7, 11];
/// What an applicant was told: its number, days ago, outcome, amount, reason.
type Said = (usize, u64, &'static str, Option<i64>, Option<&'static str>);

const OUTCOMES: &[Said] = &[
    (0, 20, "CONTACTED", None, None),
    (0, 12, "OFFERED", Some(25_000_000), None),
    (0, 8, "APPROVED", Some(20_000_000), None),
    (0, 4, "DISBURSED", Some(20_000_000), None),
    (1, 18, "CONTACTED", None, None),
    (6, 16, "CONTACTED", None, None),
    (6, 9, "DECLINED", None, Some("Omzet belum cukup untuk plafon yang diajukan (sintetis)")),
    (12, 6, "CONTACTED", None, None),
];
/// The applicant whose BLK disputes what the bank says last.
const DISPUTED: usize = 6;

/// All of it.
pub(super) async fn make(stage: &Stage<'_>, all: &[Given]) -> Result<()> {
    pulls(stage).await?;
    write_back(stage, all).await?;
    withdrawals(stage, all).await?;
    stage.ctx.app.clock.reset();
    // Only of those whose day has come; the service would do it once it runs.
    consents::end_due(stage.ctx).await?;
    request(stage).await
}

/// The bank and the off-taker read what they may: these are the first entries of the access logs.
async fn pulls(stage: &Stage<'_>) -> Result<()> {
    stage.at(25);
    let tx = stage.ctx.begin().await?;
    for (code, purpose) in [(BANK, "CREDIT_APPLICATION"), (OFF_TAKER, "OFFTAKE_SOURCING")] {
        let partner = stage.partner(&tx, &unit_by_ref(tx.conn()?, code).await?);
        let gate = Gate::open_in(&partner, Some(purpose), Channel::Rest).await?;
        let subjects = gate.page(&partner, None, 500).await?;
        gate.deliver(&partner, subjects, None).await?;
    }
    tx.commit().await
}

/// What the bank wrote back.
async fn write_back(stage: &Stage<'_>, all: &[Given]) -> Result<()> {
    let tx = stage.ctx.begin().await?;
    let bank = stage.partner(&tx, &unit_by_ref(tx.conn()?, BANK).await?);
    stage.at(21);
    let gate = Gate::open_in(&bank, Some("CREDIT_APPLICATION"), Channel::Rest).await?;
    let mut disputed = None;
    for (number, ago, outcome, amount, reason) in OUTCOMES {
        let Some(given) = of(all, *number, BANK) else { continue };
        stage.at(*ago);
        let subject = ids::text(Kind::Subject, given.subject);
        let new = NewOutcome {
            outcome: (*outcome).to_owned(),
            reason: reason.map(ToOwned::to_owned),
            amount: *amount,
            on: Some(stage.day(*ago)),
        };
        let made = outcomes::record(&bank, &gate, &subject, new).await?;
        if *number == DISPUTED {
            disputed = Some((given.blk, ids::text(Kind::Outcome, made.row.id)));
        }
    }
    if let Some((blk, id)) = disputed {
        stage.at(3);
        let reason = Some("Omzet yang dibaca bank belum memuat bulan terakhir (sintetis)".to_owned());
        let said = outcomes::Given { reason, ..outcomes::Given::default() };
        outcomes::step(&stage.head(&tx, blk), None, &id, Expected::Any, Step::Dispute, said).await?;
    }
    drop(bank);
    tx.commit().await
}

/// One deletion is acknowledged. The other is awaited until three days after the load.
async fn withdrawals(stage: &Stage<'_>, all: &[Given]) -> Result<()> {
    let tx = stage.ctx.begin().await?;
    let [applicant, supplier] = WITHDRAWN;
    if let Some(given) = of(all, applicant, BANK) {
        stage.at(10);
        withdraw(stage, &tx, given, "Pemohon memilih bank lain (sintetis)").await?;
        stage.at(9);
        let bank = stage.partner(&tx, &unit_by_ref(tx.conn()?, BANK).await?);
        let note = Some("Salinan kerja dihapus (sintetis).".to_owned());
        let deletion = DeletionInput { deleted_at: tx.now(), note };
        consents::acknowledge(&bank, &ids::text(Kind::Consent, given.consent), deletion).await?;
    }
    if let Some(given) = of(all, supplier, OFF_TAKER) {
        stage.ctx.app.clock.reset();
        withdraw(stage, &tx, given, "Tidak lagi mencari pembeli (sintetis)").await?;
    }
    tx.commit().await
}

async fn withdraw(stage: &Stage<'_>, tx: &Tx, given: &Given, reason: &str) -> Result<()> {
    let id = ids::text(Kind::Consent, given.consent);
    consents::withdraw(&stage.head(tx, given.blk), &id, Expected::Any, Some(reason.to_owned())).await.map(drop)
}

/// The incubatee who has an account asks for a correction.
async fn request(stage: &Stage<'_>) -> Result<()> {
    let bound = person::Entity::find().filter(person::Column::AccountId.eq(stage.made.incubatee));
    let person = bound.one(stage.ctx.db()).await?;
    let Some(person) = person else { return Ok(()) };
    let tx = stage.ctx.begin().await?;
    let text = Some("Nomor telepon saya sudah berganti; mohon diperbaiki (sintetis).".to_owned());
    let new = requests::New { kind: DataRequestKind::Rectify, text, partner: None, person: None };
    requests::ask(&stage.incubatee(&tx, person.unit_id), new).await?;
    tx.commit().await
}

/// The consent of somebody for a partner.
fn of<'a>(all: &'a [Given], number: usize, partner: &str) -> Option<&'a Given> {
    all.iter().find(|given| given.number == number && given.partner == partner && number != EXPIRED)
}
