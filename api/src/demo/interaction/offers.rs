//! Commitments that were accepted: one is kept, one fulfilled, one disputed; and the partnerships that came of them
//! (domain.md rows 24, 25, 72). [`super::open`] has what still waits.

use entity::unit;
use serde_json::{Value, json};

use super::cast::{Cast, Voice};
use crate::demo::partners::{BUMN, OFF_TAKER, SCHOOL};
use crate::demo::programme::add;
use crate::domain::ctx::Expected;
use crate::domain::interaction::commitments::Step;
use crate::domain::{Result, Tx};
use crate::view::Changes;
use crate::view::interaction::commitments::{self, CommitmentStepInput};
use crate::view::kept;
use crate::view::resource::Resource;

/// All of it.
pub(super) async fn make(cast: &Cast<'_>) -> Result<()> {
    let tx = cast.ctx.begin().await?;
    disputed(cast, &tx).await?;
    off_take(cast, &tx).await?;
    training(cast, &tx).await?;
    tx.commit().await
}

/// Offers something. Its id.
pub(super) async fn offer(cast: &Cast<'_>, tx: &Tx, by: Voice<'_>, owner: &str, facts: Value) -> Result<String> {
    let made: kept::Commitment = add(&cast.by(tx, by), owner, facts).await?;
    Ok(made.id.0)
}

async fn step(cast: &Cast<'_>, tx: &Tx, by: Voice<'_>, id: &str, step: Step, said: CommitmentStepInput) -> Result<()> {
    commitments::step(&cast.by(tx, by), id, Expected::Any, step, said).await.map(drop)
}

fn agreement(kind: &str, number: &str) -> CommitmentStepInput {
    CommitmentStepInput {
        agreement_kind: Some(kind.to_owned()),
        agreement_number: Some(number.to_owned()),
        ..CommitmentStepInput::default()
    }
}

/// Records a partnership of a unit.
pub(super) async fn partner(
    cast: &Cast<'_>,
    tx: &Tx,
    (by, unit): (Voice<'_>, &unit::Model),
    facts: Value,
) -> Result<kept::Partnership> {
    add(&cast.by(tx, by), &unit.code, facts).await
}

/// Accepted by the BLK, and not kept.
async fn disputed(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let (bumn, head) = (cast.unit(BUMN).await?, Voice::Head(cast.home));
    cast.at(50, 0);
    let facts = json!({
        "kind": "OFF_TAKE", "title": "Pembelian seragam hasil pelatihan (sintetis)", "blkId": cast.home.code,
        "sector": "FESYEN", "amount": 47_500_000, "quantity": 500, "quantityUnit": "buah", "fromOn": cast.ago(45),
        "toOn": cast.ahead(120),
    });
    let id = offer(cast, tx, Voice::Partner(&bumn), BUMN, facts).await?;
    cast.at(47, 0);
    step(cast, tx, head, &id, Step::Accept, agreement("PKS", "PKS/SINTETIS/BUMN/07")).await?;
    cast.at(5, 0);
    let reason = Some("Pembayaran tahap pertama belum diterima (sintetis)".to_owned());
    step(cast, tx, head, &id, Step::Dispute, CommitmentStepInput { reason, ..CommitmentStepInput::default() }).await
}

/// What a kawasan needed, and the off-taker that met it.
async fn off_take(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let (kawasan, buyer) = (&cast.units.kawasan, cast.unit(OFF_TAKER).await?);
    let team = Voice::University(kawasan);
    cast.at(45, 0);
    let facts = json!({
        "kind": "OFF_TAKE", "title": "Pembeli tetap kopi robusta (sintetis)", "sector": "PERTANIAN", "quantity": 12,
        "quantityUnit": "ton", "neededBy": cast.ahead(30),
    });
    let need: kept::Need = add(&cast.by(tx, team), &kawasan.code, facts).await?;
    cast.at(40, 0);
    let facts = json!({
        "kind": "OFF_TAKE", "title": "Pembelian kopi robusta Kasepuhan (sintetis)", "kawasanId": kawasan.code,
        "sector": "PERTANIAN", "amount": 480_000_000, "quantity": 12, "quantityUnit": "ton", "fromOn": cast.ago(30),
        "toOn": cast.ahead(335),
    });
    let id = offer(cast, tx, Voice::Partner(&buyer), OFF_TAKER, facts).await?;
    cast.at(33, 0);
    step(cast, tx, team, &id, Step::Accept, agreement("PKS", "PKS/SINTETIS/KASEPUHAN/01")).await?;
    if let Value::Object(met) = json!({"state": "MET", "metById": id}) {
        kept::Need::change(&cast.by(tx, team), &need.id.0, Expected::Any, Changes::new(met)).await?;
    }
    let facts = json!({
        "partnerId": OFF_TAKER, "partnerKind": "OFF_TAKER", "benefits": ["PASAR"], "agreementKind": "PKS",
        "agreementNumber": "PKS/SINTETIS/KASEPUHAN/01", "commitmentId": id, "fromOn": cast.ago(33),
        "description": "Kelompok Kasepuhan menjual dua belas ton kopi setahun dengan harga dasar (sintetis)",
    });
    partner(cast, tx, (team, kawasan), facts).await.map(drop)
}

/// Places at a training institution, taken and used.
async fn training(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let (school, head) = (cast.unit(SCHOOL).await?, Voice::Head(cast.home));
    cast.at(28, 0);
    let facts = json!({
        "kind": "TRAINING_PLACE", "title": "Kursi pelatihan barista bersertifikat (sintetis)",
        "blkId": cast.home.code, "quantity": 8, "quantityUnit": "kursi", "capacity": 8, "skills": ["SDM"],
        "fromOn": cast.ago(24), "toOn": cast.ahead(60),
    });
    let id = offer(cast, tx, Voice::Partner(&school), SCHOOL, facts).await?;
    cast.at(25, 0);
    step(cast, tx, head, &id, Step::Accept, agreement("MOU", "MOU/SINTETIS/LPK/01")).await?;
    let facts = json!({
        "partnerId": SCHOOL, "partnerKind": "TRAINING_INSTITUTION", "benefits": ["PELATIHAN", "SDM"],
        "agreementKind": "MOU", "agreementNumber": "MOU/SINTETIS/LPK/01", "commitmentId": id, "fromOn": cast.ago(25),
        "description": "Delapan lulusan BLK mengikuti pelatihan lanjutan dan uji kompetensi (sintetis)",
    });
    partner(cast, tx, (head, cast.home), facts).await?;
    cast.at(6, 0);
    step(cast, tx, head, &id, Step::Fulfil, CommitmentStepInput::default()).await
}
